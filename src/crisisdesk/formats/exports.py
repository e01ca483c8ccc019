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
from crisisdesk.terms.records import Actor, Date, Event, Reading, Span, Statement, Tie

KINDS = ("reports", "statements", "events", "ties")
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
            span = record.span
            told = {"start": span.start, "end": span.end, "evidence": _text(reading, span)}
            more = {"rule": record.rule, "score": record.score}
            yield {"id": record.id, **_FLAT[kind](record), **told, **more, **_of(reading)}


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


def _text(reading: Reading, span: Span) -> str:
    return reading.report.text[span.start : span.end]


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
    return {**kind, **code, **sides, **where, "statement": event.statement}


def _statement(said: Statement) -> Row:
    who = said.speaker or Actor(None)
    return {
        **{"form": said.form, "attitude": said.attitude, "words": said.words},
        **{"speaker": who.name, "code": who.code, "role": who.role, "sector": who.sector},
        **{"addressee": said.addressee, "via": _joined(said.via), "about": _joined(said.about)},
        **{"expert": said.expert, "date": _day(said.date)},
    }


def _tie(tie: Tie) -> Row:
    duties = (f"{o.kind}:{'stated' if o.stated else 'denied'}" for o in tie.obligations)
    return {
        **{"kind": tie.kind, "one": tie.between[0], "other": tie.between[1]},
        **{"directed": tie.directed, "holder": tie.holder, "against": tie.against},
        **{"item": tie.item, "name": tie.name, "valid_from": _day(tie.valid_from)},
        **{"valid_to": _day(tie.valid_to), "obligations": _joined(duties)},
    }


_FLAT: dict[str, Callable[[Any], Row]] = {"events": _event, "statements": _statement, "ties": _tie}


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
    return tuple(_types(kind))


def _types(kind: str) -> dict[str, type]:
    """The columns with their types, by a row of an empty record."""
    from crisisdesk.terms.records import Report

    span = Span("", 0, 0)
    report = Report("", "")
    empty = Reading(
        report,
        statements=(Statement("", "direct", "", span),),
        events=(Event("", "", (), (), "happened", span, span),),
        ties=(Tie("", "alliance", ("", ""), span),),
    )
    (row,) = rows(kind, [empty])
    return {name: str if value is None else type(value) for name, value in row.items()}


def _parquet(kind: str, made: Iterator[Row], out: BinaryIO) -> int:
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError as error:
        raise DeskError(
            "Parquet needs the extra events: pip install 'crisisdesk[events]'"
        ) from error
    known = {str: pa.string(), int: pa.int64(), float: pa.float64(), bool: pa.bool_()}
    schema = pa.schema([(name, known[kind_]) for name, kind_ in _types(kind).items()])
    count = 0
    with parquet.ParquetWriter(out, schema) as writer:
        for group in _groups(made):
            writer.write_table(pa.Table.from_pylist(group, schema))
            count += len(group)
    return count


def _groups(made: Iterator[Row]) -> Iterator[list[Row]]:
    group: list[Row] = []
    for row in made:
        group.append(row)
        if len(group) >= _GROUP:
            yield group
            group = []
    if group:
        yield group
