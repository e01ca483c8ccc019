"""The desk: reports in once, kept, listed, briefed, as of any day."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import crisisdesk as cd
from crisisdesk.desk import LEDGER
from crisisdesk.desk.listing import last_day

EARLY = """Chile and Peru recall their envoys

LIMA, May 2, 2023 - Peru's president Dina Boluarte warned on Tuesday that Peru "will answer force with force".

Chile threatened to attack Peru over the border. Chile and Bolivia signed a defence treaty in April 2023.
"""  # noqa: E501
LATE = """Talks resume

LIMA, June 9, 2023 - Brazil offered to mediate between Chile and Peru, Brazilian President Luiz Inacio Lula da Silva said. "We want peace," Lula said.
"""  # noqa: E501


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    reports = tmp_path / "reports"
    (reports / "deeper").mkdir(parents=True)
    (reports / ".hidden").mkdir()
    (reports / "early.txt").write_text(EARLY, encoding="utf-8")
    (reports / "deeper" / "late.txt").write_text(LATE, encoding="utf-8")
    (reports / ".hidden" / "never.txt").write_text("Not to be read at all.", encoding="utf-8")
    return reports


def test_a_folder_is_read_whole_and_only_once(tmp_path: Path, folder: Path) -> None:
    with cd.Desk(tmp_path / "desk") as desk:
        assert len(desk.add(folder).new) == 2
        again = desk.add(folder)
        assert (len(again.new), len(again.known)) == (0, 2)
        assert len(desk.reports()) == 2
    assert (tmp_path / "desk" / LEDGER).is_file()
    with cd.Desk(tmp_path / "desk") as desk:
        assert len(desk.reports()) == 2, "kept"


def test_a_temporary_desk_is_gone_when_closed() -> None:
    desk = cd.Desk()
    assert desk.path.is_dir()
    desk.close()
    assert not desk.path.exists()


def test_a_bad_report_is_raised_when_the_others_are_in(tmp_path: Path, folder: Path) -> None:
    (folder / "bad.txt").write_bytes(b"")
    with cd.Desk() as desk:
        with pytest.raises(cd.ReportError, match="empty"):
            desk.add(folder)
        assert len(desk.reports()) == 2
        result = desk.add(folder, skip_bad=True)
        assert [Path(error.source).name for error in result.failed] == ["bad.txt"]
        empty = tmp_path / "nothing"
        empty.mkdir()
        assert "no files" in str(desk.add(empty, skip_bad=True).failed[0])


def test_progress_is_told_of_each_source(folder: Path) -> None:
    told: list[str] = []
    with cd.Desk() as desk:
        desk.add(folder, progress=told.append)
    assert [Path(name).name for name in told] == ["late.txt", "early.txt"]


def test_as_of_leaves_out_what_was_published_later(folder: Path) -> None:
    with cd.Desk() as desk:
        desk.add(folder)
        assert len(desk.readings(as_of="2023-05-31")) == 1
        assert desk.brief(as_of="2023-05-31").as_of == "2023-05-31"
        assert desk.brief().as_of == "2023-06-09"
        assert {source.report.id for source in desk.brief(as_of="2023-05-31").sources} == {
            report.id for report in desk.reports(as_of="2023-05-31")
        }
        with pytest.raises(cd.DeskError, match="no report was published by"):
            desk.brief(as_of="2020-01-01")
        with pytest.raises(cd.DeskError, match="no day"):
            desk.brief(as_of="soon")


def test_an_empty_desk_has_no_brief() -> None:
    with cd.Desk() as desk, pytest.raises(cd.DeskError, match="holds no report"):
        desk.brief()


def test_a_file_is_no_desk(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("x", encoding="utf-8")
    with pytest.raises(cd.DeskError, match="file"):
        cd.Desk(path)


def test_lists_can_be_narrowed(folder: Path) -> None:
    with cd.Desk() as desk:
        desk.add(folder)
        assert {s.speaker.name for s in desk.statements(speaker="lula") if s.speaker} == {
            "Luiz Inacio Lula da Silva"
        }
        assert desk.statements(speaker="nobody") == []
        assert desk.statements(since="2024") == []
        threats = desk.events(type="threaten", target="PER")
        assert threats
        assert all(e.type == "THREATEN" for e in threats)
        assert desk.events(source="CHL", modality="denied") == []
        (pact,) = desk.ties(between="CHL-BOL")
        assert set(pact.between) == {"CHL", "BOL"}
        assert desk.ties(between="CHL-BRA", kind="alliance") == []


def test_the_brief_is_the_same_each_time(folder: Path) -> None:
    with cd.Desk() as one, cd.Desk() as two:
        one.add(folder)
        two.add(*reversed(sorted(folder.rglob("*.txt"))[1:]))
        assert one.brief() == one.brief()
        two.add(folder)
        assert one.brief() == two.brief(), "whatever the order of adding"


def test_a_question_may_be_asked_in_words_or_as_a_record(folder: Path) -> None:
    with cd.Desk() as desk:
        desk.add(folder)
        spoken = desk.ask("Will Chile strike Peru?")
        record = desk.ask(cd.Question("strike", ("CHL",), target="PER"))
        assert spoken.probability == record.probability
        with pytest.raises(cd.QuestionError):
            desk.ask("The weather is fine")


def test_a_what_if_changes_the_class_of_the_partner(folder: Path) -> None:
    with cd.Desk() as desk:
        desk.add(folder)
        question = cd.Question("intervention", ("BOL",), beneficiary="CHL", help="direct")
        bound = desk.ask(question, what_if="BOL-CHL defense=yes")
        free = desk.ask(question, what_if="BOL-CHL defense=no")
        assert bound.reference.id != free.reference.id
        assert bound.probability > free.probability
        for nonsense in ("BOL-CHL", "defense=yes", "BOL-CHL love=yes", "BOL-CHL defense=maybe"):
            with pytest.raises(cd.QuestionError):
                desk.ask(question, what_if=nonsense)


def test_reading_one_report(folder: Path) -> None:
    reading = cd.read(folder / "early.txt")
    assert reading.report.text.startswith("Chile and Peru")
    assert reading.events
    with pytest.raises(cd.ReportError, match="no such file"):
        cd.read(folder / "none.txt")


@pytest.mark.parametrize(
    ("value", "day"),
    [("2024", "2024-12-31"), ("2024-02", "2024-02-29"), ("2023-12", "2023-12-31"),
     ("2025-04-09", "2025-04-09")],
)  # fmt: skip
def test_the_last_day_of_a_date(value: str, day: str) -> None:
    assert last_day(value) == day


@given(st.dates())
def test_the_last_day_never_lies_before_the_day(day: object) -> None:
    text = str(day)
    assert last_day(text) == text
    assert text <= last_day(text[:7]) <= last_day(text[:4])
