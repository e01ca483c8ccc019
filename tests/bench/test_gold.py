"""The annotated reports agree with their own texts and vocabulary."""

from pathlib import Path
from typing import Any, get_args

import pytest
import yaml

from bench.matching import places
from bench.reading import HERE, annotated, folders_of
from crisisdesk.terms.records import Form, Modality, QuestionKind

REPORTS = dict(annotated(folders_of([]), None))
ROOTS = (
    "AGREE CONSULT SUPPORT CONCEDE COOPERATE AID RETREAT REQUEST ACCUSE REJECT THREATEN PROTEST "
    "SANCTION MOBILIZE COERCE ASSAULT"
)


def load(name: str) -> tuple[dict[str, Any], str]:
    """An annotation and its text."""
    text: Path = REPORTS[name]
    gold = yaml.safe_load(text.with_name(f"{name}.gold.yaml").read_text(encoding="utf-8"))
    return gold, text.read_text(encoding="utf-8")


def test_two_reports_are_held_aside() -> None:
    ours = [path.stem for path in HERE.glob("*.txt")]
    assert sum(bool(load(name)[0].get("held")) for name in ours) >= 2


@pytest.mark.parametrize("name", REPORTS)
def test_every_quoted_word_stands_in_the_text(name: str) -> None:
    gold, text = load(name)
    words = [s["quote"] for s in gold.get("statements", ()) if s["form"] != "indirect"]
    words += [q["text"] for q in gold["questions"]] + gold["not_events"]
    words += gold["report"]["boilerplate"] + [gold["report"]["title"]]
    words += [
        x["evidence"] for x in (*gold.get("ties", ()), *gold.get("linkages", ())) if "evidence" in x
    ]
    assert [phrase for phrase in words if not places(phrase, text)] == []


@pytest.mark.parametrize("name", REPORTS)
def test_every_quote_stands_between_quotation_marks(name: str) -> None:
    gold, text = load(name)
    for statement in gold.get("statements", ()):
        if statement["form"] != "indirect":
            start, end = places(statement["quote"], text)[0]
            assert text[start - 1] in '“"' and text[end] in '”"', statement["quote"]


@pytest.mark.parametrize("name", REPORTS)
def test_the_vocabulary_is_the_records_own(name: str) -> None:
    gold, _ = load(name)
    assert {s["form"] for s in gold.get("statements", ())} <= set(get_args(Form))
    assert {e["modality"] for e in gold["events"]} <= set(get_args(Modality))
    assert {e["type"] for e in gold["events"]} <= set(ROOTS.split())
    assert {q["kind"] for q in gold["questions"]} <= set(get_args(QuestionKind))


@pytest.mark.parametrize("name", REPORTS)
def test_every_nameless_speaker_has_a_side_or_is_named(name: str) -> None:
    gold, text = load(name)
    people = {person["name"] for person in gold["people"]}
    for statement in gold.get("statements", ()):
        if statement["speaker"] not in people and "actor" not in statement:
            assert statement["speaker"] in text


@pytest.mark.parametrize("name", REPORTS)
def test_no_past_event_is_dated_after_the_report(name: str) -> None:
    gold, _ = load(name)
    day = gold["report"]["as_of"]
    told = [
        *gold.get("statements", ()),
        *(e for e in gold["events"] if e["modality"] == "happened"),
    ]
    dates = [record["date"] for record in told if "date" in record]
    assert [date for date in dates if date > day and not day.startswith(date)] == []
