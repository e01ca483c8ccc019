"""A brief of one crisis out of many, and the crisis that a desk takes by itself."""

from __future__ import annotations

from pathlib import Path

import pytest

import crisisdesk as cd

PERU = """Chile threatens Peru ({n})

LIMA, May {n}, 2023 - Chile threatened to attack Peru on Monday. Peru accused Chile of a
provocation.
"""
MALI = """Algeria and Mali ({n})

ALGIERS, April {n}, 2023 - Algeria threatened to attack Mali on Monday. Mali moved troops to the border with Algeria.
"""  # noqa: E501


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk with two reports on one crisis and three, later ones, on another."""
    made = tmp_path_factory.mktemp("two")
    texts = [MALI.format(n=n) for n in (2, 3)] + [PERU.format(n=n) for n in (2, 3, 4)]
    for number, text in enumerate(texts):
        (made / f"{number}.txt").write_text(text, encoding="utf-8")
    with cd.Desk(made / "room") as desk:
        desk.add(*sorted(made.glob("*.txt")))
    return made / "room"


def settle(folder: Path, text: str) -> cd.Desk:
    (folder / "desk.toml").write_text(text, encoding="utf-8")
    return cd.Desk(folder)


def test_sides_may_be_named(folder: Path) -> None:
    with settle(folder, "") as desk:
        mali = desk.brief(about=["Mali-Algeria"])
        assert {s.report.title for s in mali.sources} == {
            "Algeria and Mali (2)",
            "Algeria and Mali (3)",
        }
        assert mali.subtitle.endswith("from 2 reports that name Mali and Algeria")
        assert desk.brief().subtitle.endswith("from 5 reports")
        with pytest.raises(cd.DeskError, match="no report names USA-IRN"):
            desk.brief(about=["USA-IRN"])
        with pytest.raises(cd.DeskError, match="Nobodyland"):
            desk.brief(about=["Nobodyland"])


def test_the_settings_name_the_sides_and_the_day(folder: Path) -> None:
    with settle(folder, 'about = ["MLI"]\nsince = 2023-04-03\nhorizon = 30') as desk:
        brief = desk.brief()
        assert [s.report.title for s in brief.sources] == ["Algeria and Mali (3)"]
        assert {a.forecast.question.horizon_days for a in brief.answers} == {30}
        assert len(desk.brief(about=["PER"]).sources) == 3, "named goes before set"


def test_a_desk_of_many_reports_takes_the_foremost_crisis_and_says_so(folder: Path) -> None:
    with settle(folder, "reports = 2") as desk:
        brief = desk.brief()
        assert len(brief.sources) == 2
        assert brief.subtitle.endswith("the latest 2 of 3 reports that name Chile and Peru")
        assert desk.brief(as_of="2023-04-30").crisis.target is not None
        assert {s.report.title for s in desk.brief(as_of="2023-04-30").sources} == {
            *("Algeria and Mali (2)", "Algeria and Mali (3)")
        }


def test_a_question_is_answered_from_the_reports_on_its_sides(folder: Path) -> None:
    with settle(folder, "reports = 4") as desk:
        asked = desk.ask("Will Algeria strike Mali?")
        assert any(driver.spans for driver in asked.drivers)


@pytest.mark.parametrize("text", ["IND-IND", "Iran, Tehran"])
def test_one_side_is_no_two(text: str) -> None:
    from crisisdesk.desk.scope import sides_of

    with pytest.raises(cd.DeskError, match="both sides"):
        sides_of(text)
