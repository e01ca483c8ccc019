"""Precedents from rows of ICB and MID."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crisisdesk.history import recorded
from crisisdesk.odds.likeness import precedents_of
from crisisdesk.terms.records import Crisis, Question, Role

ICB1 = """crisno,crisname,yrtrig,viol,mediate,forout
500,MADE-UP STRAIT,1990,3,4,1
501,OLD ONE,1920,4,1,1
"""
ICB2 = """crisno,cracno,cracid,southv,usinv,usfavr,suinv,sufavr
500,9,840,710,8,1,3,3
500,10,710,995,1,5,1,5
501,11,840,710,1,1,1,1
"""
MIDA = """dispnum,styear,outcome,version
7001,1991,5,5
7002,1930,5,5
"""
MIDB = """dispnum,ccode,sidea,orig,hostlev
7001,710,1,1,4
7001,840,0,1,3
7001,2,0,0,4
7002,710,1,1,4
7002,840,0,1,3
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    root = tmp_path / "history"
    (root / "icb").mkdir(parents=True)
    (root / "mid5").mkdir()
    (root / "icb" / "icb1v99.csv").write_text("\ufeff" + ICB1, encoding="utf-8")
    (root / "icb" / "icb2v99.csv").write_text(ICB2, encoding="utf-8")
    (root / "mid5" / "MIDA 5.0.csv").write_text(MIDA, encoding="utf-8")
    (root / "mid5" / "MIDB 5.0.csv").write_text(MIDB, encoding="utf-8")
    monkeypatch.setenv("CRISISDESK_DATA", str(tmp_path))
    recorded._read.cache_clear()
    yield root
    recorded._read.cache_clear()


def test_a_state_in_a_crisis_is_a_case_cited_by_its_row(folder: Path) -> None:
    case = next(c for c in recorded.recorded_precedents() if c.id == "icb-500-9")
    assert (case.year, case.threateners, case.target) == (1990, ("CHN",), "PHL")
    assert (case.protector, case.help, case.force, case.mediator) == (
        "USA", "direct", True, "unnamed",
    )  # fmt: skip
    assert case.obligation == "unknown" and not case.told
    assert case.source == "ICB v99, crisis 500, actor 840"
    assert case.outcome == "serious clashes; it ended in a formal agreement"


def test_a_dispute_is_a_case_with_who_joined(folder: Path) -> None:
    case = next(c for c in recorded.recorded_precedents() if c.id == "mid-7001")
    assert (case.threateners, case.target, case.protector) == (("CHN",), "PHL", "USA")
    assert (case.force, case.help) == (True, "direct")
    assert case.source == "MID 5.0, dispute 7001"
    assert "joined its side with force" in case.did


def test_nothing_before_1946_and_nobody_unknown(folder: Path) -> None:
    assert {c.id for c in recorded.recorded_precedents()} == {"icb-500-9", "mid-7001"}


def test_rows_stand_beside_the_told_ones_and_say_why_they_are_near(folder: Path) -> None:
    crisis = Crisis(threateners=(Role("CHN"),), target=Role("PHL"))
    question = Question("strike", ("CHN",), target="PHL")
    found = precedents_of(question, crisis, 1995, {"CHN"})
    assert {case.source[:3] for case in found} & {"ICB", "MID"}
    assert all("the same threatener, China" in case.why for case in found[:2])
    assert "the same target, Philippines" in " ".join(found[0].why).replace("the Phil", "Phil")
    assert found[0].why[-1] == "a major power took part"


def test_without_data_there_are_the_told_ones_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CRISISDESK_DATA", raising=False)
    monkeypatch.setenv("CRISISDESK_CACHE", str(tmp_path / "nothing"))
    assert recorded.record_folder() is None
    assert recorded.recorded_precedents() == ()


@pytest.mark.parametrize("name", ["icb/icb1v99.csv", "icb/icb2v99.csv", "mid5/MIDB 5.0.csv"])
def test_a_spoilt_file_counts_as_absent(folder: Path, name: str) -> None:
    (folder / name).write_bytes(b"\x00\xff,,\n\x00")
    assert isinstance(recorded.recorded_precedents(), tuple)


def test_what_was_pulled_is_the_record_too(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CRISISDESK_DATA")
    monkeypatch.setenv("CRISISDESK_CACHE", str(folder.parent))
    assert recorded.record_folder() == folder
    assert len(recorded.recorded_precedents()) == 2


def test_the_real_record_holds_many() -> None:
    folder = recorded.record_folder()
    if folder is None or not (folder / "icb").is_dir():
        pytest.skip("the research data is absent")
    found = recorded.recorded_precedents()
    assert sum(case.id.startswith("icb") for case in found) > 500
    assert sum(case.id.startswith("mid") for case in found) > 1000
    assert len({case.id for case in found}) == len(found)
