"""A reading as analysts amended it: their word stands, whatever the reader made of the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, get_args

from msgspec.structs import replace

from crisisdesk.errors import QuestionError
from crisisdesk.terms.plover import intensity_of, plover_types, quad_of
from crisisdesk.terms.records import (
    Actor,
    AmendedKind,
    Amendment,
    Date,
    Event,
    Modality,
    Reading,
    Span,
    Statement,
    Tie,
    TieKind,
    record_id,
)

FIELDS: dict[AmendedKind, tuple[str, ...]] = {
    "event": ("type", "mode", "source", "target", "modality", "date", "place"),
    "statement": ("speaker", "role", "code", "date"),
    "tie": ("kind", "between", "valid_from", "valid_to"),
}
"""What of a record may be set, in words that `as_told` gives and `set` takes."""
_TYPES = {"event": "type", "statement": "form", "tie": "kind"}
_DAY = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,15}")
_LONGEST = 100
_Record = TypeVar("_Record", Statement, Event, Tie)


def amended(reading: Reading, amendments: Iterable[Amendment]) -> Reading:
    """The reading with amendments applied in their order. Pure.

    An amendment finds its record by kind, words and type, so that it holds for a reading by a
    newer reader too; where that no longer reads such a record, the amendment has nothing to do.
    """
    for one in amendments:
        reading = _DEEDS[one.deed](reading, one)
    return reading


def check(reading: Reading, amendment: Amendment) -> None:
    """Raises QuestionError where an amendment is about no record of the reading, or what it sets
    makes no sense."""
    found = found_in(reading, amendment)
    if found is None:
        raise QuestionError(f"the report has no such {amendment.kind}")
    if amendment.deed == "set" and not amendment.changes:
        raise QuestionError("say what is to be set")
    if amendment.deed in ("merge", "split") and amendment.kind != "event":
        raise QuestionError("only events are merged or split")
    if amendment.deed == "split" and not found.also:
        raise QuestionError("the event is told once only: there is nothing to split")
    if amendment.deed == "merge" and "report" not in amendment.changes:
        goal = _goal(reading, amendment)
        if goal is None or reading.events[goal] is found:
            raise QuestionError("name another event of the report to merge with")
    if amendment.deed == "set":
        _check_values(amendment)


def found_in(reading: Reading, amendment: Amendment) -> Any:
    """The record that an amendment is about, None where the reading has none such."""
    records = _records(reading, amendment.kind)
    found = _which(records, amendment)
    return None if found is None else records[found]


def as_told(record: Any, kind: AmendedKind) -> dict[str, str]:
    """The fields of a record that may be set, as the words that set them."""
    if kind == "event":
        sides = {name: _codes(getattr(record, name)) for name in ("source", "target")}
        date = record.date.value if record.date else ""
        known = {"type": record.type, "mode": record.mode or "", "modality": record.modality}
        return {**known, **sides, "date": date, "place": record.place or ""}
    if kind == "statement":
        who = record.speaker or Actor(None)
        date = record.date.value if record.date else ""
        return {
            "speaker": who.name or "",
            "role": who.role or "",
            "code": who.code or "",
            "date": date,
        }
    days = {
        name: (getattr(record, name).value if getattr(record, name) else "")
        for name in ("valid_from", "valid_to")
    }
    return {"kind": record.kind, "between": "-".join(record.between), **days}


def span_of(record: Any, kind: AmendedKind) -> Span:
    """The words by which an amendment finds a record."""
    found = record.trigger if kind == "event" else record.span
    assert isinstance(found, Span)
    return found


def type_of(record: Any, kind: AmendedKind) -> str:
    """What tells records of the same words apart."""
    return str(getattr(record, _TYPES[kind]))


# --- deeds


def _set(reading: Reading, one: Amendment) -> Reading:
    return _changed(reading, one, lambda record: [_with(record, one)])


def _drop(reading: Reading, one: Amendment) -> Reading:
    return _changed(reading, one, lambda _: [])


def _split(reading: Reading, one: Amendment) -> Reading:
    def apart(event: Event) -> list[Event]:
        others = [
            replace(
                event,
                id=record_id("e", span, event.type, "split"),
                span=span,
                trigger=span,
                also=(),
                rule=_rule(one),
            )
            for span in event.also
        ]
        return [replace(event, also=(), rule=_rule(one)), *others]

    return _changed(reading, one, apart)


def _merge(reading: Reading, one: Amendment) -> Reading:
    if "report" in one.changes:
        return _changed(reading, one, lambda event: [_joined(event, one)])
    events = list(reading.events)
    gone, goal = _which(events, one), _goal(reading, one)
    if gone is None or goal is None or gone == goal:
        return reading
    told = events[gone]
    also = (*events[goal].also, told.trigger, *told.also)
    events[goal] = replace(events[goal], also=tuple(dict.fromkeys(also)), rule=_rule(one))
    del events[gone]
    return replace(reading, events=tuple(events))


def _joined(event: Event, one: Amendment) -> Event:
    """The event, said to be one with that of another report."""
    start, end = (one.changes.get(name, "") for name in ("start", "end"))
    if not (start.isdecimal() and end.isdecimal()):
        return event
    return replace(
        event, one_with=Span(one.changes["report"], int(start), int(end)), rule=_rule(one)
    )


_DEEDS: Mapping[str, Callable[[Reading, Amendment], Reading]] = {
    "set": _set,
    "drop": _drop,
    "merge": _merge,
    "split": _split,
}


def _changed(reading: Reading, one: Amendment, change: Callable[[Any], Sequence[Any]]) -> Reading:
    records = _records(reading, one.kind)
    found = _which(records, one)
    if found is None:
        return reading
    kept = [*records[:found], *change(records[found]), *records[found + 1 :]]
    return replace(reading, **{f"{one.kind}s": tuple(kept)})


def _records(reading: Reading, kind: AmendedKind) -> tuple[Any, ...]:
    found: tuple[Any, ...] = getattr(reading, f"{kind}s")
    return found


def _which(records: Sequence[Any], one: Amendment) -> int | None:
    """The place of the record that an amendment is about: that of its words, first of its type;
    a record whose words overlap them for the most part, where a newer reader cuts otherwise."""
    places = [
        (_overlap(span_of(record, one.kind), one), type_of(record, one.kind) == one.type, -i)
        for i, record in enumerate(records)
    ]
    best = max((p for p in places if p[0] > 0.5), default=None)
    return None if best is None else -best[2]


def _overlap(span: Span, one: Amendment) -> float:
    """Shared characters as a share of all that either covers, 0 to 1."""
    shared = min(span.end, one.end) - max(span.start, one.start)
    return max(0, shared) / (max(span.end, one.end) - min(span.start, one.start))


def _goal(reading: Reading, one: Amendment) -> int | None:
    start, end = (one.changes.get(name, "") for name in ("start", "end"))
    if not (start.isdecimal() and end.isdecimal()):
        return None
    return _which(reading.events, replace(one, start=int(start), end=int(end), type=""))


# --- values


def _with(record: _Record, one: Amendment) -> _Record:
    """The record with other values; its rule says who set them."""
    values = {name: text.strip() for name, text in one.changes.items()}
    made: dict[str, Any] = {"rule": _rule(one), "score": 1.0}
    if isinstance(record, Event):
        made |= _event_values(record, values)
    elif isinstance(record, Statement):
        made |= _statement_values(record, values)
    else:
        made |= _tie_values(values)
    return replace(record, **made)


def _event_values(event: Event, values: Mapping[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        name: values[name] or None for name in ("mode", "place") if name in values
    }
    if "type" in values:
        type_ = values["type"].upper()
        made |= {"type": type_, "quad": quad_of(type_), "intensity": intensity_of(type_)}
        if type_ != event.type:
            made |= {"cameo": None, "mode": values.get("mode") or None}
    for side in ("source", "target"):
        if side in values:
            made[side] = _actors(values[side], getattr(event, side))
    if "modality" in values:
        made["modality"] = values["modality"]
    if "date" in values:
        made["date"] = _date(values["date"])
    return made


def _statement_values(statement: Statement, values: Mapping[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {"date": _date(values["date"])} if "date" in values else {}
    who = {"speaker": "name", "role": "role", "code": "code"}
    given = {who[name]: values[name] or None for name in who if name in values}
    if given:
        speaker = replace(statement.speaker or Actor(None), **given)
        made["speaker"] = speaker if speaker.name or speaker.role or speaker.code else None
    return made


def _tie_values(values: Mapping[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {
        name: _date(values[name]) for name in ("valid_from", "valid_to") if name in values
    }
    if "kind" in values:
        made["kind"] = values["kind"]
    if "between" in values:
        made["between"] = tuple(values["between"].upper().split("-"))
    return made


def _actors(text: str, known: Sequence[Actor]) -> tuple[Actor, ...]:
    """Actors by their codes; who was named there already stays as the text names them."""
    by_code = {actor.code: actor for actor in known}
    codes = [code.upper() for code in re.split(r"[,\s]+", text) if code]
    return tuple(by_code.get(code, Actor(code)) for code in codes)


def _codes(actors: Sequence[Actor]) -> str:
    return " ".join(actor.code for actor in actors if actor.code)


def _date(text: str) -> Date | None:
    return Date(text, "analyst") if text else None


def _rule(one: Amendment) -> str:
    return f"analyst {one.who}".strip()


def _check_values(amendment: Amendment) -> None:
    for name, text in amendment.changes.items():
        value = text.strip()
        if name not in FIELDS[amendment.kind]:
            known = ", ".join(FIELDS[amendment.kind])
            raise QuestionError(f"a {amendment.kind} has no {name!r} to set; it has {known}")
        if len(value) > _LONGEST:
            raise QuestionError(f"{name} is too long")
        trouble = _TESTS.get((amendment.kind, name), lambda _: "")(value)
        if trouble:
            raise QuestionError(f"{name}={value!r}: {trouble}")


def _one_of(*known: str) -> Callable[[str], str]:
    return lambda value: "" if value in known else f"must be one of {', '.join(known)}"


def _is_type(value: str) -> str:
    return _one_of(*sorted(plover_types()))(value.upper())


def _is_mode(value: str) -> str:
    modes = sorted({mode for kind in plover_types().values() for mode in kind.modes})
    return "" if not value else _one_of(*modes)(value)


def _is_date(value: str) -> str:
    return "" if not value or _DAY.fullmatch(value) else "write it as 2025-04-09, 2025-04 or 2025"


def _are_codes(value: str) -> str:
    codes = [code for code in re.split(r"[,\s]+", value.upper()) if code]
    bad = next((code for code in codes if not _CODE.fullmatch(code)), None)
    return f"{bad} is no actor's code" if bad else ""


def _is_pair(value: str) -> str:
    codes = value.upper().split("-")
    good = len(codes) == 2 and all(_CODE.fullmatch(code) for code in codes)
    return "" if good else "write two codes as RUS-IRN"


_TESTS: Mapping[tuple[str, str], Callable[[str], str]] = {
    ("event", "type"): _is_type,
    ("event", "mode"): _is_mode,
    ("event", "source"): _are_codes,
    ("event", "target"): _are_codes,
    ("event", "modality"): _one_of(*get_args(Modality)),
    ("event", "date"): _is_date,
    ("statement", "code"): _are_codes,
    ("statement", "date"): _is_date,
    ("tie", "kind"): _one_of(*get_args(TieKind)),
    ("tie", "between"): _is_pair,
    ("tie", "valid_from"): _is_date,
    ("tie", "valid_to"): _is_date,
}
