"""Corrected and withdrawn reports: found when they come in, said by hand, and shown as such."""

from __future__ import annotations

from pathlib import Path

import pytest

import crisisdesk as cd
from crisisdesk.briefing import html, json, markdown, terminal
from tests.clocks import Clock

HEAD = "Chile and Peru recall their envoys\n\nThe Lamp\n\n"
FIRST = """---
title: Chile and Peru recall their envoys
outlet: The Lamp
date: 2023-05-02
---
Chile attacked Peru at the border on Tuesday, Peru's president Dina Boluarte said in Lima. Both states recalled their envoys, and the port of Arica was closed until the end of the week.

Brazil offered to mediate between Chile and Peru.
"""  # noqa: E501
CORRECTED = """---
title: Chile and Peru recall their envoys
outlet: The Lamp
date: 2023-05-04
---
Chile threatened to attack Peru at the border, Peru's president Dina Boluarte said in Lima. Both states recalled their envoys, and the port of Arica was closed until the end of the week.

Brazil offered to mediate between Chile and Peru.

Correction: An earlier version of this report said that Chile had attacked Peru.
"""  # noqa: E501
OTHER = """---
title: Bolivia stands by its neighbour
outlet: The Harbour Gazette
date: 2023-05-03
---
Bolivia offered to send troops to Peru if Chile attacks.
"""


@pytest.fixture
def desk(tmp_path: Path, either_ledger: None) -> cd.Desk:
    for name, text in {"first": FIRST, "corrected": CORRECTED, "other": OTHER}.items():
        (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
    return cd.Desk(tmp_path / "desk", now=Clock("2023-05-05T08:00:00"))


def _ids(desk: cd.Desk, *times: str) -> list[str | None]:
    return [report.title for report in desk.reports(*times)]


def test_a_correction_that_comes_in_takes_the_place_of_the_old_report(
    tmp_path: Path, desk: cd.Desk
) -> None:
    desk.add(tmp_path / "first.md")
    before = desk.brief()
    desk.clock.turn("2023-05-06")  # type: ignore[attr-defined]
    result = desk.add(tmp_path / "corrected.md")
    (found,) = result.superseded
    assert (found.kind, found.day, found.how) == (
        "correction", "2023-05-04", "the same outlet and title",
    )  # fmt: skip
    assert len(desk.reports()) == 1
    assert not [event for event in desk.events() if event.modality == "happened"
                and event.type == "ASSAULT"]  # fmt: skip
    # the words of the note are no news
    assert desk.brief("2023-05-03").as_of == "2023-05-03"
    assert [r.published and r.published.value for r in desk.reports("2023-05-03")] == ["2023-05-02"]
    assert desk.brief(recorded_by="2023-05-05") == before


def test_every_form_of_a_brief_says_what_no_longer_counts(tmp_path: Path, desk: cd.Desk) -> None:
    desk.add(tmp_path / "first.md", tmp_path / "corrected.md", tmp_path / "other.md")
    brief = desk.brief()
    (gone,) = brief.superseded
    assert brief.sources[gone.by - 1].report.text.endswith("had attacked Peru.\n") or gone.by
    assert gone.citation is not None
    assert gone.citation.words.startswith("Correction: An earlier version")
    told = "corrected by report 2, on 4 May 2023: Correction: An earlier version of this report"
    assert told in gone.words
    for form in (terminal, html, markdown, json):
        shown = " ".join(form.render(brief).split())
        assert "orrected by report 2, on 4 May 2023" in shown, form.__name__
    assert "It takes the place of" in html.render(brief)
    assert desk.brief("2023-05-03").superseded == ()


def test_a_report_is_withdrawn_by_hand_and_reinstated(tmp_path: Path, desk: cd.Desk) -> None:
    desk.add(tmp_path / "first.md", tmp_path / "other.md")
    report = desk.reports()[0].id
    said = desk.withdraw(report[:8], "nobody else saw it", "2023-05-04")
    assert (said.report, said.day) == (report, "2023-05-04")
    assert _ids(desk) == ["Bolivia stands by its neighbour"]
    assert len(_ids(desk, "2023-05-03")) == 2
    assert "withdrawn on 4 May 2023: nobody else saw it" in desk.brief().superseded[0].words
    desk.clock.turn("2023-05-07")  # type: ignore[attr-defined]
    assert desk.reinstate(report).id == report
    assert len(_ids(desk)) == 2
    assert desk.superseded() == []
    assert len(desk.superseded(None, "2023-05-06")) == 1


def test_one_report_corrects_another_by_hand(tmp_path: Path, desk: cd.Desk) -> None:
    desk.add(tmp_path / "first.md", tmp_path / "other.md")
    old, new = (report.id for report in desk.reports())
    said = desk.correct(old, new, "the outlet says so")
    assert (said.day, said.by, said.how) == ("2023-05-03", new, "by hand")
    assert _ids(desk) == ["Bolivia stands by its neighbour"]
    with pytest.raises(cd.DeskError, match="reinstate"):
        desk.correct(new, old)


def test_what_makes_no_sense_is_refused(tmp_path: Path, desk: cd.Desk) -> None:
    desk.add(tmp_path / "first.md")
    report = desk.reports()[0].id
    for wrong, reason in {
        lambda: desk.correct(report, report): "cannot correct itself",
        lambda: desk.correct(report, "ffff"): "no report ffff",
        lambda: desk.withdraw("nothing", "why"): "no report nothing",
        lambda: desk.withdraw(report, "why", "2023-05-01"): "published on 2023-05-02",
        lambda: desk.withdraw(report, "why", "soon"): "is no day",
        lambda: desk.reinstate(report): "neither corrected nor withdrawn",
    }.items():
        with pytest.raises(cd.DeskError, match=reason):
            wrong()
    assert len(desk.reports()) == 1


def test_withdrawn_reports_are_read_again_too(
    tmp_path: Path, desk: cd.Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add(tmp_path / "first.md")
    report = desk.reports()[0]
    desk.withdraw(report.id, "why")
    monkeypatch.setattr("crisisdesk.reading.read_report", lambda one, extras: cd.Reading(one))
    assert desk.read_again() == 1
    desk.reinstate(report.id)
    assert desk.reports() == [report]
    assert desk.events() == []
