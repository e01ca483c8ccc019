"""Kept questions, from the desk's door and the command line: asked, forecast, resolved, scored."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import crisisdesk as cd
from crisisdesk.errors import DeskError, QuestionError

THREAT = """Chile and Peru recall their envoys

LIMA, May 2, 2023 - Peru's president Dina Boluarte warned on Tuesday that Peru "will answer force with force".

Chile threatened to attack Peru over the border on May 1, 2023. Chile massed troops at the border on May 1, 2023.
"""  # noqa: E501
STRIKE = """Shells fall on Tacna

LIMA, May 20, 2023 - Chile attacked Peru on May 19, 2023. Chilean forces shelled Peru on May 19, 2023, residents of Tacna told this paper.
"""  # noqa: E501
AGAIN = """Peru counts the dead

SANTIAGO, May 21, 2023 - Chilean troops attacked Peru on May 19, 2023. Hospitals in the south of the country were full by noon, a doctor wrote in a letter.
"""  # noqa: E501
AFTER = """Brazil calls for calm

BRASILIA, July 3, 2023 - Brazil called on Chile and Peru to talk. "We want peace," Lula said.
"""
WORDS = "Will Chile attack Peru by 30 June?"


class Clock:
    """A desk's clock, turned by hand."""

    def __init__(self, day: str) -> None:
        self.at = datetime.fromisoformat(f"{day}T12:00:00+00:00")

    def __call__(self) -> datetime:
        return self.at.astimezone(UTC)

    def to(self, day: str) -> None:
        self.at = datetime.fromisoformat(f"{day}T12:00:00+00:00")


def write(folder: Path, outlet: str, text: str) -> Path:
    path = folder / f"{outlet}.md"
    path.write_text(f"---\noutlet: {outlet}\n---\n\n{text}", encoding="utf-8")
    return path


@pytest.fixture
def clock() -> Clock:
    return Clock("2023-05-03")


@pytest.fixture
def desk(tmp_path: Path, clock: Clock, either_ledger: None) -> Iterator[cd.Desk]:
    with cd.Desk(tmp_path / "desk", now=clock) as desk:
        desk.add(write(tmp_path, "Dawn Post", THREAT))
        yield desk


def test_a_question_keeps_its_days_rule_and_first_forecast(desk: cd.Desk) -> None:
    asked = desk.questions.ask(WORDS)
    assert (asked.opened, asked.closes, asked.options) == ("2023-05-02", "2023-06-30", ("yes",))
    assert asked.rule and asked.rule.pattern.sources == ("CHL",)
    (made,) = desk.questions.show(asked.id).forecasts
    assert made.by == "model" and made.day == "2023-05-02"
    assert made.odds["yes"] == pytest.approx(desk.ask(WORDS).probability, abs=1e-6)
    assert made.base["yes"] > 0 and made.model and made.data and made.package and made.inputs


def test_a_brief_appends_the_forecast_of_its_day_once(desk: cd.Desk, tmp_path: Path) -> None:
    desk.questions.ask(WORDS)
    desk.brief()
    assert len(desk.questions.show(1).forecasts) == 1, "the same day, the same reports"
    desk.add(write(tmp_path, "Hill Times", STRIKE))
    desk.brief()
    desk.brief()
    days = [made.day for made in desk.questions.show(1).forecasts]
    assert days == ["2023-05-02", "2023-05-20"]
    desk.brief(recorded_by="2023-05-10")
    assert len(desk.questions.show(1).forecasts) == 2


def test_nothing_later_leaks_into_the_forecast_of_a_day(desk: cd.Desk, tmp_path: Path) -> None:
    desk.questions.ask(WORDS)
    before = desk.questions.update("2023-05-10")
    desk.add(write(tmp_path, "Hill Times", STRIKE))
    assert desk.questions.update("2023-05-10") == [], "the report of the 20th is not of that day"
    (later,) = desk.questions.update("2023-05-21")
    assert later.odds != before[0].odds and later.inputs != before[0].inputs


def test_the_horizon_shrinks_to_the_close(desk: cd.Desk) -> None:
    desk.questions.ask(WORDS)
    odds = [desk.questions.update(f"2023-{day}")[0].odds["yes"] for day in ("05-20", "06-20")]
    assert odds[0] > odds[1]
    assert desk.questions.update("2023-06-30") == [], "no day is left"
    assert desk.questions.update("2023-05-01") == [], "before it was asked"


def test_from_asking_to_the_scorecard(desk: cd.Desk, clock: Clock, tmp_path: Path) -> None:
    book = desk.questions
    book.ask(WORDS)
    clock.to("2023-05-10")
    book.forecast(1, 0.7, "Ann", "they mean it")
    desk.add(write(tmp_path, "Hill Times", STRIKE))
    clock.to("2023-05-21")
    with pytest.raises(QuestionError, match="not decided by the record: no deed that counts"):
        book.resolve(1)
    desk.add(write(tmp_path, "River Echo", AGAIN))
    outcome = book.resolve(1)
    assert outcome.true == {"yes": "2023-05-19"} and len(outcome.spans) >= 2
    assert book.score().scored == (), "never before its close"
    clock.to("2023-07-01")
    card = book.score()
    by = {one.by: one for one in card.scored}
    assert by["Ann"].mean.brier == pytest.approx(0.09)
    assert by["Ann"].days == 9, "10 to 18 May"
    assert by["model"].days == 17, "2 to 18 May"
    assert card.beside[0].by == "Ann" and card.beside[0].models.brier > 0.09
    assert book.score("2023-06-30").scored == ()
    assert book.score("2023-07-01", recorded_by="2023-05-11").waiting == (1,), "not yet resolved"


def test_a_no_needs_the_close_and_a_report_after_it(
    desk: cd.Desk, clock: Clock, tmp_path: Path
) -> None:
    book = desk.questions
    book.ask(WORDS)
    clock.to("2023-07-04")
    assert book.propose(1)[0].verdict == "unknown"
    assert book.resolve_due() == []
    desk.add(write(tmp_path, "Hill Times", AFTER))
    (outcome,) = book.resolve_due()
    assert outcome.true == {} and outcome.how == "rule"
    assert book.resolve_due() == []
    assert [s.status for s in book.standing()] == ["resolved"]
    assert [s.status for s in book.standing("2023-06-01")] == ["open"]


def test_an_outcome_by_hand_needs_a_note_a_source_and_a_fitting_day(
    desk: cd.Desk, clock: Clock
) -> None:
    book = desk.questions
    book.ask(WORDS)
    with pytest.raises(QuestionError, match="a note and a source"):
        book.decide(1, {"yes": "2023-05-02"}, "", "radio")
    with pytest.raises(QuestionError, match="no no before that"):
        book.decide(1, {}, "nothing came", "radio")
    with pytest.raises(QuestionError, match="no day on which"):
        book.decide(1, {"yes": "2023-05-01"}, "came early", "radio")
    with pytest.raises(QuestionError, match="no option 'maybe'"):
        book.decide(1, {"maybe": "2023-05-03"}, "came", "radio")
    book.decide(1, {"yes": "2023-05-03"}, "shells", "radio")
    clock.to("2023-05-05")
    book.void(1, "it was a drill")
    assert [s.status for s in book.standing()] == ["void"]
    with pytest.raises(QuestionError, match="resolved"):
        book.edit(1, text="Will it?")
    with pytest.raises(QuestionError, match="needs a reason"):
        book.void(1, " ")


def test_a_persons_forecast_is_of_today_and_within_bounds(desk: cd.Desk, clock: Clock) -> None:
    book = desk.questions
    book.ask(WORDS)
    for odds, name, why in (
        (0.0, "Ann", "use 0.001 to 0.999"),
        (1.0, "Ann", "use 0.001 to 0.999"),
        (0.5, " ", "no forecaster's name"),
        (0.5, "Model", "no forecaster's name"),
        ({"OMN": 0.5}, "Ann", "no option 'OMN'"),
    ):
        with pytest.raises(QuestionError, match=why):
            book.forecast(1, odds, name)
    clock.to("2023-07-01")
    with pytest.raises(QuestionError, match="open from"):
        book.forecast(1, 0.5, "Ann")
    with pytest.raises(DeskError, match="no question 9"):
        book.forecast(9, 0.5, "Ann")


def test_an_edit_keeps_what_was(desk: cd.Desk) -> None:
    book = desk.questions
    book.ask(WORDS)
    book.edit(1, closes="2023-07-31", note="the envoys asked for time")
    history = book.show(1)
    assert [v.closes for v in history.versions] == ["2023-06-30", "2023-07-31"]
    with pytest.raises(QuestionError, match="cannot close"):
        book.edit(1, closes="2023-05-02")


# --- from the command line


def run(*arguments: object, cwd: Path, code: int = 0) -> str:
    """The real command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "crisisdesk.cli", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        timeout=120,
        env={k: v for k, v in os.environ.items() if k != "COLUMNS"},
        check=False,
    )
    said = done.stdout.decode() + done.stderr.decode()
    assert done.returncode == code, said
    assert "Traceback" not in said
    return " ".join(said.split())


@pytest.fixture
def shelf(tmp_path: Path, clock: Clock) -> Path:
    """A folder with a desk of two questions, one of them closed by now."""
    with cd.Desk(tmp_path / "d", now=clock) as desk:
        desk.add(write(tmp_path, "Dawn Post", THREAT))
        desk.questions.ask(WORDS)
        desk.questions.forecast(1, 0.7, "Ann")
    return tmp_path


def test_the_command_line_from_question_to_outcome(shelf: Path) -> None:
    today = datetime.now(UTC).date()
    said = run("questions", "ask", "Will Brazil mediate between Chile and Peru?", "--desk", "d",
               "--closes", today + timedelta(300), "--as-of", today, cwd=shelf)  # fmt: skip
    assert "*/mediate BRA > CHL&PER" in said
    entered = run("questions", "forecast", "2", "12%", "--by", "Bo", "--desk", "d", cwd=shelf)
    assert "Bo 12 %" in entered
    shown = run("questions", "show", "1", "--desk", "d", cwd=shelf)
    assert "2023-05-03 70 % Ann" in shown and "ASSAULT CHL > PER" in shown
    assert "nothing is on record from after the close" in shown
    told = run("questions", "resolve", "1", "--no", "--note", "quiet", "--source", "the wires",
               "--desk", "d", cwd=shelf)  # fmt: skip
    assert "outcome: no (by hand" in told and "source: the wires" in told
    listed = json.loads(run("questions", "list", "--desk", "d", "--format", "json", cwd=shelf))
    assert [one["status"] for one in listed] == ["resolved", "open"]
    assert "resolved" in run("questions", "edit", "1", "--text", "x", "--desk", "d",
                             cwd=shelf, code=1)  # fmt: skip
    assert "void" in run("questions", "void", "2", "--reason", "asked wrongly", "--desk", "d",
                         cwd=shelf)  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("show", "9"), 1, "there is no question 9"),
        (("ask", "Will Chile attack Peru?", "--rule", "HUG CHL > PER"), 1, "no type 'HUG'"),
        (("ask", "Will Chile attack Peru?", "--closes", "soon"), 1, "no day"),
        (("forecast", "1", "many", "--by", "Ann"), 1, "are no odds"),
        (("resolve", "1", "--no", "--by-rule"), 2, "choose one"),
        (("list", "--status", "odd"), 2, "--status is"),
        (("resolve", "1", "--by-rule"), 1, "not decided by the record"),
    ],
)
def test_mistakes_are_told_in_a_line(
    shelf: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    assert said in run("questions", *arguments, "--desk", "d", cwd=shelf, code=code)


def test_the_same_question_with_a_rule_of_ones_own(shelf: Path) -> None:
    said = run("questions", "ask", WORDS, "--desk", "d", "--rule", "ASSAULT,COERCE CHL > PER",
               "--if", "MOBILIZE CHL > PER", "--origins", "1", "--grade", "3",
               cwd=shelf)  # fmt: skip
    assert "ASSAULT,COERCE CHL > PER" in said
    assert "void unless MOBILIZE by Chile on Peru" in said
    assert "told by one origin, graded 3 or better" in said


def test_the_command_line_scores_what_is_closed_and_resolved(shelf: Path) -> None:
    assert "0 questions scored. Not scored: 1 closed and not resolved." in run(
        "score", "--desk", "d", cwd=shelf
    )
    run("questions", "resolve", "1", "--no", "--note", "quiet", "--source", "the wires",
        "--desk", "d", cwd=shelf)  # fmt: skip
    said = run("score", "--desk", "d", cwd=shelf)
    assert "1 question scored" in said and "Ann all 1 0.490" in said
    data = json.loads(run("score", "--desk", "d", "--format", "json", cwd=shelf))
    assert {one["by"] for one in data["scored"]} == {"model", "Ann"}
    run("score", "--desk", "d", "--out", "card.html", "--plot", "ann.svg", "--by", "Ann", cwd=shelf)
    assert "0.490" in (shelf / "card.html").read_text(encoding="utf-8")
    assert (shelf / "ann.svg").read_text(encoding="utf-8").startswith("<svg xmlns=")
    assert "no question of 'Zoe' is scored" in run(
        "score", "--desk", "d", "--plot", "z.svg", "--by", "Zoe", cwd=shelf, code=1
    )
    assert "0 questions scored" in run("score", "--desk", "d", "--as-of", "2023-06-30", cwd=shelf)
