"""Annotated reports as cases: each word that may tell an event, who may be its sides, and what a
careful reader wrote of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from bench.matching import Gold, as_list, places
from crisisdesk.formats.load import load_report
from crisisdesk.reading.build import build_page
from crisisdesk.reading.coreference import with_voices
from crisisdesk.reading.events import event_words, told_by_rules
from crisisdesk.reading.metadata import complete_metadata
from crisisdesk.reading.opponents import Pending
from crisisdesk.reading.side_features import Cast, candidates, cast_of, with_conjunctions
from crisisdesk.reading.statements import read_statements
from crisisdesk.terms.records import Event

REPORTS = Path(__file__).parent / "reports"


@dataclass(frozen=True)
class Word:
    """An event word: what its clause tells, what the rules make of it, and the annotation that has
    this word and this type, if there is one."""

    item: Pending
    whole: Event | None
    gold: Gold | None


@dataclass(frozen=True)
class Case:
    """A report with its annotation, its cast and its event words."""

    name: str
    gold: Gold
    cast: Cast
    told: list[Event]
    words: list[Word]


def cases(folder: Path = REPORTS) -> Iterator[Case]:
    """The annotated reports of a folder (``NAME.txt`` with ``NAME.gold.yaml``), by name."""
    for file in sorted(folder.glob("*.gold.yaml")):
        gold = yaml.safe_load(file.read_text(encoding="utf-8"))
        name = file.name.removesuffix(".gold.yaml")
        yield case_of(name, gold, file.with_name(f"{name}.txt"))


def case_of(name: str, gold: Gold, text: Path) -> Case:
    """One report read as far as the rules go."""
    page = build_page(complete_metadata(load_report(str(text))))
    statements = read_statements(page)
    page = with_voices(page, statements)
    pending = event_words(page, statements)
    told = told_by_rules(page, pending)
    whole = {event.id: event for event in told}
    words = [
        Word(item, whole.get(item.event.id), _annotated(gold, item.event, page.text))
        for item in pending
    ]
    return Case(name, gold, cast_of(page, statements, told), told, words)


def _annotated(gold: Gold, event: Event, text: str) -> Gold | None:
    for wanted in gold.get("events", []):
        if wanted["type"] != event.type or "trigger" not in wanted:
            continue
        for start, end in _words_of(wanted, text):
            if start < event.trigger.end and event.trigger.start < end:
                return dict(wanted)
    return None


def _words_of(wanted: Gold, text: str) -> list[tuple[int, int]]:
    """Where the words stand that tell an annotated event; within its clause where that is given."""
    found = places(wanted["trigger"], text)
    around = places(wanted.get("clause", ""), text) if wanted.get("clause") else []
    within = [(s, e) for s, e in found if any(a <= s and e <= b for a, b in around)]
    return within or found


def side_rows(case: Case, side: str) -> Iterator[tuple[list[str], bool]]:
    """Each actor that may be the ``source`` or ``target`` of an annotated word: its features and
    whether it is."""
    for word in case.words:
        if word.gold is None:
            continue
        right = set(as_list(word.gold[side]))
        named = candidates(case.cast, word.item, word.whole or word.item.event)
        for code, features in named.items():
            letter = side[0].upper()
            yield list(with_conjunctions(word.item, features, letter)), code in right
