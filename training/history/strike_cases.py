"""Cases for the strike model: first threats and shows of force, and how long force took (MIE)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from crisisdesk.history.inputs import values_of
from crisisdesk.history.strike_inputs import SoFar, strike_parts
from training.history import threats
from training.history.covariates import covariates
from training.history.threats import DISPLAY, FORCE, THREAT, Move


class StrikeCase(NamedTuple):
    """One opening by one state on another: its inputs, and days until the same state used force
    on the same target in the same confrontation (None: it never did)."""

    year: int
    micnum: int
    threat: bool
    delay: int | None
    inputs: dict[str, float]


def strike_cases(root: Path) -> list[StrikeCase]:
    """All openings by threat and by show of force, in order of day."""
    groups, known = threats.confrontations(root), covariates(root)
    whole: dict[int, list[Move]] = defaultdict(list)
    for (micnum, _, _), moves in groups.items():
        whole[micnum] += moves
    found: list[tuple[Any, StrikeCase]] = []
    for (micnum, one, other), moves in groups.items():
        began = min(move.day for move in whole[micnum]).year
        for by, on in ((one, other), (other, one)):
            for level in (THREAT, DISPLAY):
                opens = threats._opening(moves, by, on, level)
                if opens is None:
                    continue
                first = moves[opens]
                so_far = _so_far(first, moves[:opens], whole[micnum])
                # past acts are those before the confrontation began, the rest that year's
                parts = strike_parts(known, by, on, first.day.year, so_far)
                inputs = values_of(parts) | _before(known, by, on, began)
                own = [m for m in moves[opens + 1 :] if m.level >= FORCE and m.by == by]
                delay = (own[0].day - first.day).days if own else None
                case = StrikeCase(first.day.year, micnum, level == THREAT, delay, inputs)
                found.append(((first.day, micnum, by, on), case))
    return [case for _, case in sorted(found, key=lambda pair: pair[0])]


def _before(known: Any, by: int, on: int, began: int) -> dict[str, float]:
    parts = strike_parts(known, by, on, began, SoFar())
    return values_of(part for part in parts if part.key in ("past", "habits"))


def _so_far(first: Move, between: list[Move], whole: list[Move]) -> SoFar:
    """What came before in the confrontation: between the two, and by or on others."""
    by, on = first.by, first.on
    earlier = [m for m in whole if (m.day, m.order) < (first.day, first.order)]
    blows = [m for m in earlier if m.level >= FORCE]
    return SoFar(
        threat=first.level == THREAT,
        threatened_before=any(m.by == by and m.level == THREAT for m in between),
        displayed_before=any(m.by == by and m.level == DISPLAY for m in between),
        target_threatened=any(m.by == on and m.level == THREAT for m in between),
        target_displayed=any(m.by == on and m.level == DISPLAY for m in between),
        target_struck=any(m.on == on for m in blows),
        target_struck_others=any(m.by == on for m in blows),
        struck_others=any(m.by == by for m in blows),
        was_struck=any(m.on == by for m in blows),
        others=len({m.by for m in earlier if m.on == on} - {by}),
        others_against=len({m.by for m in earlier if m.on == by} - {on}),
        days=(first.day - min(m.day for m in whole)).days,
        fresh=not earlier,
        foes=len({m.on for m in earlier if m.by == by} - {on}),
    )
