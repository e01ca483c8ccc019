"""Whether odds have crossed a threshold since they were last looked at. Pure.

A threshold that was crossed is armed again only when the odds have come back by `MARGIN`, so that
odds which waver about it do not cry out every time. Where one level is watched from both sides, the
fall is told from `MARGIN` below it: nobody is told of a fall that its rise would not undo.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from crisisdesk.record.watching import Level
from crisisdesk.terms.records import Forecast, Question
from crisisdesk.watch.settings import Rule

MARGIN = 0.02


class Crossing(Struct, frozen=True):
    """Odds that came ``above`` or ``below`` a ``level``; ``before`` is None at the first look."""

    side: str
    level: float
    before: float | None
    forecast: Forecast
    rule: Rule


def crossings(
    rule: Rule, forecast: Forecast, stood: Mapping[str, Level]
) -> tuple[list[Level], list[Crossing]]:
    """How the rule's thresholds stand for a forecast, and which of them it has just crossed.

    At the first look odds that are already above a level are told, those below one are not: there
    is nothing that they fell from.
    """
    levels, crossed = [], []
    sides = rule.levels()
    for side, level in sides:
        both = side == "below" and ("above", level) in sides
        name = f"{_name(forecast.question)} {side} {level:g}"
        was = stood.get(name)
        over = _over(side, level - MARGIN * both, forecast.probability, was)
        levels.append(Level(name, over, forecast.probability))
        if over and (not was.over if was else side == "above"):
            before = was.probability if was else None
            crossed.append(Crossing(side, level, before, forecast, rule))
    return levels, _gravest(crossed)


def _over(side: str, level: float, probability: float, was: Level | None) -> bool:
    slack = MARGIN if was and was.over else 0.0
    if side == "above":
        return probability >= level - slack
    return probability < level + slack


def _gravest(crossed: list[Crossing]) -> list[Crossing]:
    """Of several thresholds that odds leap over at once the last on either side."""
    up = [one for one in crossed if one.side == "above"]
    down = [one for one in crossed if one.side == "below"]
    return [
        *sorted(up, key=lambda one: one.level)[-1:],
        *sorted(down, key=lambda one: one.level)[:1],
    ]


def _name(question: Question) -> str:
    parts = (
        question.kind,
        "+".join(question.actors),
        question.target or question.beneficiary or "-".join(sorted(question.between)),
        question.help or "",
    )
    return ":".join(parts)
