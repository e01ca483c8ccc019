"""The same event told twice in a report is one event with several spans."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from crisisdesk.terms.records import Actor, Date, Event, Span, Tie


def merge_events(events: list[Event]) -> list[Event]:
    """Events in text order, repeated tellings folded into the most precise one."""
    kept: list[Event] = []
    for event in sorted(events, key=lambda e: (e.trigger.start, e.id)):
        twin = next((i for i, other in enumerate(kept) if _same(other, event)), None)
        if twin is None:
            kept.append(event)
        else:
            kept[twin] = _folded(kept[twin], event)
    return kept


def _same(one: Event, other: Event) -> bool:
    if (one.type, one.modality) != (other.type, other.modality) or _listed(one, other):
        return False
    sides = _sides(one) == _sides(other) or _part_of(one, other)
    if one.type in ("AGREE", "CONSULT") and one.mode == other.mode and not sides:
        sides = _sides(one) == tuple(reversed(_sides(other)))
    return (
        sides
        and _same_day(one.date, other.date)
        and (one.mode == other.mode or one.mode is None or other.mode is None)
    )


def _listed(one: Event, other: Event) -> bool:
    """ "Shut the crossing, halted trade and expelled envoys": measures told one after the other in
    a sentence are several."""
    verbs = one.rule.startswith("verb") and other.rule.startswith("verb")
    near = other.trigger.start < one.span.end and one.trigger.end > other.span.start
    return one.type == "SANCTION" and verbs and near and one.rule != other.rule


def _part_of(one: Event, other: Event) -> bool:
    """Told by the same word of one of several who did it and of all of them."""
    (first, target), (second, again) = _sides(one), _sides(other)
    if not (first and second) or target != again or one.rule != other.rule:
        return False
    return second < first or first < second


def _sides(event: Event) -> tuple[frozenset[str | None], frozenset[str | None]]:
    return (
        frozenset(actor.code for actor in event.source),
        frozenset(actor.code for actor in event.target),
    )


def _same_day(one: Date | None, other: Date | None) -> bool:
    if one is None or other is None:
        return True
    return one.value.startswith(other.value) or other.value.startswith(one.value)


def _all_who_did(kept: Event, again: Event) -> tuple[Actor, ...]:
    """Where one telling names more of those who did it to the same side, all of them did."""
    same = _sides(kept)[1] == _sides(again)[1]
    return max((kept.source, again.source), key=len) if same else kept.source


def _folded(kept: Event, again: Event) -> Event:
    date = max((kept.date, again.date), key=lambda d: len(d.value) if d else 0)
    also: tuple[Span, ...] = kept.also
    if again.span != kept.span and again.span not in also:
        also = (*also, again.span)
    return msgspec.structs.replace(
        kept,
        source=_all_who_did(kept, again),
        date=date,
        place=kept.place or again.place,
        mode=kept.mode or again.mode,
        also=also,
        score=max(kept.score, again.score),
    )


def date_signings(events: Sequence[Event], ties: Sequence[Tie]) -> list[Event]:
    """An undated signing between two sides took place when the report says their tie began."""
    began = {frozenset(tie.between): tie.valid_from for tie in ties if tie.valid_from}
    dated = []
    for event in events:
        pair = frozenset(a.code for a in (*event.source, *event.target) if a.code)
        if event.type == "AGREE" and event.cameo == "057" and event.date is None:
            event = msgspec.structs.replace(event, date=began.get(pair))
        dated.append(event)
    return dated
