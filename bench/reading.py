"""Holds the reading of annotated reports against what a careful human reader takes from them.

    python -m bench.reading [--report NAME ...] [--gold-dir DIR] [--format json] [-v]

Every ``NAME.gold.yaml`` beside its ``NAME.txt`` is read: those of ``bench/gold``, of every
``--gold-dir``, and of the folder that CRISISDESK_MISSION names. A measure is so many right of so
many; a fault is a count, best at 0. When a record counts as right: see ``bench/matching.py``.
Reports marked ``held`` were never looked at when rules were written: only their figures are told.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from bench import table
from bench.matching import (
    Gold,
    as_list,
    codes,
    false_events,
    linkage_fit,
    match_events,
    overlaps,
    pair_off,
    places,
    question_parties,
    repeats,
    same_date,
    same_name,
    same_text,
    statement_fit,
    tie_details,
    tie_fits,
    tuples,
    via_fits,
)
from crisisdesk.terms.records import Crisis, Event, Reading, Span, Statement

HERE = Path(__file__).parent / "gold"
HEADLINES = (
    "tuples, precision",
    "tuples, recall",
    "tuples with modality, precision",
    "tuples with modality, recall",
    "event dates",
    "statements, direct",
    "statements, fragment",
    "statements, indirect",
    "ties",
    "tie details",
    "linkages",
    "questions",
    "question parties",
    "people",
    "report facts",
    "roles",
)
GROUPS = ((False, "development"), (True, "held aside"))


@dataclass(frozen=True)
class Row:
    """One measure of one report: ``right`` of ``total``; for faults ``total`` is None."""

    report: str
    measure: str
    right: int
    total: int | None
    misses: tuple[str, ...] = ()
    held: bool = False


def tell_statement(gold: Gold) -> str:
    """One line on an annotated statement."""
    return f"{gold['speaker']} ({gold['form']}): {gold.get('quote') or gold.get('gist')}"


def score_statements(name: str, gold: Gold, reading: Reading) -> Iterator[Row]:
    """Rows on statements: each form, the dates, the chains of outlets, what is left over."""
    people = [person["name"] for person in gold.get("people", ())]
    wanted: list[Gold] = gold.get("statements", [])
    found = reading.statements
    pairs = pair_off(wanted, found, lambda w, f: statement_fit(w, f, people))
    for form in ("direct", "fragment", "indirect"):
        these = [i for i, w in enumerate(wanted) if w["form"] == form]
        yield tally(name, f"statements, {form}", wanted, these, pairs, tell_statement)
    dated = [i for i, w in enumerate(wanted) if "date" in w]
    good = {i: j for i, j in pairs.items() if same_date(wanted[i].get("date"), found[j].date)}
    yield tally(name, "statement dates", wanted, dated, good, tell_statement)
    chained = [i for i, w in enumerate(wanted) if "via" in w]
    good = {i: j for i, j in pairs.items() if via_fits(wanted[i], found[j])}
    yield tally(name, "statement outlets", wanted, chained, good, tell_statement)
    extra = [f for j, f in enumerate(found) if j not in pairs.values() and f.attitude == "said"]
    yield Row(name, "statements beyond gold", len(extra), None, tuple(map(show_statement, extra)))


def show_statement(found: Statement) -> str:
    """One line on a predicted statement."""
    speaker = (found.speaker.name or found.speaker.code) if found.speaker else "?"
    return f"{speaker} ({found.form}): {found.words}"


def tell_event(gold: Gold) -> str:
    """One line on an annotated event."""
    ends = [",".join(as_list(gold[side])) or "?" for side in ("source", "target")]
    known = [gold["modality"], gold.get("date"), gold.get("mode"), gold.get("gist")]
    return f"{gold['type']} {ends[0]}>{ends[1]} " + " ".join(str(k) for k in known if k)


def show_event(found: Event, text: str) -> str:
    """One line on a predicted event, with the words that tell it."""
    source, target = (",".join(sorted(codes(side))) or "?" for side in (found.source, found.target))
    date = found.date.value if found.date else ""
    words = " ".join(text[found.span.start : found.span.end].split())
    return f"{found.type} {source}>{target} {found.modality} {date} | {words}"


def score_events(name: str, gold: Gold, reading: Reading) -> Iterator[Row]:
    """Rows on events: found, date, modality, mode, false ones, and things that never were."""
    wanted, found, text = gold.get("events", []), reading.events, reading.report.text
    matched = match_events(gold, found)
    asked = [i for i, w in enumerate(wanted) if not w.get("optional")]
    checks: list[tuple[str, str | None, Callable[[Gold, Event], bool]]] = [
        ("events", None, lambda w, f: True),
        ("event modalities", None, lambda w, f: w["modality"] == f.modality),
        ("event modes", "mode", lambda w, f: w["mode"] == f.mode),
        ("event dates", "date", lambda w, f: same_date(w["date"], f.date)),
    ]
    for measure, key, check in checks:
        these = [i for i in asked if key is None or key in wanted[i]]
        good = {i for i in these if i in matched and check(wanted[i], found[matched[i][0]])}
        yield tally(name, measure, wanted, these, good, tell_event)
    false = false_events(gold, found, matched)
    yield Row(
        name, "false events", len(false), None, tuple(show_event(found[j], text) for j in false)
    )
    for modal, name_ in ((False, "tuples"), (True, "tuples with modality")):
        hits, told, got, there = tuples(gold, found, modal)
        yield Row(name, f"{name_}, precision", hits, told)
        yield Row(name, f"{name_}, recall", got, there)
    again = repeats(gold, found, false)
    yield Row(name, "- of these told twice", len(again), None)
    yield score_not_events(name, gold, reading)


def score_not_events(name: str, gold: Gold, reading: Reading) -> Row:
    """Stretches that tell of nothing that happened and were recorded as if they did."""
    text = reading.report.text
    done = [event for event in reading.events if event.modality == "happened"]
    stretches = {phrase: places(phrase, text) for phrase in gold.get("not_events", ())}
    wrong = [p for p, where in stretches.items() if any(overlaps(e.trigger, where) for e in done)]
    return Row(name, "non-events recorded as happened", len(wrong), None, tuple(wrong))


def score_ties(name: str, gold: Gold, reading: Reading) -> Iterator[Row]:
    """Rows on ties and on what is said of them."""
    wanted = gold.get("ties", [])
    pairs = pair_off(wanted, reading.ties, tie_fits)
    yield tally(name, "ties", wanted, range(len(wanted)), pairs, str)
    details = [
        (f"{w['kind']}: {what}", right)
        for i, w in enumerate(wanted)
        for what, right in tie_details(w, reading.ties[pairs[i]] if i in pairs else None)
    ]
    misses = tuple(what for what, right in details if not right)
    yield Row(name, "tie details", len(details) - len(misses), len(details), misses)


def score_linkages(name: str, gold: Gold, reading: Reading) -> Row:
    """The row on issues that the report ties to the crisis."""
    wanted = gold.get("linkages", [])
    pairs = pair_off(wanted, reading.linkages, linkage_fit)
    return tally(name, "linkages", wanted, range(len(wanted)), pairs, str)


def score_questions(name: str, gold: Gold, reading: Reading) -> Iterator[Row]:
    """Rows on the questions that the report asks: text and kind; then the parties too."""
    wanted, found = gold.get("questions", []), reading.questions
    pairs = pair_off(
        wanted, found, lambda w, f: same_text(w["text"], f.text) and w["kind"] == f.kind
    )
    every = range(len(wanted))
    yield tally(name, "questions", wanted, every, pairs, str)
    good = {i for i, j in pairs.items() if question_parties(wanted[i], found[j])}
    yield tally(name, "question parties", wanted, every, good, str)


def score_roles(name: str, gold: Gold, crisis: Crisis | None) -> Row:
    """The five parts of the crisis, each exact or not."""
    target = crisis.target.actor if crisis and crisis.target else None
    found: dict[str, Any] = {"target": target}
    fields = {
        "threateners": "threateners",
        "partners_of_target": "partners_of_target",
        "mediators": "mediators",
        "bystanders_named": "bystanders",
    }
    for key, field in fields.items():
        found[key] = {role.actor for role in getattr(crisis, field)} if crisis else None
    roles = gold.get("roles", {})
    wanted = {k: v if k == "target" else set(as_list(v)) for k, v in roles.items()}
    misses = tuple(f"{k}: {w}, read {found.get(k)}" for k, w in wanted.items() if found.get(k) != w)
    return Row(name, "roles", len(wanted) - len(misses), len(wanted), misses)


def spans_of(reading: Reading) -> list[Span]:
    """The spans of everything that reached the record."""
    spans = [s.span for s in reading.statements] + [t.span for t in reading.ties]
    spans += [e.trigger for e in reading.events] + [x.span for x in reading.linkages]
    spans += [q.span for q in reading.questions if q.span]
    spans += [span for person in reading.people for span in person.spans]
    return spans + [span for found in reading.mentions.values() for span in found]


def score_page(name: str, gold: Gold, reading: Reading) -> Iterator[Row]:
    """Rows on the report itself: its own facts, its people, and furniture that leaked."""
    report, about = reading.report, gold.get("report", {})
    facts = {"title": report.title, "outlet": report.outlet, "author": report.author}
    facts["as_of"] = report.published.value if report.published else None
    asked = {key: value for key, value in facts.items() if key in about}
    wrong = tuple(
        f"{key}: {about[key]}, read {value}"
        for key, value in asked.items()
        if str(value).casefold() != str(about[key]).casefold()
    )
    yield Row(name, "report facts", len(asked) - len(wrong), len(asked), wrong)
    wanted = gold.get("people", [])
    pairs = pair_off(
        wanted,
        reading.people,
        lambda w, f: same_name(w["name"], f.actor.name) and w.get("actor") == f.actor.code,
    )
    yield tally(name, "people", wanted, range(len(wanted)), pairs, lambda p: p["name"])
    spans = spans_of(reading)
    lines = [(line, places(line, report.text)) for line in about.get("boilerplate", ())]
    leaked = tuple(line for line, where in lines if any(overlaps(s, where) for s in spans))
    yield Row(name, "furniture that reached the record", len(leaked), None, leaked)


def tally(
    name: str,
    measure: str,
    wanted: Sequence[Any],
    these: Iterable[int],
    good: Iterable[int],
    tell: Callable[[Any], str],
) -> Row:
    """A row for the gold records ``these``, of which those in ``good`` are right."""
    these, good = list(these), set(good)
    misses = tuple(tell(wanted[i]) for i in these if i not in good)
    return Row(name, measure, len(these) - len(misses), len(these), misses)


def score(name: str, gold: Gold, reading: Reading, crisis: Crisis | None) -> list[Row]:
    """Every measure of one report. Pure: annotation and reading in, rows out. A section that the
    annotation leaves out is not scored; of a report held aside only the figures are told."""
    rows = [*score_page(name, gold, reading), *score_events(name, gold, reading)]
    if "statements" in gold:
        rows += score_statements(name, gold, reading)
    if "ties" in gold:
        rows += [*score_ties(name, gold, reading), score_linkages(name, gold, reading)]
    rows += [*score_questions(name, gold, reading), score_roles(name, gold, crisis)]
    return [replace(row, misses=(), held=True) for row in rows] if gold.get("held") else rows


def totals(rows: Sequence[Row], name: str = "all") -> list[Row]:
    """The rows of all reports added up, measure by measure."""
    sums: dict[str, Row] = {}
    for row in rows:
        old = sums.get(row.measure, Row(name, row.measure, 0, None if row.total is None else 0))
        total = None if row.total is None else (old.total or 0) + row.total
        sums[row.measure] = Row(name, row.measure, old.right + row.right, total, held=row.held)
    return list(sums.values())


def sums(rows: Sequence[Row]) -> list[Row]:
    """The totals of the reports that rules were tuned on, and of those held aside."""
    told = [totals([r for r in rows if r.held is held], name) for held, name in GROUPS]
    return [row for part in told for row in part]


def render(rows: Sequence[Row], verbose: bool) -> str:
    """The rows as lines for people, the misses below each where asked for."""
    lines: list[str] = []
    heading = ""
    for row in rows:
        if row.report != heading:
            heading = row.report
            lines += ["", heading]
        count = str(row.right) if row.total is None else f"{row.right}/{row.total}"
        lines.append(f"  {row.measure:<34}{count:>8}")
        if verbose:
            lines += [f"      {'+' if row.total is None else '-'} {miss}" for miss in row.misses]
    return "\n".join(lines[1:])


def annotated(folders: Iterable[Path], names: Sequence[str] | None) -> Iterator[tuple[str, Path]]:
    """The annotated reports of these folders, by name: the file of the text."""
    for folder in folders:
        for gold in sorted(folder.glob("*.gold.yaml")):
            name = gold.name.removesuffix(".gold.yaml")
            if not names or name in names:
                yield name, gold.with_name(f"{name}.txt")


def folders_of(more: Sequence[Path]) -> list[Path]:
    """Our own folder, the mission's where the environment names it, and those asked for."""
    mission = os.environ.get("CRISISDESK_MISSION")
    named = [Path(mission)] if mission else []
    return [HERE, *(path if path.is_dir() else path.parent for path in [*named, *more])]


def crisis_of(reading: Reading) -> Crisis | None:
    """The crisis that one reading adds up to; None while nothing infers it."""
    try:
        from crisisdesk.odds.crisis import infer_crisis
    except ModuleNotFoundError as missing:
        if missing.name != "crisisdesk.odds.crisis":
            raise
        return None
    return infer_crisis([reading])


def measure(name: str, text: Path) -> list[Row]:
    """Reads one report by the public API and scores the reading."""
    import crisisdesk

    gold = yaml.safe_load(text.with_name(f"{name}.gold.yaml").read_text(encoding="utf-8"))
    reading = crisisdesk.read(str(text))
    return score(name, gold, reading, crisis_of(reading))


def rows(small: bool = False) -> list[table.Row]:
    """The headline figures, for the table of all: our reports that rules were tuned on, those held
    aside, and the mission's where the environment names it. ``small`` is the same."""
    found = dict(annotated(folders_of([]), None))
    measured = {name: measure(name, text) for name, text in found.items()}
    ours = {name for name, text in found.items() if text.parent == HERE}
    parts = {
        "annotated reports, development": {n for n in ours if not measured[n][0].held},
        "annotated reports": {n for n in ours if measured[n][0].held},
        "mission report": set(found) - ours,
    }
    return [
        table.Row(
            f"reports: {row.measure}", data, digest, row.total, row.right / row.total, aside=held
        )
        for data, names in parts.items()
        if names
        for digest in [table.hash_of(*(path for n in names for path in _files(found[n])))]
        for held in [data == "annotated reports"]
        for row in totals([row for name in sorted(names) for row in measured[name]])
        if row.measure in HEADLINES and row.total
    ]


def _files(text: Path) -> tuple[Path, Path]:
    """A text and its annotation."""
    return text, text.with_name(f"{text.stem}.gold.yaml")


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(
        prog="bench.reading", description=(__doc__ or "").split("\n")[0]
    )
    parser.add_argument("--report", nargs="+", metavar="NAME", help="only these reports")
    parser.add_argument(
        "--gold-dir", action="append", type=Path, default=[], metavar="DIR", help="a further folder"
    )
    parser.add_argument("--format", choices=("table", "json"), default="table")
    parser.add_argument("-v", "--verbose", action="store_true", help="list what was missed")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Scores every report asked for; 1 where there is none."""
    asked = arguments(argv)
    found = dict(annotated(folders_of(asked.gold_dir), asked.report))
    if not found:
        print("no annotated report of that name", file=sys.stderr)
        return 1
    rows = [row for name, text in found.items() for row in measure(name, text)]
    rows += sums(rows) if len(found) > 1 else []
    if asked.format == "json":
        print(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))
    else:
        print(render(rows, asked.verbose))
    return 0


if __name__ == "__main__":
    sys.exit(main())
