"""Known outlets and news agencies: whose they are, and how far the source can be judged."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal
from urllib.parse import urlsplit

from msgspec import Meta, Struct

from crisisdesk.terms.files import load_yaml, shipped
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

    checked: str
    outlets: tuple[Outlet, ...]


@lru_cache(maxsize=1)
def known_outlets() -> tuple[Outlet, ...]:
    """The shipped outlets. Raises TermsError where the file is broken."""
    return load_yaml(shipped("outlets.yaml"), OutletsFile).outlets


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Outlet]:
    return {
        _bare(fold(name)): outlet
        for outlet in known_outlets()
        for name in (outlet.name, *outlet.names)
    }


@lru_cache(maxsize=1)
def _by_domain() -> dict[str, Outlet]:
    return {domain: outlet for outlet in known_outlets() for domain in outlet.domains}


@lru_cache(maxsize=4096)
def find_outlet(name_or_domain: str) -> Outlet | None:
    """The outlet called by a name, a domain or a web address; None where it is not known.

    Case, diacritics, "the" and ``www.`` do not count; a subdomain belongs to its outlet, and a
    domain that only looks alike (``reuters.com.example``) does not.
    """
    text = name_or_domain.strip()
    return _by_name().get(_bare(fold(text))) or _of_host(_host(text))


def _bare(folded: str) -> str:
    return folded.removeprefix("the ")


def _host(text: str) -> str:
    """The host of an address or bare domain, in lower case; empty where there is none."""
    address = text if "://" in text else f"//{text}"
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:  # an address with a broken bracket names no host
        return ""


def _of_host(host: str) -> Outlet | None:
    """The outlet of a host or of the longest domain above it."""
    known = _by_domain()
    labels = host.split(".")
    for start in range(len(labels) - 1):
        outlet = known.get(".".join(labels[start:]))
        if outlet is not None:
            return outlet
    return None
