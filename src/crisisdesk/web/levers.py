"""The what-ifs that a crisis suggests: for each of its actors what could be otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from msgspec import Struct

from crisisdesk.briefing.parts import Part

MOST = 10
"""Levers on a page."""


class Lever(Struct, frozen=True):
    """One thing that could be otherwise: ``choices`` are what-ifs with their words."""

    name: str
    choices: tuple[tuple[str, str], ...]


def levers(parts: Sequence[Part]) -> list[Lever]:
    """The levers of a crisis, from its parts: threats and talks between the sides, what partners
    owe, who goes between."""
    return list(_levers(parts))[:MOST]


def _levers(parts: Sequence[Part]) -> Iterator[Lever]:
    def cast(part: str) -> list[Part]:
        return [one for one in parts if one.part == part and one.code]

    for one, other in product(cast("threatener")[:2], cast("target")[:1]):
        pair = f"{one.code}-{other.code}"
        yield Lever(
            f"{one.name} and {other.name}",
            (
                (f"{pair} threat=no", "the threat is taken back"),
                (f"{pair} talks=offered", "talks are offered"),
                (f"{pair} talks=yes", "they hold talks"),
                (f"{other.code}-{one.code} threat=yes", f"{other.name} threatens back"),
            ),
        )
    for partner, side in (
        *product(cast("partner of the target")[:3], cast("target")[:1]),
        *product(cast("partner of the threateners")[:2], cast("threatener")[:1]),
    ):
        pair = f"{partner.code}-{side.code}"
        yield Lever(
            f"{partner.name} for {side.name}",
            (
                (f"{pair} defense=yes", "it owes defence"),
                (f"{pair} defense=no", "it owes no defence"),
                (f"{pair} arms=yes", "it sends arms"),
                (f"{pair} arms=no", "it sends no arms"),
            ),
        )
    for go_between in cast("possible mediator")[:3]:
        yield Lever(
            f"{go_between.name} as a go-between",
            (
                (f"{go_between.code} mediation=offered", "it offers"),
                (f"{go_between.code} mediation=yes", "it goes between"),
                (f"{go_between.code} mediation=no", "it does not"),
            ),
        )
