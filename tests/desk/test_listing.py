"""What a desk lists is what a look at every record would find, and the latest of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import crisisdesk as cd
from crisisdesk.desk.listing import _any_is, _is_by, _within
from crisisdesk.record import pieces
from crisisdesk.terms.records import (
    Actor,
    Date,
    Event,
    Reading,
    Report,
    Span,
    Statement,
    Tie,
    report_id,
)

ACTORS = (
    Actor("RUS", "GOV", "Dmitry Peskov", "spokesman"),
    Actor("IRN", "GOV", "Abbas Araghchi", "foreign minister"),
    Actor(None, None, "Wagner", "Russian group"),
)
DAYS = ("2025-04-01", "2025-04", "2025-05-02", "2024")
TYPES = ("THREATEN", "AID")


def _reading(number: int) -> Reading:
    """A made-up reading; numbers vary who, what and when."""
    text = f"Report {number} tells of this and that."
    name = report_id(text)
    span = Span(name, 0, 6)
    one, other = ACTORS[number % 3], ACTORS[(number + 1) % 3]
    day = Date(DAYS[number % 4]) if number % 5 else None
    return Reading(
        Report(name, text, published=Date(f"2025-{number % 12 + 1:02}-01")),
        statements=(Statement(f"s{number}", "direct", "this", span, one, date=day),),
        events=(
            Event(f"e{number}", TYPES[number % 2], (one,), (other,), "happened", span, span,
                  date=day),
            Event(f"f{number}", TYPES[number % 2], (other,), (), "denied", span, span),
        ),
        ties=(Tie(f"t{number}", "alliance", (one.code or "CHN", other.code or "CHN"), span),),
    )  # fmt: skip


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def desk(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[cd.Desk]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(pieces, "PIECE", 7)
        if request.param == "postgresql":
            patched.setenv("CRISISDESK_LEDGER", request.getfixturevalue("server").url())
        with cd.Desk(tmp_path_factory.mktemp("desk")) as made:
            for number in range(40):
                made._ledger.add(_reading(number))
            yield made


WHO = st.none() | st.sampled_from(["RUS", "IRN", "peskov", "wagner", "minister", "nobody", "XYZ"])
WHEN = st.none() | st.sampled_from(["2024", "2025", "2025-04", "2025-04-20", "2025-05-02"])
LIMIT = st.none() | st.integers(1, 60)
SLOW = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _latest(found: list[Any], limit: int | None) -> list[Any]:
    return found if limit is None else found[-limit:]


@SLOW
@given(WHO, WHEN, WHEN, LIMIT)
def test_statements(
    desk: cd.Desk, speaker: str | None, since: str | None, until: str | None, limit: int | None
) -> None:
    plain = [
        one
        for reading in desk.readings()
        for one in reading.statements
        if _is_by(one.speaker, speaker, desk._code(speaker)) and _within(one.date, since, until)
    ]
    assert desk.statements(speaker, since, until, limit=limit) == _latest(plain, limit)


@SLOW
@given(WHO, WHO, st.none() | st.sampled_from(["aid", "THREATEN"]), WHEN, LIMIT)
def test_events(
    desk: cd.Desk,
    source: str | None,
    target: str | None,
    kind: str | None,
    since: str | None,
    limit: int | None,
) -> None:
    plain = [
        one
        for reading in desk.readings()
        for one in reading.events
        if _any_is(one.source, source, desk._code(source))
        and _any_is(one.target, target, desk._code(target))
        and (kind is None or one.type == kind.upper())
        and one.modality == "happened"
        and _within(one.date, since, None)
    ]
    found = desk.events(source, target, kind, "happened", since, limit=limit)
    assert found == _latest(plain, limit)


@pytest.mark.parametrize("between", ["RUS", "rus-irn", "IRN,CHN", "USA"])
def test_ties(desk: cd.Desk, between: str) -> None:
    codes = set(between.upper().replace(",", "-").split("-"))
    plain = [t for r in desk.readings() for t in r.ties if codes <= {*t.between, t.holder}]
    assert desk.ties(between) == plain
    assert desk.ties(between, "rivalry") == []


def test_a_code_is_no_part_of_a_name(desk: cd.Desk) -> None:
    assert {s.speaker.code for s in desk.statements("RUS") if s.speaker} == {"RUS"}
    assert {s.speaker.name for s in desk.statements("rus") if s.speaker} == {"Wagner"}


def test_reports_are_cited_by_their_place_in_the_desk(desk: cd.Desk) -> None:
    reports = desk.reports()
    spans = [Span(reports[at].id, 0, 1) for at in (30, 4)]
    assert desk.cited(spans) == {31: reports[30], 5: reports[4]}
