"""Who is likeliest to mediate: candidates ranked by the fitted choice (`history/mediator_inputs`).

Ranked are those whom the reports show on their way, the United Nations, and all who have mediated
towards one of the parties in the coded news or in the cases told in our own words; partners who do
not offer are left out. A share is the chance that it is this one who is next, if one of those
ranked is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from math import exp

from msgspec import Struct

from crisisdesk.history.fits import find_mediator_fit
from crisisdesk.history.inputs import Part, values_of
from crisisdesk.history.mediations import (
    SOURCE,
    UNITED_NATIONS,
    acts_by,
    kilometres,
    mediators_of,
    precedents_by,
)
from crisisdesk.history.mediator_inputs import RECENT, Ages, Dealings, mediator_parts
from crisisdesk.odds import evidence
from crisisdesk.odds.evidence import codes
from crisisdesk.odds.mediators import WILLING, Candidate
from crisisdesk.odds.naming import is_body, is_state, members_of, name_of
from crisisdesk.terms.records import Driver, Event, Reading

ASKS = ("028", "038", "108")  # CAMEO: appeals for, readiness for, demands of mediation
SHOWN = 3


class Likely(Struct, frozen=True):
    """A candidate, its share (0..1) and why."""

    actor: str
    share: float
    why: str
    candidate: Candidate

    @property
    def told(self) -> str:
        """The candidate with its share and why."""
        return f"{name_of(self.actor)} ({self.share:.0%}: {self.why})"


def likeliest(found: Sequence[Likely]) -> list[Driver]:
    """The first few in a line; none where none is ranked."""
    if not found:
        return []
    first = found[:SHOWN]
    words = "; ".join(one.told for one in first)
    spans = tuple(dict.fromkeys(span for one in first for span in one.candidate.spans))
    told = f"likeliest to mediate next, if one of {len(found)} candidates does: {words}"
    return [Driver(told, spans=spans, source=SOURCE)]


def place_of(actor: str, found: Sequence[Likely]) -> list[Driver]:
    """Where one stands among the candidates, in a line; none where it is not ranked."""
    return [
        Driver(
            f"place {place} of {len(found)} candidates: {one.told}",
            spans=tuple(dict.fromkeys(one.candidate.spans)),
            source=SOURCE,
        )
        for place, one in enumerate(found, 1)
        if one.actor == actor
    ]


def ranked(
    readings: Sequence[Reading],
    parties: Sequence[str],
    named: Mapping[str, Candidate],
    as_of: str,
    partisan: Collection[str] = (),
) -> list[Likely]:
    """All candidates, the likeliest first."""
    day = evidence.day_of(as_of)
    if day is None or not parties:
        return []
    past = {one for one in mediators_of(parties, day.year) if is_state(one) or is_body(one)}
    pool = sorted({*named, UNITED_NATIONS, *(past - set(partisan))} - set(parties))
    deeds = [event for event in evidence.events(readings) if event.type]
    found = {one: _dealings(deeds, one, parties, day, as_of) for one in pool}
    scores = {one: _score(mediator_parts(dealings)) for one, dealings in found.items()}
    top = max(scores.values())
    weights = {one: exp(score - top) for one, score in scores.items()}
    whole = sum(weights.values())
    ordered = sorted(pool, key=lambda one: (-weights[one], one))
    return [
        Likely(one, weights[one] / whole, _why(found[one]), named.get(one, Candidate()))
        for one in ordered
    ]


def _score(parts: Sequence[Part]) -> float:
    values = values_of(parts)
    return sum(one.effect * one.scaled(values[one.name]) for one in find_mediator_fit().inputs)


def _dealings(
    deeds: Sequence[Event], one: str, parties: Sequence[str], day: date, as_of: str
) -> Dealings:
    read = [tuple(_mediates(deeds, one, party, as_of)) for party in parties]
    return Dealings(
        here=tuple(
            (*acts_by(one, party, day), *ages) for party, ages in zip(parties, read, strict=True)
        ),
        told=precedents_by(one, parties, day.year),
        back=tuple(age for party in parties for age in acts_by(party, one, day)),
        anywhere=(*acts_by(one, None, day), *(age for ages in read for age in ages)),
        talks=tuple(_talks(deeds, one, party, as_of) for party in parties),
        asked=tuple(age for party in parties for age in _asked(deeds, one, party, as_of)),
        kilometres=kilometres(one, parties, day.year),
        united_nations=one == UNITED_NATIONS,
        member=any(party in members_of(one) for party in parties),
    )


def _mediates(deeds: Sequence[Event], one: str, party: str, as_of: str) -> Iterator[float]:
    for event in deeds:
        willing = evidence.mediates(event) and event.modality in WILLING
        if willing and evidence.between(event, one, party):
            yield from _age(event, as_of)


def _talks(deeds: Sequence[Event], one: str, party: str, as_of: str) -> Ages:
    ages = {
        age
        for event in deeds
        if event.type == "CONSULT" and event.modality in ("happened", "stated")
        if {one, party} <= {*codes(event.source), *codes(event.target)}
        for age in _age(event, as_of)
    }
    return tuple(sorted(age for age in ages if age <= RECENT))


def _asked(deeds: Sequence[Event], one: str, party: str, as_of: str) -> Iterator[float]:
    for event in deeds:
        if (event.cameo or "").startswith(ASKS) and evidence.between(event, party, one):
            yield from _age(event, as_of)


def _age(event: Event, as_of: str) -> Iterator[float]:
    days = evidence.age(event.date, as_of)
    if days is not None and days <= evidence.LIVE_DAYS:
        yield float(days)


def _why(found: Dealings) -> str:
    """What there is to say of it, the nearest first."""
    acts = sum(len(ages) for ages in found.here)
    talks = sum(len(ages) for ages in found.talks)
    said = [
        f"has mediated or offered to here {_times(acts)}" if acts else "",
        f"mediated in {len(found.told)} of the cases told" if found.told else "",
        f"talked with a party on {_days(talks)} of the last 90 days" if talks else "",
        "a party asked it to" if found.asked else "",
        f"mediated elsewhere {_times(len(found.anywhere))}" if found.anywhere and not acts else "",
        "a party is a member" if found.member and not found.united_nations else "",
    ]
    return ", ".join(words for words in said if words) or "no mediating is on record"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _days(count: int) -> str:
    return "one day" if count == 1 else f"{count} days"
