"""Known outlets and news agencies: whose they are, and how far the source can be judged."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal
from urllib.parse import urlsplit

from msgspec import Meta, Struct

from crisisdesk.terms.extras import Extras, both, current
from crisisdesk.terms.files import load_yaml
from crisisdesk.terms.folding import fold

Grade = Literal["A", "B", "C", "D", "E", "F"]


class Outlet(Struct, frozen=True, forbid_unknown_fields=True):
    """An outlet. ``country`` is alpha-3; ``state`` where a government owns and directs it.

    ``grade`` is the Admiralty letter of the source, F where it cannot be judged; any other needs
    its ``reason``.
    """

    name: str
    country: Annotated[str, Meta(pattern="^[A-Z]{3}$")]
    names: tuple[str, ...] = ()
    domains: tuple[Annotated[str, Meta(pattern=r"^[a-z0-9.-]+\.[a-z]+$")], ...] = ()
    state: bool = False
    grade: Grade = "F"
    reason: str = ""

    def __post_init__(self) -> None:
        if self.grade != "F" and not self.reason:
            raise ValueError(f"{self.name}: grade {self.grade} without a reason")


class OutletsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``data/outlets.yaml``."""

    outlets: tuple[Outlet, ...]
    checked: str = ""


def known_outlets() -> tuple[Outlet, ...]:
    """The shipped outlets, after those of the extra terms that hold here. Raises TermsError
    where a file is broken."""
    return _outlets(current())


@lru_cache(maxsize=4)
def _outlets(extras: Extras | None) -> tuple[Outlet, ...]:
    files = [load_yaml(path, OutletsFile) for path in both("outlets.yaml", extras)]
    return tuple(outlet for file in files for outlet in file.outlets)


@lru_cache(maxsize=4)
def _by_name(extras: Extras | None) -> dict[str, Outlet]:
    return {
        _bare(fold(name)): outlet
        for outlet in reversed(_outlets(extras))
        for name in (outlet.name, *outlet.names)
    }


@lru_cache(maxsize=4)
def _by_domain(extras: Extras | None) -> dict[str, Outlet]:
    return {domain: o for o in reversed(_outlets(extras)) for domain in o.domains}


def find_outlet(name_or_domain: str) -> Outlet | None:
    """The outlet called by a name, a domain or a web address; None where it is not known.

    Case, diacritics, "the" and ``www.`` do not count; a subdomain belongs to its outlet, and a
    domain that only looks alike (``reuters.com.example``) does not.
    """
    return _find(name_or_domain.strip(), current())


@lru_cache(maxsize=4096)
def _find(text: str, extras: Extras | None) -> Outlet | None:
    return _by_name(extras).get(_bare(fold(text))) or _of_host(_host(text), _by_domain(extras))


def _bare(folded: str) -> str:
    return folded.removeprefix("the ")


def _host(text: str) -> str:
    """The host of an address or bare domain, in lower case; empty where there is none."""
    address = text if "://" in text else f"//{text}"
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:  # an address with a broken bracket names no host
        return ""


def _of_host(host: str, known: dict[str, Outlet]) -> Outlet | None:
    """The outlet of a host or of the longest domain above it."""
    labels = host.split(".")
    for start in range(len(labels) - 1):
        outlet = known.get(".".join(labels[start:]))
        if outlet is not None:
            return outlet
    return None
