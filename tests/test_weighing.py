"""Contradictions and grades from raw text to the page and the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_kept_questions import run, write

import crisisdesk as cd

DONE = """Shells fall on Tacna

LIMA, May 20, 2023 - Chile attacked Peru on May 19, 2023. Residents of Tacna told this paper that the shelling lasted an hour.
"""  # noqa: E501
DENIED = """Chile denies attack

SANTIAGO, May 20, 2023 - Chile denied that it attacked Peru on May 19, 2023. Nothing else was said in the capital that day.
"""  # noqa: E501


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    write(tmp_path, "Dawn Post", DONE)
    write(tmp_path, "Reuters", DENIED)
    return tmp_path


def test_a_denial_stands_in_the_brief_beside_what_it_denies(shelf: Path) -> None:
    with cd.Desk() as desk:
        desk.add(shelf)
        brief = desk.brief()
        (conflict,) = [one for one in brief.conflicts if one.kind == "denial"]
        assert [account.says for account in conflict.accounts] == ["told as done", "denied"]
        assert [account.grade for account in conflict.accounts] == ["F6", "B6"]
        entry = next(e for e in brief.timeline if e.modality == "happened" and e.denials)
        assert entry.grade == "F4", "one origin tells it, and it is denied"
        assert desk.contradictions()[0].matter == conflict.matter
        chile = next(voice for voice in brief.voices if voice.speaker == "Chile")
        assert chile.sayings[0].words == "denied: it attacked Peru on May 19, 2023"


def test_the_commands_show_both_accounts_and_the_grades(shelf: Path) -> None:
    said = run("contradictions", "Dawn Post.md", "Reuters.md", cwd=shelf)
    assert "told as done (F6): Dawn Post [2:2]" in said and "denied (B6): Reuters [1:" in said
    listed = run("sources", "Dawn Post.md", "Reuters.md", cwd=shelf)
    assert "B Reuters 1 Reuters worldwide wire" in listed
    cards = json.loads(run("sources", "Reuters.md", "--format", "json", cwd=shelf))
    assert cards[0]["reliability"] == "B" and "text" not in cards[0]
    page = run("brief", "Dawn Post.md", "Reuters.md", "--format", "html", cwd=shelf)
    assert "Accounts that contradict each other" in page
    told = run("brief", "Dawn Post.md", "Reuters.md", "--format", "md", cwd=shelf)
    assert "told as done (F6): Dawn Post" in told


def test_an_outlet_graded_by_the_desk_counts(shelf: Path) -> None:
    terms = shelf / "terms"
    terms.mkdir()
    line = "{name: Dawn Post, country: PER, grade: C, reason: our own reporter knows its desk}"
    (terms / "outlets.yaml").write_text(f"outlets:\n  - {line}\n", encoding="utf-8")
    said = run("sources", "Dawn Post.md", "--terms", "terms", cwd=shelf)
    assert "C Dawn Post 1 Dawn Post our own reporter knows its desk" in said
    both = run("contradictions", "Dawn Post.md", "Reuters.md", "--terms", "terms", cwd=shelf)
    assert "told as done (C6): Dawn Post" in both


def test_hypotheses_from_the_command_line(shelf: Path) -> None:
    with cd.Desk(shelf / "d") as desk:
        desk.add(shelf / "Dawn Post.md")
        desk.questions.ask("Will Chile attack Peru by 30 June?")
        (row,) = [r for r in desk.ach(1).rows if r.diagnostic]
    name = row.evidence.id
    said = run("ach", "1", "--desk", "d", cwd=shelf)
    assert f"{name} F6" in said and "Weighed against each, least first: yes 0.00" in said
    marked = run("ach", "1", "--desk", "d", "--mark", f"{name[:6]} no=C", "--by", "Ann", "--note",
                 "an exercise", "--out", "m.html", cwd=shelf)  # fmt: skip
    assert "m.html written" in marked
    page = (shelf / "m.html").read_text(encoding="utf-8")
    assert "* Ann: an exercise" in page and "+*" in page
    data = json.loads(run("ach", "1", "--desk", "d", "--format", "json", cwd=shelf))
    assert data["against"]["no"] == 0
    run("ach", "1", "--desk", "d", "--mark", f"{name} no=-", cwd=shelf)
    with cd.Desk(shelf / "d") as desk:
        assert desk.ach(1).against["no"] > 0, "taken back"
    assert "no piece of evidence" in run("ach", "1", "--desk", "d", "--mark", "e-zz yes=I",
                                         cwd=shelf, code=1)  # fmt: skip
    assert "--mark sets a cell" in run("ach", "1", "--desk", "d", "--mark", "e-zz yes=X",
                                       cwd=shelf, code=1)  # fmt: skip
    words = run("ach", "Will Chile attack Peru?", "Dawn Post.md", "--all", cwd=shelf)
    assert "it has used force on it" in words or "no rule bears on it" in words
