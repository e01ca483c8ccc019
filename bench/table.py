"""A row of the table of figures, and the table as Markdown.

A bench module that has rows gives them by ``rows(small=False)``: all of them, or with ``small``
those of a fixed subset that takes seconds (tests guard these). Where its data is not there it
raises `Absent`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

WORST = 20


class Absent(Exception):
    """The data of a bench is not on this machine; the message says what to set."""


@dataclass(frozen=True)
class Row:
    """One figure. ``value`` is in 0..1 where ``unit`` is empty, else in that unit.

    ``data`` names what it was measured on, ``sha256`` is its hash (`hash_of`), ``n`` how many
    cases. ``goal`` is what it should reach (with ``ceiling``: stay under), None where none was
    set. ``peers`` is what others reach on the same data, and from where that is known.
    ``aside`` says that neither rules nor training have seen the data; False is development data.
    ``errors`` are the worst, first, as references (corpus, sentence, labels), never text that is
    not ours; ``timed`` figures hang on the machine and are not guarded.
    """

    measure: str
    data: str
    sha256: str
    n: int
    value: float
    goal: float | None = None
    peers: str = ""
    aside: bool = False
    unit: str = ""
    ceiling: bool = False
    timed: bool = False
    errors: tuple[str, ...] = ()

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None where there is none."""
        if self.goal is None:
            return None
        return self.value <= self.goal if self.ceiling else self.value >= self.goal


def hash_of(*paths: Path) -> str:
    """16 hex digits of the SHA-256 over these files' bytes, in the order of their names. Raises
    Absent where one is not there."""
    total = hashlib.sha256()
    for path in sorted(paths, key=lambda p: p.name):
        if not path.is_file():
            raise Absent(f"{path.name} is not there: CRISISDESK_DATA names the research data")
        total.update(path.read_bytes())
    return total.hexdigest()[:16]


def number(value: float, unit: str = "") -> str:
    """A figure as it is shown: three decimals for a share, short for a unit."""
    if not unit:
        return f"{value:.3f}"
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.3g} {unit}"


def verdict(row: Row) -> str:
    """The goal and whether it is met, in words."""
    if row.goal is None:
        return ""
    side = "at most" if row.ceiling else "at least"
    return f"{side} {number(row.goal, row.unit)}: {'met' if row.met else '**missed**'}"


def lines(rows: Sequence[Row]) -> list[str]:
    """The table as Markdown."""
    head = [
        "| measure | data | n | value | goal | others |",
        "| --- | --- | --- | --- | --- | --- |",
    ]
    return head + [
        f"| {row.measure} | {row.data}{_aside(row)} | {row.n:,} "
        f"| {number(row.value, row.unit)} | {verdict(row)} | {row.peers} |"
        for row in rows
    ]


def _aside(row: Row) -> str:
    """Says that the data is held aside, where its name does not."""
    return ", held aside" if row.aside and "held aside" not in row.data else ""


def sources(rows: Iterable[Row]) -> list[str]:
    """What the figures were measured on, each with its hash, once."""
    seen = {(row.data, row.sha256): None for row in rows}
    return [f"- {data}: SHA-256 begins `{digest}`" for data, digest in seen]


def worst(rows: Iterable[Row]) -> list[str]:
    """The worst errors of each row, as references."""
    return [f"- {row.measure}: {'; '.join(row.errors[:WORST])}" for row in rows if row.errors]


def page(rows: Sequence[Row], command: str, absent: Sequence[str] = ()) -> str:
    """A part of the page of figures: table, goals, data, worst errors."""
    missed = [row for row in rows if row.met is False]
    met = [row for row in rows if row.met]
    body = [f"Written by `{command}`.", "", *lines(rows), ""]
    body += [f"Goals: {len(met)} met, {len(missed)} missed.", ""]
    body += ["Not measured this time: " + "; ".join(absent) + ".", ""] if absent else []
    body += ["Data:", "", *sources(rows)]
    errors = worst(rows)
    if errors:
        body += ["", f"The worst errors, up to {WORST} of each, as references:", "", *errors]
    return "\n".join(body)
