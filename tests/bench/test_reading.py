"""The scorer itself, on readings built by hand: full, empty, and wrong in one known way."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
import yaml

from bench import reading as bench
from bench.matching import as_list, content_words, places, same_name
from crisisdesk.terms.records import (
    Actor,
    Crisis,
    Date,
    Event,
    Linkage,
    Obligation,
    Person,
    Question,
    Reading,
    Report,
    Role,
    Span,
    Statement,
    Tie,
)

REPORTS = dict(bench.annotated(bench.folders_of([]), None))
SOMEWHERE = Span("r", 0, 1)


def span(phrase: str, text: str) -> Span:
    """Where a phrase stands in a text."""
    return Span("r", *places(phrase, text)[0])


def date(value: Any) -> Date | None:
    """A date record of an annotated date."""
    return Date(value) if value else None


def statement(gold: dict[str, Any], text: str) -> Statement:
    """The statement that an annotation describes."""
    words = gold.get("quote") or gold["gist"]
    named = None if "actor" in gold else gold["speaker"]
    return Statement(
        id="s",
        form=gold["form"],
        words=words,
        span=span(words, text) if "quote" in gold else SOMEWHERE,
        speaker=Actor(gold.get("actor"), name=named),
        via=tuple(as_list(gold.get("via"))),
        date=date(gold.get("date")),
        about=tuple(gold.get("about", ())),
    )


def event(gold: dict[str, Any]) -> Event:
    """The event that an annotation describes."""
    return Event(
        id="e",
        type=gold["type"],
        source=tuple(Actor(code) for code in as_list(gold["source"])),
        target=tuple(Actor(code) for code in as_list(gold["target"])),
        modality=gold["modality"],
        mode=gold.get("mode"),
        date=date(gold.get("date")),
        span=SOMEWHERE,
        trigger=SOMEWHERE,
    )


def tie(gold: dict[str, Any]) -> Tie:
    """The tie that an annotation describes."""
    kind, _, against = gold["kind"].partition(" against ")
    duties = gold.get("obligations", {}).items()
    pair = gold.get("between") or [gold["from_actor"], gold["to_actor"]]
    return Tie(
        id="t",
        kind=kind.removeprefix("strategic "),
        between=(pair[0], pair[1]),
        span=SOMEWHERE,
        directed="to_actor" in gold,
        holder=gold.get("from_actor") if "between" in gold else None,
        against=against or None,
        item=gold.get("item"),
        valid_from=date(gold.get("from") or gold.get("date")),
        replaces=gold.get("replaces"),
        obligations=tuple(Obligation(kind, stated, SOMEWHERE) for kind, stated in duties),
    )


def question(gold: dict[str, Any], text: str) -> Question:
    """The question that an annotation describes."""
    return Question(
        kind=gold["kind"],
        actors=tuple(as_list(gold.get("actor"))),
        target=gold.get("target"),
        beneficiary=gold.get("for"),
        between=tuple(gold.get("between", ())),
        text=gold["text"],
        span=span(gold["text"], text),
    )


def perfect(gold: dict[str, Any], text: str) -> Reading:
    """The reading that says all that the annotation says and nothing else."""
    about = gold["report"]
    return Reading(
        report=Report(
            id="r",
            text=text,
            title=about["title"],
            outlet=about["outlet"],
            author=about.get("author"),
            published=Date(about["as_of"]),
        ),
        people=tuple(
            Person(Actor(p.get("actor"), name=p["name"]), (SOMEWHERE,)) for p in gold["people"]
        ),
        statements=tuple(statement(s, text) for s in gold.get("statements", ())),
        events=tuple(event(e) for e in gold["events"]),
        ties=tuple(tie(t) for t in gold.get("ties", ())),
        linkages=tuple(
            Linkage(x["issue"], tuple(x["joins"]), SOMEWHERE) for x in gold.get("linkages", ())
        ),
        questions=tuple(question(q, text) for q in gold["questions"]),
    )


def crisis(gold: dict[str, Any]) -> Crisis:
    """The crisis that the annotation describes."""
    roles = {key: tuple(Role(code) for code in as_list(v)) for key, v in gold["roles"].items()}
    return Crisis(
        threateners=roles["threateners"],
        target=roles["target"][0],
        partners_of_target=roles["partners_of_target"],
        mediators=roles["mediators"],
        bystanders=roles["bystanders_named"],
    )


@pytest.fixture(params=REPORTS)
def case(request: pytest.FixtureRequest) -> tuple[dict[str, Any], str]:
    """Each annotated report in turn: its annotation and its text."""
    path = REPORTS[request.param]
    gold = yaml.safe_load(path.with_name(f"{request.param}.gold.yaml").read_text("utf-8"))
    return gold, path.read_text("utf-8")


@pytest.fixture
def south() -> tuple[dict[str, Any], Reading]:
    """One report with its perfect reading, to be spoiled in one way at a time."""
    path = REPORTS["south-asia"]
    gold = yaml.safe_load(path.with_name("south-asia.gold.yaml").read_text("utf-8"))
    return gold, perfect(gold, path.read_text("utf-8"))


def table(gold: dict[str, Any], reading: Reading, of: Crisis | None = None) -> dict[str, bench.Row]:
    """The rows by their measure."""
    return {row.measure: row for row in bench.score("x", gold, reading, of)}


def spoiled(reading: Reading, **fields: Any) -> Reading:
    """The same reading with some fields replaced."""
    return msgspec.structs.replace(reading, **fields)


def test_a_perfect_reading_scores_full(case: tuple[dict[str, Any], str]) -> None:
    gold, text = case
    rows = table(gold, perfect(gold, text), crisis(gold))
    wrong = [r for r in rows.values() if r.right != (0 if r.total is None else r.total)]
    assert wrong == []


def test_an_empty_reading_scores_nothing(case: tuple[dict[str, Any], str]) -> None:
    gold, text = case
    rows = table(gold, Reading(report=Report(id="r", text=text)))
    assert {row.measure: row.right for row in rows.values() if row.right} == {}


def test_tuples_count_every_modality_and_spare_what_is_optional(
    south: tuple[dict[str, Any], Reading],
) -> None:
    gold, reading = south
    asked = [e for e in gold["events"] if not e.get("optional")]
    strike = event({"type": "ASSAULT", "source": "USA", "target": "PAK", "modality": "expected"})
    support = msgspec.structs.replace(reading.events[0], modality="denied")
    rows = table(gold, spoiled(reading, events=(support, *reading.events[1:], strike)))
    share = {m: (rows[m].right, rows[m].total) for m in rows if m.startswith("tuples")}
    assert share == {
        "tuples, precision": (len(asked), len(asked) + 1),
        "tuples, recall": (len(asked), len(asked)),
        "tuples with modality, precision": (len(asked) - 1, len(asked) + 1),
        "tuples with modality, recall": (len(asked) - 1, len(asked)),
    }


def test_of_a_report_held_aside_only_figures_are_told() -> None:
    gold = yaml.safe_load((bench.HERE / "horn.gold.yaml").read_text("utf-8"))
    text = (bench.HERE / "horn.txt").read_text("utf-8")
    rows = table(gold, Reading(report=Report(id="r", text=text)))
    assert {row.misses for row in rows.values()} == {()}
    assert {row.report for row in bench.sums(list(rows.values()))} == {"held aside"}


def test_a_false_event_is_caught_and_shown(south: tuple[dict[str, Any], Reading]) -> None:
    gold, reading = south
    strike = event({"type": "ASSAULT", "source": "USA", "target": "PAK", "modality": "happened"})
    rows = table(gold, spoiled(reading, events=(*reading.events, strike)))
    assert rows["false events"].right == 1
    assert "ASSAULT USA>PAK happened" in rows["false events"].misses[0]
    assert rows["events"].right == rows["events"].total


def test_an_event_told_twice_is_a_false_event_and_counted_apart(
    south: tuple[dict[str, Any], Reading],
) -> None:
    gold, reading = south
    support = next(e for e in reading.events if e.type == "AID")
    rows = table(gold, spoiled(reading, events=(*reading.events, support)))
    assert rows["false events"].right == rows["- of these told twice"].right == 1


def test_an_expected_event_recorded_as_happened_is_false(
    south: tuple[dict[str, Any], Reading],
) -> None:
    gold, reading = south
    events = tuple(
        msgspec.structs.replace(e, modality="happened") if e.modality == "offered" else e
        for e in reading.events
    )
    rows = table(gold, spoiled(reading, events=events))
    assert rows["false events"].right == 2
    assert rows["events"].right == rows["events"].total
    assert rows["event modalities"].right == rows["events"].right - 2


def test_a_headline_question_recorded_as_an_event_is_caught(
    south: tuple[dict[str, Any], Reading],
) -> None:
    gold, reading = south
    where = span("Strike Pakistan", reading.report.text)
    strike = msgspec.structs.replace(event(gold["events"][9]), trigger=where)
    rows = table(gold, spoiled(reading, events=(*reading.events, strike)))
    assert rows["non-events recorded as happened"].misses == ("Will India Strike Pakistan Again?",)


def test_several_events_may_cover_a_list_of_targets(south: tuple[dict[str, Any], Reading]) -> None:
    gold, reading = south
    whole = next(e for e in reading.events if e.type == "REQUEST")
    parts = tuple(msgspec.structs.replace(whole, target=(actor,)) for actor in whole.target)
    rest = tuple(e for e in reading.events if e is not whole)
    assert table(gold, spoiled(reading, events=rest + parts))["false events"].right == 0
    rows = table(gold, spoiled(reading, events=(*rest, parts[0])))
    assert (rows["events"].total or 0) - rows["events"].right == 1
    assert rows["false events"].right == 1


def test_an_unknown_assailant_may_not_be_read_as_a_state(
    south: tuple[dict[str, Any], Reading],
) -> None:
    gold, reading = south
    named = msgspec.structs.replace(reading.events[0], source=(Actor("PAK"),))
    rows = table(gold, spoiled(reading, events=(named, *reading.events[1:])))
    assert (rows["events"].total or 0) - rows["events"].right == 1
    group = msgspec.structs.replace(reading.events[0], source=(Actor(None, name="gunmen"),))
    rows = table(gold, spoiled(reading, events=(group, *reading.events[1:])))
    assert rows["events"].right == rows["events"].total


def test_an_agreement_has_no_direction_but_a_threat_has(
    south: tuple[dict[str, Any], Reading],
) -> None:
    gold, reading = south
    turned = tuple(
        msgspec.structs.replace(e, source=e.target, target=e.source)
        if e.type in ("AGREE", "AID")
        else e
        for e in reading.events
    )
    rows = table(gold, spoiled(reading, events=turned))
    assert [miss.split()[0] for miss in rows["events"].misses] == ["AID"]


def test_the_wrong_speaker_form_or_words_are_no_statement(
    south: tuple[dict[str, Any], Reading],
) -> None:
    gold, reading = south
    first = next(s for s in reading.statements if s.form == "direct")
    for change in (
        {"speaker": Actor("PAK", name="Attaullah Tarar")},
        {"speaker": None},
        {"form": "fragment"},
        {"words": first.words.rstrip(",")},
    ):
        worse = msgspec.structs.replace(first, **change)
        changed = tuple(worse if s is first else s for s in reading.statements)
        rows = table(gold, spoiled(reading, statements=changed))
        assert (rows["statements, direct"].total or 0) - rows["statements, direct"].right == 1
        assert rows["statements beyond gold"].right == 1


def test_a_date_must_be_as_precise_as_the_text(south: tuple[dict[str, Any], Reading]) -> None:
    gold, reading = south
    vague = tuple(
        msgspec.structs.replace(e, date=Date("2025-04-14")) if e.date == Date("2005-04") else e
        for e in reading.events
    )
    rows = table(gold, spoiled(reading, events=vague))
    assert len(rows["event dates"].misses) == 1
    assert rows["events"].right == rows["events"].total


def test_furniture_in_the_record_is_counted_by_line(south: tuple[dict[str, Any], Reading]) -> None:
    gold, reading = south
    leaked = {"Tomas Reyl": (span("Tomas Reyl", reading.report.text),)}
    rows = table(gold, spoiled(reading, mentions=leaked))
    assert rows["furniture that reached the record"].right == 1


def test_totals_add_up_and_render() -> None:
    rows = [bench.Row("a", "events", 1, 2, ("one",)), bench.Row("b", "events", 2, 2)]
    rows += [bench.Row("a", "false events", 3, None, ("two",))]
    assert bench.totals(rows) == [
        bench.Row("all", "events", 3, 4),
        bench.Row("all", "false events", 3, None),
    ]
    page = bench.render(rows, verbose=True)
    assert "- one" in page and "+ two" in page and "1/2" in page


def test_the_door_reads_by_the_public_api(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gold = yaml.safe_load((bench.HERE / "east-asia.gold.yaml").read_text("utf-8"))
    text = (bench.HERE / "east-asia.txt").read_text("utf-8")
    monkeypatch.setattr("crisisdesk.read", lambda path: perfect(gold, text), raising=False)
    monkeypatch.setattr(bench, "crisis_of", lambda reading: crisis(gold))
    assert bench.main(["--report", "east-asia", "--format", "json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert all(row["right"] == (row["total"] or 0) for row in rows)
    assert bench.main(["--report", "nowhere"]) == 1


def test_names_and_words() -> None:
    assert same_name("Ferdinand Marcos Jr.", "Marcos")
    assert same_name("Sergei Ryabkov", "Sergey Ryabkov")
    assert same_name("Wang Yi", "Wang")
    assert not same_name("Khawaja Asif", "Ishaq Dar")
    assert not same_name("Khawaja Asif", None)
    assert content_words("doubts Russia’s leverage") & content_words("Russian lever")
