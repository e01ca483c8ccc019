"""The brief counts origins and not sites; one event is one entry, whoever tells it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from briefing.sample import AS_OF, NAMES, sample_crisis, sample_readings
from crisisdesk.briefing.brief import Brief, build_brief
from crisisdesk.history.classes import find_class
from crisisdesk.odds.words import confidence
from crisisdesk.reading.tellings import credibility, same_events
from crisisdesk.terms.records import Date, Reading, Report, Span


def moved(reading: Reading, lead: str, outlet: str) -> Reading:
    """The same report on another site: a line more at its head, every span moved along."""

    def move(value: object) -> object:
        if isinstance(value, Span):
            return Span(name, value.start + len(lead), value.end + len(lead))
        if isinstance(value, tuple):
            return tuple(map(move, value))
        if isinstance(value, dict):
            return {key: move(inside) for key, inside in value.items()}
        if hasattr(value, "__struct_fields__") and not isinstance(value, Report):
            return replace(value, **{f: move(getattr(value, f)) for f in value.__struct_fields__})
        return value

    name = f"copy-{outlet}"
    report = replace(reading.report, id=name, text=lead + reading.report.text, outlet=outlet)
    report = replace(report, furniture=move(reading.report.furniture))
    return replace(move(reading), report=report)  # type: ignore[type-var]


def made(readings: list[Reading], **told: object) -> Brief:
    return build_brief(readings, sample_crisis(), [], None, AS_OF, names=NAMES, **told)  # type: ignore[arg-type]


@pytest.fixture
def copied() -> list[Reading]:
    first, _ = sample_readings()
    return [first, *(moved(first, f"Site {i}\n\n", f"Site {i}") for i in range(9))]


def test_ten_sites_with_one_text_are_one_origin(copied: list[Reading]) -> None:
    brief = made(copied)
    assert {source.origin for source in brief.sources} == {"Harbour Post"}
    assert brief.sources[3].origin_known == "shares the text of report 1"
    assert {(entry.origins, entry.grade[1]) for entry in brief.timeline} == {(1, "6")}
    assert "told by one origin" in " ".join(gap.text for gap in brief.unknowns)


def test_copies_add_no_event_and_no_statement(copied: list[Reading]) -> None:
    one, ten = made(copied[:1]), made(copied)
    assert len(ten.timeline) == len(one.timeline)
    assert max(len({c.report for c in entry.citations}) for entry in ten.timeline) == 10
    quote = ten.voices[0].sayings[0]
    assert len(ten.voices[0].sayings) == len(one.voices[0].sayings)
    assert len(quote.also) == 9


def test_copies_add_no_confidence(copied: list[Reading]) -> None:
    past = find_class("helps/rus/no-defense/supplier/military/since-1946")
    level, reason = confidence(copied, past, "")
    assert level == "low"
    assert "1 origin (" in reason


def test_a_vague_date_joins_the_day_that_it_may_mean() -> None:
    first, second = sample_readings()
    massing = next(e for e in first.events if e.type == "MOBILIZE")
    other = next(e for e in second.events if e.type == "MOBILIZE")

    def groups(date: Date | None) -> int:
        readings = [
            replace(first, events=(replace(massing, date=date),)),
            replace(second, events=(other,)),
        ]
        return len(same_events(readings))

    assert other.date is not None
    assert groups(other.date) == groups(Date(other.date.value[:7])) == 1
    assert groups(Date(other.date.value[:4])) == groups(Date("2024-05-09")) == groups(None) == 2


@pytest.mark.parametrize(
    ("letters", "figure"),
    [("A", 6), ("FF", 3), ("BF", 3), ("CC", 2), ("BC", 2), ("BB", 1), ("ABF", 1), ("DEF", 3)],
)
def test_a_figure_above_three_takes_two_graded_origins(letters: str, figure: int) -> None:
    assert credibility(tuple(letters)) == figure
