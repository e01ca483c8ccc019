"""What was read, for other programs: JSON lines, CSV and Parquet, a row at a time.

JSON lines hold the records as they are; CSV and Parquet hold them flat, lists joined by ``;``. Each
row names its report, and its evidence is the stretch ``start`` to ``end`` of the report's text.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO

import msgspec

from crisisdesk.errors import DeskError
from crisisdesk.terms.records import (
    Actor,
    Assessment,
    Date,
    Event,
    Linkage,
    Person,
    Question,
    Reading,
    Span,
    Statement,
    Tie,
)

KINDS = ("reports", "statements", "events", "ties")
ALL_KINDS = (*KINDS, "people", "assessments", "linkages", "questions")
"""All that a reading holds; what a desk exports are the first four."""
FORMS = ("jsonl", "csv", "parquet")
Row = dict[str, Any]

_GROUP = 20_000  # rows of Parquet that are in memory at once
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for an order


def rows(kind: str, readings: Iterable[Reading]) -> Iterator[Row]:
    """The flat rows of one kind, reading by reading."""
    for reading in readings:
        report = reading.report
        if kind == "reports":
            yield {**_card(reading), "author": report.author, "format": report.format,
                   "source": report.source, "text": report.text}  # fmt: skip
            continue
        for record in getattr(reading, kind):
            name = {"id": record.id} if hasattr(record, "id") else {}
            more = {"rule": record.rule, "score": record.score}
            evidence = _evidence(reading, record)
            yield {**name, **_FLAT[kind](record), **evidence, **more, **_of(reading)}


def whole(kind: str, readings: Iterable[Reading]) -> Iterator[bytes]:
    """The records of one kind as they are, each as a line of JSON with its report's card."""
    encode = msgspec.json.encode
    for reading in readings:
        if kind == "reports":
            yield encode(reading.report)
            continue
        for record in getattr(reading, kind):
            yield encode({**msgspec.to_builtins(record), "of": _of(reading)})


def write(kind: str, form: str, readings: Iterable[Reading], out: BinaryIO) -> int:
    """Write the records of one kind to ``out``; how many they are. Raises DeskError where Parquet
    is asked for and PyArrow is not installed."""
    if form == "jsonl":
        return _lines(whole(kind, readings), out)
    return (_csv if form == "csv" else _parquet)(kind, rows(kind, readings), out)


def _card(reading: Reading) -> Row:
    report = reading.report
    published = report.published.value if report.published else None
    return {
        **{"id": report.id, "published": published, "outlet": report.outlet},
        **{"title": report.title, "url": report.url},
    }


def _of(reading: Reading) -> Row:
    card = _card(reading)
    return {"report": card.pop("id"), **card}


def _evidence(reading: Reading, record: Any) -> Row:
    """Where a record stands in the text, and the words there; a person stands where first named."""
    span = record.spans[0] if isinstance(record, Person) else record.span
    text = reading.report.text[span.start : span.end] if span else None
    return {**_at("", span), "evidence": text}


def _at(name: str, span: Span | None) -> Row:
    return {f"{name}start": span.start if span else None, f"{name}end": span.end if span else None}


def _all_at(spans: Iterable[Span]) -> str:
    return _joined(f"{span.start}-{span.end}" for span in spans)


def _day(date: Date | None) -> str | None:
    return date.value if date else None


def _joined(values: Iterable[str | None]) -> str:
    return ";".join(value or "" for value in values)


def _who(side: str, actors: tuple[Actor, ...]) -> Row:
    return {
        side: _joined(actor.code for actor in actors),
        f"{side}_names": _joined(actor.name for actor in actors),
        f"{side}_sectors": _joined(actor.sector for actor in actors),
    }


def _event(event: Event) -> Row:
    kind = {"type": event.type, "mode": event.mode, "modality": event.modality}
    code = {"cameo": event.cameo, "quad": event.quad, "intensity": event.intensity}
    where = {"date": _day(event.date), "place": event.place, "contexts": _joined(event.contexts)}
    sides = {**_who("source", event.source), **_who("target", event.target)}
    spans = {**_at("trigger_", event.trigger), "also": _all_at(event.also)}
    return {**kind, **code, **sides, **where, "statement": event.statement, **spans}


def _statement(said: Statement) -> Row:
    who = said.speaker or Actor(None)
    return {
        **{"form": said.form, "attitude": said.attitude, "words": said.words},
        **{"speaker": who.name, "code": who.code, "role": who.role, "sector": who.sector},
        **{"addressee": said.addressee, "via": _joined(said.via), "about": _joined(said.about)},
        **{"expert": said.expert, "date": _day(said.date)},
        **_at("speaker_", said.speaker_span),
        **_at("cue_", said.cue_span),
    }


def _tie(tie: Tie) -> Row:
    duties = (f"{o.kind}:{'stated' if o.stated else 'denied'}" for o in tie.obligations)
    return {
        **{"kind": tie.kind, "one": tie.between[0], "other": tie.between[1]},
        **{"directed": tie.directed, "holder": tie.holder, "against": tie.against},
        **{"item": tie.item, "name": tie.name, "valid_from": _day(tie.valid_from)},
        **{"valid_to": _day(tie.valid_to), "obligations": _joined(duties)},
        **{"obligations_at": _all_at(o.span for o in tie.obligations)},
        **{"replaces": tie.replaces, "also": _all_at(tie.also)},
    }


def _person(person: Person) -> Row:
    who = person.actor
    return {
        **{"name": who.name, "code": who.code, "role": who.role, "sector": who.sector},
        **{"affiliation": who.affiliation, "also": _all_at(person.spans[1:])},
    }


def _assessment(reckoned: Assessment) -> Row:
    return {
        **{"statement": reckoned.statement, "topic": reckoned.topic},
        **{"leaning": reckoned.leaning},
    }


def _linkage(linkage: Linkage) -> Row:
    return {
        **{"issue": linkage.issue, "joins": _joined(linkage.joins)},
        **{"doubted": linkage.doubted},
    }


def _question(asked: Question) -> Row:
    return {
        **{"kind": asked.kind, "actors": _joined(asked.actors), "target": asked.target},
        **{"beneficiary": asked.beneficiary, "between": _joined(asked.between)},
        **{"help": asked.help, "horizon_days": asked.horizon_days, "text": asked.text},
    }


_FLAT: dict[str, Callable[[Any], Row]] = {
    "events": _event,
    "statements": _statement,
    "ties": _tie,
    "people": _person,
    "assessments": _assessment,
    "linkages": _linkage,
    "questions": _question,
}


def _lines(lines: Iterable[bytes], out: BinaryIO) -> int:
    count = 0
    for line in lines:
        out.write(line + b"\n")
        count += 1
    return count


def _csv(kind: str, made: Iterable[Row], out: BinaryIO) -> int:
    """CSV (RFC 4180, UTF-8). A text that a spreadsheet would take for a formula gets an apostrophe
    before it: reports are hostile."""
    text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="", write_through=True)
    table = csv.DictWriter(text, columns(kind))
    table.writeheader()
    count = 0
    for row in made:
        table.writerow({name: _cell(value) for name, value in row.items()})
        count += 1
    text.detach()
    return count


def _cell(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def columns(kind: str) -> tuple[str, ...]:
    """The columns of one kind's flat rows."""
    return tuple(column_types(kind))


def column_types(kind: str) -> dict[str, type]:
    """The columns with their types, by a row of an empty record."""
    from crisisdesk.terms.records import Report

    span = Span("", 0, 0)
    report = Report("", "")
    empty = Reading(
        report,
        people=(Person(Actor(None), (span,)),),
        statements=(Statement("", "direct", "", span, speaker_span=span, cue_span=span),),
        events=(Event("", "", (), (), "happened", span, span),),
        ties=(Tie("", "alliance", ("", ""), span),),
        assessments=(Assessment("", "", 0, span),),
        linkages=(Linkage("", (), span),),
        questions=(Question("strike", span=span),),
    )
    (row,) = rows(kind, [empty])
    return {name: str if value is None else type(value) for name, value in row.items()}


def _parquet(kind: str, made: Iterator[Row], out: BinaryIO) -> int:
    try:
        from pyarrow import parquet
    except ImportError as error:
        raise DeskError(
            "Parquet needs the extra events: pip install 'crisisdesk[events]'"
        ) from error
    columns = column_types(kind)
    count = 0
    with parquet.ParquetWriter(out, schema_of(columns)) as writer:
        for group in _groups(made):
            writer.write_table(table_of(group, columns))
            count += len(group)
    return count


def schema_of(columns: dict[str, type]) -> Any:
    """The Arrow schema of columns with these types."""
    import pyarrow as pa

    known = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    return pa.schema([(name, known[kind]) for name, kind in columns.items()])


def table_of(made: list[Row], columns: dict[str, type]) -> Any:
    """Rows as an Arrow table. What is no character (half of a pair, a name of any bytes) becomes a
    question mark."""
    import pyarrow as pa

    try:
        return pa.Table.from_pylist(made, schema_of(columns))
    except UnicodeEncodeError:
        clean = [{name: _encodable(value) for name, value in row.items()} for row in made]
        return pa.Table.from_pylist(clean, schema_of(columns))


def _encodable(value: Any) -> Any:
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _groups(made: Iterator[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in made:
        group.append(row)
        if len(group) >= _GROUP:
            yield group
            group = []
    if group:
        yield group
