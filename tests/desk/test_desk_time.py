"""A desk tells later exactly what it told on a day."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

import crisisdesk as cd
from crisisdesk.terms.records import Reading
from tests.clocks import Clock

FIRST = """Chile and Peru recall their envoys

LIMA, May 2, 2023 - Chile threatened to attack Peru over the border, Peru's president Dina Boluarte said.
"""  # noqa: E501
SECOND = """Bolivia stands by Peru

LA PAZ, May 3, 2023 - Bolivia offered to send troops to Peru if Chile attacks.
"""
UNDATED = "Envoys wait\n\nBrazil offered to mediate between Chile and Peru.\n"


@pytest.fixture
def desk(tmp_path: Path, either_ledger: None) -> cd.Desk:
    """First report on 4 May; the second, and a poorer reading of the first, on 6 May."""
    for name, text in {"first": FIRST, "second": SECOND, "undated": UNDATED}.items():
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return cd.Desk(tmp_path / "desk", now=Clock("2023-05-04T09:30:00"))


def _read_again_as(desk: cd.Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def poorer(report: cd.Reading, extras: object) -> Reading:
        found = next(one for one in desk.readings() if one.report == report)
        return replace(found, events=(), statements=())

    monkeypatch.setattr("crisisdesk.reading.read_report", poorer)
    assert desk.read_again() > 0


def test_the_brief_of_a_day_comes_back_whatever_came_later(
    tmp_path: Path, desk: cd.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add(tmp_path / "first.txt", tmp_path / "undated.txt")
    shown = desk.brief()
    asked = desk.ask("Will Chile attack Peru?")
    desk.clock.turn("2023-05-06")  # type: ignore[attr-defined]
    desk.add(tmp_path / "second.txt")
    _read_again_as(desk, monkeypatch)
    assert desk.brief() != shown
    assert desk.brief(recorded_by="2023-05-05") == shown
    assert desk.brief(recorded_by="2023-05-04T09:30Z") == shown
    assert desk.ask("Will Chile attack Peru?", recorded_by="2023-05-05") == asked
    assert len(desk.events(recorded_by="2023-05-05")) > len(desk.events()) == 0
    assert len(desk.reports(recorded_by="2023-05-05")) == 2


def test_as_of_alone_reads_with_what_is_known_now(tmp_path: Path, desk: cd.Desk) -> None:
    desk.add(tmp_path / "first.txt")
    desk.clock.turn("2023-05-06")  # type: ignore[attr-defined]
    desk.add(tmp_path / "second.txt")
    assert len(desk.reports("2023-05-03")) == 2
    assert len(desk.reports("2023-05-03", "2023-05-05")) == 1
    assert len(desk.reports("2023-05-02")) == 1


def test_reports_without_a_day_are_briefed_by_the_desks_clock(
    tmp_path: Path, desk: cd.Desk
) -> None:
    (tmp_path / "bare.txt").write_text("Chile said that Peru must leave the border.\n")
    desk.add(tmp_path / "bare.txt")
    assert desk.brief().as_of == "2023-05-04"


def test_a_day_before_the_first_report_says_so(tmp_path: Path, desk: cd.Desk) -> None:
    desk.add(tmp_path / "first.txt")
    with pytest.raises(cd.DeskError, match="held no report by 2023-05-01"):
        desk.brief(recorded_by="2023-05-01")
    with pytest.raises(cd.DeskError, match="no report was published by 2023-05-01"):
        desk.brief("2023-05-01")
    with pytest.raises(cd.DeskError, match="no moment"):
        desk.brief(recorded_by="2023-05-01T99:00")
