"""What contradicts: a deed and its denial, counts of one deed; and what does not."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from crisisdesk.reading.contradictions import contradictions
from crisisdesk.reading.tellings import contested, credibility, same_events
from crisisdesk.terms.records import Actor, Date, Event, Reading, Report, Span, report_id


def report(
    outlet: str,
    modality: str = "happened",
    day: str | None = "2025-04-10",
    type: str = "ASSAULT",
    source: str = "CHL",
    target: str = "PER",
    published: str = "2025-04-11",
    words: str = "",
    **more: object,
) -> Reading:
    key = f"{outlet}{modality}{day}{type}{more}"
    text = f"{words} " + " ".join(report_id(f"{key}{i}") for i in range(20))
    name = report_id(text)
    span = Span(name, 0, max(len(words), 5))
    told = Event(
        f"e-{name}", type, (Actor(source or None),), (Actor(target),) if target else (), modality,
        span, Span(name, 0, 5), date=Date(day) if day else None, **more,
    )  # fmt: skip
    return Reading(Report(name, text, outlet=outlet, published=Date(published)), events=(told,))


def kinds(*readings: Reading) -> list[str]:
    return [one.kind for one in contradictions(readings)]


def test_a_deed_and_its_denial_stand_side_by_side() -> None:
    (found,) = contradictions([report("Dawn Post"), report("Hill Times", "denied")])
    assert found.kind == "denial"
    assert [t.name for t in (*found.one, *found.other)] == ["Dawn Post", "Hill Times"]


@pytest.mark.parametrize(
    "denial",
    [
        {"day": "2025-05-20", "published": "2025-05-21"},
        {"source": "BOL"},
        {"target": "BOL"},
        {"type": "COERCE"},
        {"mode": "aerial"},
        {"source": ""},
        {"day": "2024"},
        {"day": None, "published": "2025-06-30"},
        {"target": "", "day": None},
    ],
)
def test_the_denial_of_something_else_is_none(denial: dict[str, str]) -> None:
    told = report("Dawn Post", mode="drone")
    assert kinds(told, report("Hill Times", "denied", **denial)) == []


def test_an_undated_denial_is_of_the_deed_that_its_word_tells() -> None:
    told = report("Dawn Post", words="raided the port")
    same, other = ("raids no port", "boarded no ship")
    assert kinds(told, report("Hill Times", "denied", day=None, words=same)) == ["denial"]
    assert kinds(told, report("Hill Times", "denied", day=None, words=other)) == []


@pytest.mark.parametrize(
    "denial",
    [
        {"day": "2025-04-11"},
        {"day": "2025-04"},
        {"target": ""},
        {"mode": "drone"},
    ],
)
def test_a_denial_may_be_vaguer(denial: dict[str, str]) -> None:
    told = report("Dawn Post", mode="drone")
    assert kinds(told, report("Hill Times", "denied", **denial)) == ["denial"]


def test_counts_of_one_deed_that_cannot_both_be_right() -> None:
    one = report("Dawn Post", words="The raid killed 12 people.")
    more = report("Hill Times", words="At least 30 people were killed in the raid.")
    (found,) = contradictions([one, more])
    assert (found.kind, [toll.low for toll in found.tolls]) == ("toll", [12, 30])
    assert kinds(one, report("Hill Times", words="At least 10 people were killed.")) == []


def test_one_paper_that_counts_again_contradicts_nobody() -> None:
    one = report("Dawn Post", words="The raid killed 12 people.")
    again = report("Dawn Post", words="The raid killed 30 people.", place="Tacna")
    assert kinds(one, again) == []


def test_what_is_denied_is_doubtful_and_then_improbable() -> None:
    told = [report("Dawn Post")]
    by_one = same_events([*told, report("Hill Times", "denied")])[1]
    by_two = same_events([report("Hill Times", "denied"), report("River Echo", "denied")])[0]
    alone = credibility(("F",))
    assert contested(alone, []) == 6
    assert contested(alone, by_one) == 4
    assert contested(alone, by_two) == 5
    said = [replace(t, event=replace(t.event, statement="s-1")) for t in by_two]
    assert contested(alone, said) == 4, "one who denies, whoever carries it"
    assert contested(3, by_two) == 3, "confirmed all the same"
