"""Builds a Reading from a gold file, so that odds can be tried on what a careful reader takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.records import (
    Actor,
    Date,
    Event,
    Linkage,
    Obligation,
    Question,
    Reading,
    Report,
    Span,
    Tie,
    report_id,
)

GOLDS = Path(__file__).resolve().parents[2] / "bench" / "gold"
MISSION = Path(__file__).resolve().parents[3] / "shared" / "mission" / "moscow-tehran.gold.yaml"
ORGANISATIONS = {"EU": "EUR", "European Union": "EUR", "ASEAN": "ASEAN"}


def gold(path: Path) -> dict[str, Any]:
    """A gold file as plain data."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def reading_of(path: Path, *, optional: bool = True) -> Reading:
    """The reading that a gold file describes. ``optional`` keeps events marked so."""
    wanted = gold(path)
    text = path.with_name(path.name.replace(".gold.yaml", ".txt")).read_text(encoding="utf-8")
    name, head = report_id(text), wanted["report"]
    report = Report(
        id=name,
        text=text,
        title=head["title"],
        outlet=head["outlet"],
        published=Date(str(head["as_of"]), "inferred"),
    )
    events = [e for e in wanted.get("events", []) if optional or not e.get("optional")]
    return Reading(
        report=report,
        events=tuple(_event(e, i, name) for i, e in enumerate(events)),
        ties=tuple(_tie(t, i, name, text) for i, t in enumerate(wanted.get("ties", []))),
        linkages=tuple(
            Linkage(x["issue"], tuple(x["joins"]), _span(name, text, x["evidence"]))
            for x in wanted.get("linkages", [])
        ),
        questions=tuple(_question(q, name, text) for q in wanted.get("questions", [])),
        mentions=_mentions(name, text),
    )


def _codes(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else (value,) if value else ()


def _actors(value: Any) -> tuple[Actor, ...]:
    return tuple(Actor(code) for code in _codes(value))


def _date(value: Any) -> Date | None:
    return Date(str(value)) if value else None


def _span(report: str, text: str, words: str | None) -> Span:
    start = text.find(words) if words else -1
    return Span(report, start, start + len(words)) if words and start >= 0 else Span(report, 0, 1)


def _event(row: dict[str, Any], index: int, report: str) -> Event:
    span = Span(report, index, index + 1)  # gold events have no offsets; these keep them apart
    return Event(
        id=f"e{index}",
        type=row["type"],
        source=_actors(row["source"]),
        target=_actors(row["target"]),
        modality=row["modality"],
        span=span,
        trigger=span,
        mode=row.get("mode"),
        date=_date(row.get("date")),
        place=row.get("place"),
    )


def _tie(row: dict[str, Any], index: int, report: str, text: str) -> Tie:
    between = row.get("between") or [row["from_actor"], row["to_actor"]]
    kind = {"strategic partnership": "partnership"}.get(
        row["kind"], row["kind"].split(" against")[0]
    )
    span = _span(report, text, row.get("evidence"))
    duties = row.get("obligations", {})
    return Tie(
        id=f"t{index}",
        kind=kind,
        between=(between[0], between[1]),
        span=span,
        directed="to_actor" in row,
        holder=row.get("from_actor") if kind == "go-between" else None,
        valid_from=_date(row.get("from") or row.get("date")),
        obligations=tuple(Obligation(duty, stated, span) for duty, stated in duties.items()),
    )


def _question(row: dict[str, Any], report: str, text: str) -> Question:
    return Question(
        kind=row["kind"],
        actors=_codes(row.get("actor")),
        target=row.get("target"),
        beneficiary=row.get("for"),
        between=_codes(row.get("between")),
        text=row["text"],
        span=_span(report, text, row["text"]),
    )


def _mentions(report: str, text: str) -> dict[str, tuple[Span, ...]]:
    rows = load_yaml(shipped("states.yaml"), dict[str, Any])["states"]
    names = {row["code"]: [row["name"], *row.get("demonyms", [])] for row in rows}
    for name, code in ORGANISATIONS.items():
        names.setdefault(code, []).append(name)
    found = {}
    for code, words in names.items():
        pattern = r"\b(?:" + "|".join(map(re.escape, words)) + r")\b"
        spans = tuple(Span(report, m.start(), m.end()) for m in re.finditer(pattern, text))
        if spans:
            found[code] = spans
    return found
