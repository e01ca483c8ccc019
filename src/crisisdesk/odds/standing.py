"""A kept question as it stands: open, waiting, resolved or void, with all that is held of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from crisisdesk.odds.resolving import Proposal
from crisisdesk.terms.asked import Asked, Made, Outcome


class Standing(Struct, frozen=True):
    """A kept question as it stands: ``status`` is open, waiting (past its close), resolved or
    void; ``latest`` is the last forecast of each forecaster."""

    asked: Asked
    status: str
    latest: tuple[Made, ...]
    outcome: Outcome | None = None


class History(Struct, frozen=True):
    """All that a desk holds of one question: its versions, forecasts by day, and what its rule
    says of it today (nothing where it is resolved)."""

    standing: Standing
    versions: tuple[Asked, ...]
    forecasts: tuple[Made, ...]
    proposals: tuple[Proposal, ...]


def standing_of(
    asked: Sequence[Asked],
    forecasts: Sequence[Made],
    outcomes: Mapping[int, Outcome],
    day: str,
) -> list[Standing]:
    """Each question as it stands on a day; ``forecasts`` come by day and then by recording."""
    latest: dict[int, dict[str, Made]] = {}
    for made in forecasts:
        latest.setdefault(made.asked, {})[made.by] = made
    return [
        Standing(
            asked=one,
            status=status_of(one, outcomes.get(one.id), day),
            latest=tuple(latest.get(one.id, {}).values()),
            outcome=outcomes.get(one.id),
        )
        for one in asked
    ]


def status_of(asked: Asked, outcome: Outcome | None, day: str) -> str:
    """How a question stands on a day."""
    if outcome is not None:
        return "void" if outcome.void else "resolved"
    return "open" if day <= asked.closes else "waiting"
