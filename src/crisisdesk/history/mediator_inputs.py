"""What a candidate for mediating is ranked by: what it did between these parties before, whom it
talks to, who asked it, where it lies.

The same for fits and for forecasts. All ages are in days, 0 or more; what is known ends the day
before.
"""

from __future__ import annotations

from math import exp, log1p

from msgspec import Struct

from crisisdesk.history.inputs import Part

Ages = tuple[float, ...]

FADES, FADES_SLOWLY = 400.0, 3000.0  # days
ASKED_FADES = 120.0
NEVER = 5000.0  # days: as good as never
RECENT, WEEK = 90.0, 7.0


class Dealings(Struct, frozen=True):
    """Of one candidate: when it mediated towards each party (``here``), when in cases told in our
    own words (``told``), when a party mediated towards it (``back``), when it did anywhere, on
    which of the last 90 days it talked with each party, when a party asked it to mediate;
    kilometres to the nearest party (NaN: none known); whether it is the United Nations, and whether
    a body that a party is a member of."""

    here: tuple[Ages, ...] = ()
    told: Ages = ()
    back: Ages = ()
    anywhere: Ages = ()
    talks: tuple[Ages, ...] = ()
    asked: Ages = ()
    kilometres: float = float("nan")
    united_nations: bool = False
    member: bool = False


def mediator_parts(found: Dealings) -> list[Part]:
    """The parts by which a candidate is ranked."""
    here = tuple(age for ages in found.here for age in ages)
    return [
        Part(
            "here",
            {
                "here": _faded(here, FADES),
                "here_slowly": _faded(here, FADES_SLOWLY),
                "all_parties": min((_faded(ages, FADES_SLOWLY) for ages in found.here), default=0.0)
                if len(found.here) > 1
                else 0.0,
                "last": -log1p(min(here, default=NEVER)),
                "back": _faded(found.back, FADES_SLOWLY),
            },
        ),
        Part("told", {"told": _faded(found.told, FADES_SLOWLY)}),
        Part("anywhere", {"anywhere": _faded(found.anywhere, FADES_SLOWLY)}),
        Part("talks", _talks(found.talks)),
        Part("asked", {"asked": _faded(found.asked, ASKED_FADES)}),
        Part("place", {"distance": log1p(found.kilometres)}),
        Part("body", {"united_nations": found.united_nations, "member": found.member}),
    ]


def _faded(ages: Ages, days: float) -> float:
    return log1p(sum(exp(-age / days) for age in ages))


def _talks(talks: tuple[Ages, ...]) -> dict[str, float]:
    counts = [log1p(sum(age <= RECENT for age in set(ages))) for ages in talks] or [0.0]
    week = [log1p(sum(age <= WEEK for age in set(ages))) for ages in talks] or [0.0]
    return {
        "talks": sum(counts) / len(counts),
        "talks_least": min(counts),
        "talks_week": sum(week) / len(week),
    }
