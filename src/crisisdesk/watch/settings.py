"""The table ``[watch]`` of a desk's ``desk.toml``: what is watched, how often, and whom to tell."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from crisisdesk.errors import DeskError
from crisisdesk.record.watching import Kind
from crisisdesk.schemas import prepared

FILE = "desk.toml"
Levels = float | tuple[float, ...]


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """When to say something: a question in words, or every question of one ``kind`` that the
    desk's crisis poses, and the probabilities (0..1) ``above`` or ``below`` which its odds come.
    ``webhook`` and ``command`` are told beside those of all rules."""

    question: str | None = None
    kind: Literal["strike", "intervention", "mediation", "talks", "escalation"] = "strike"
    above: Levels = ()
    below: Levels = ()
    webhook: str | None = None
    command: tuple[str, ...] = ()

    def levels(self) -> list[tuple[str, float]]:
        """Each threshold with its side, ``above`` or ``below``."""
        return [("above", p) for p in _each(self.above)] + [("below", p) for p in _each(self.below)]


BANDS = (0.2, 0.45, 0.8)
USUAL = (Rule(kind="strike", above=BANDS, below=BANDS),)
"""Without rules of one's own: a strike passes between very unlikely, unlikely, even, very likely
(ICD 203's bounds, the two in the middle as one)."""


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """How a desk is watched. ``every`` and ``delay`` are in seconds: between two polls of a
    source, and between two requests to one host. ``backlog`` is how many of the newest items are
    read of a source that is new. ``private_addresses`` allows addresses inside the own network,
    for sources as for webhooks. ``webhook`` and ``command`` are told every alert;
    ``resolve`` lets the rules of kept questions decide them."""

    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()
    folders: tuple[str, ...] = ()
    gdelt: tuple[str, ...] = ()
    every: float = 900.0
    delay: float = 1.0
    backlog: int = 200
    private_addresses: bool = False
    webhook: str | None = None
    command: tuple[str, ...] = ()
    resolve: bool = False
    alert: tuple[Rule, ...] = USUAL

    def __post_init__(self) -> None:
        if not 0 < self.every <= 604_800:
            raise ValueError("every: seconds between two polls, more than 0 and at most a week")
        if not 0 <= self.delay <= 3600 or self.backlog < 0:
            raise ValueError("delay: 0 to 3600 seconds; backlog: 0 or more items")
        for rule in self.alert:
            if not rule.levels() or any(not 0 < level < 1 for _, level in rule.levels()):
                raise ValueError("alert: needs above or below, each between 0 and 1")

    def sources(self) -> list[tuple[Kind, str]]:
        """Kind and address of every source that the file names."""
        named: list[tuple[Kind, tuple[str, ...]]] = [
            ("feed", self.feeds),
            ("sitemap", self.sitemaps),
            ("folder", self.folders),
            ("gdelt", self.gdelt),
        ]
        return [(kind, address) for kind, addresses in named for address in addresses]


def load_settings(desk: Path) -> Settings:
    """The settings of a desk, the usual ones where its file has none. Raises DeskError naming the
    file and the mistake."""
    path = desk / FILE
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8")).get("watch", {})
        return msgspec.convert(table, prepared(Settings), strict=True)
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, msgspec.ValidationError) as error:
        raise DeskError(f"{path}: [watch] cannot be read: {error}") from error


def _each(levels: Levels) -> tuple[float, ...]:
    return levels if isinstance(levels, tuple) else (levels,)
