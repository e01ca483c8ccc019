"""Signals beside force: found on the record, told with their counts, moving what they may."""

from __future__ import annotations

import pytest

from crisisdesk.history.signals import KINDS, signals
from crisisdesk.history.strike_inputs import Passed
from crisisdesk.odds.answer import answer
from crisisdesk.odds.crisis import infer_crisis
from crisisdesk.odds.forecasts import Case
from crisisdesk.odds.signals import given, ratio
from crisisdesk.terms.records import (
    Actor,
    Date,
    Event,
    Forecast,
    Question,
    Reading,
    Report,
    Span,
)

DAY = "2025-05-12"
SPAN = Span("a", 0, 5)


def _event(kind: str, cameo: str, day: str, by: str = "IND", on: str = "PAK") -> Event:
    return Event(
        f"{kind}{day}", kind, (Actor(by, by),), (Actor(on, on),), "happened", SPAN, SPAN,
        cameo=cameo, date=Date(day, "stated", SPAN),
    )  # fmt: skip


def _reading(*events: Event) -> Reading:
    return Reading(Report("a", "text of it"), events=events)


FOUGHT = tuple(
    _event("ASSAULT", "195", day, by, on)
    for day in ("2025-05-07", "2025-05-08", "2025-05-09")
    for by, on in (("IND", "PAK"), ("PAK", "IND"))
)
TRUCE = _event("RETREAT", "0871", "2025-05-10")


def _odds(*events: Event, days: int = 60) -> Forecast:
    readings = [_reading(*events)]
    question = Question("strike", ("IND",), "PAK", horizon_days=days)
    return answer(question, infer_crisis(readings), readings, DAY)


def test_a_truce_lowers_the_odds_of_force_by_what_was_counted() -> None:
    before, after = _odds(*FOUGHT), _odds(*FOUGHT, TRUCE)
    assert before.probability > 0.4
    assert after.probability < before.probability - 0.05
    (told,) = [d for d in after.drivers if "truce" in d.name]
    count = signals()["truce/crises"]
    assert told.effect == round(count.effect, 2) < 0
    assert f"{count.k} of {count.n}" in told.name and told.source == count.source
    assert told.spans == (SPAN,)


def test_a_truce_that_was_broken_counts_no_more() -> None:
    broken = _event("ASSAULT", "195", "2025-05-11")
    assert not [d for d in _odds(*FOUGHT, TRUCE, broken).drivers if "truce" in d.name]


def test_a_signal_that_tells_nothing_is_told_and_moves_nothing() -> None:
    refused = _event("REJECT", "125", "2025-05-10")
    before, after = _odds(*FOUGHT), _odds(*FOUGHT, refused)
    assert not signals()["refusal"].counts
    assert after.probability == before.probability
    (told,) = [d for d in after.drivers if "rejected" in d.name]
    assert told.effect == 0.0 and "chance may" in told.name


def test_a_longer_horizon_is_no_less_likely_with_signals() -> None:
    found = [_odds(*FOUGHT, TRUCE, days=days).probability for days in (7, 30, 60, 90, 120, 365)]
    assert found == sorted(found)


def test_a_third_party_is_needed_to_go_between() -> None:
    def found(by: str) -> list[str]:
        between = _event("CONSULT", "045", "2025-05-11", by, "PAK")
        case = Case(
            Question("strike", ("IND",), "PAK"), infer_crisis([]), (_reading(between),), DAY
        )
        return [one.kind.id for one in given(case, "IND", "PAK", Passed(force=(5.0,)))]

    assert found("USA") == ["mediation"] and found("IND") == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.id)
def test_every_kind_was_counted(kind) -> None:
    count = signals()[kind.count or kind.id]
    assert count.k <= count.n and count.clusters >= 20
    assert count.interval[0] < count.interval[1]
    assert abs(count.effect) < 1.0


def test_the_ratio_is_that_of_the_odds() -> None:
    count = signals()["truce/crises"]
    assert ratio(count, 0.001) == pytest.approx(2.718281828**count.effect, rel=0.01)
    assert ratio(count, 0.001) < ratio(count, 0.9) < 1
