"""The digest from raw reports to its forms, its template in the user's hands."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_kept_questions import AGAIN, STRIKE, THREAT, Clock, run, write

import crisisdesk as cd
from crisisdesk.briefing import digest_page
from crisisdesk.errors import DeskError, QuestionError

HOSTILE = """Talks <script>boom()</script> {{7*7}}

LIMA, May 21, 2023 - "We <b>will</b> talk * [now](http://x.example)," Peru's president Dina Boluarte said on May 21, 2023.
"""  # noqa: E501


@pytest.fixture
def clock() -> Clock:
    return Clock("2023-05-03")


@pytest.fixture
def desk(tmp_path: Path, clock: Clock) -> Iterator[cd.Desk]:
    with cd.Desk(tmp_path / "d", now=clock) as desk:
        desk.add(write(tmp_path, "Dawn Post", THREAT))
        desk.questions.ask("Will Chile and Peru hold talks by 30 June?")
        clock.to("2023-05-20")
        desk.add(write(tmp_path, "Hill Times", STRIKE))
        yield desk


def test_it_tells_what_moved_and_which_origin_moved_it(desk: cd.Desk) -> None:
    made = desk.digest("weekly")
    assert (made.since, made.as_of) == ("2023-05-13", "2023-05-20")
    strike = next(one for one in made.moved if "use force" in one.question)
    assert strike.change > 0.05
    assert any("Hill Times raised it" in line for line in strike.why) and strike.citations
    assert [source.name for source in made.new] == ["Hill Times"]
    assert [entry.what for entry in made.events] == ["Chile uses force against Peru"]


def test_the_next_begins_where_the_last_ended(desk: cd.Desk, clock: Clock, tmp_path: Path) -> None:
    first = desk.digest("daily")
    desk.digested(first)
    clock.to("2023-05-24")
    late = STRIKE.replace("May 20", "May 19").replace("paper", "station")
    desk.add(write(tmp_path, "River Echo", AGAIN), write(tmp_path, "Coast Radio", late))
    second = desk.digest("daily")
    assert (second.since, second.as_of) == ("2023-05-20", "2023-05-21")
    assert {source.name for source in second.new} == {"River Echo", "Coast Radio"}, (
        "also what was published before the last one and came in after it"
    )
    assert desk.digest("weekly").since == "2023-05-14", "the other kind has its own"
    (anew,) = [one for one in second.regraded if one.entry.modality == "happened"]
    assert (anew.before, anew.entry.grade) == ("F6", "F3")


def test_a_day_without_news_is_quiet(desk: cd.Desk) -> None:
    made = desk.digest(since="2023-05-20", as_of="2023-05-21")
    assert made.new == () and made.events == ()
    assert "None came in." in digest_page.render(made, "md")


def test_what_makes_no_sense_is_refused(desk: cd.Desk) -> None:
    with pytest.raises(QuestionError, match="cannot begin"):
        desk.digest(since="2023-05-20", as_of="2023-05-20")
    with pytest.raises(QuestionError, match="daily or weekly"):
        desk.digest("hourly")


def test_what_reports_say_is_escaped_in_every_form(desk: cd.Desk, tmp_path: Path) -> None:
    desk.add(write(tmp_path, "Evil Eye", HOSTILE))
    made = desk.digest("weekly", as_of="2023-05-21")
    page, told = digest_page.render(made, "html"), digest_page.render(made, "md")
    assert "<script>boom" not in page and "{{7*7}}" in page
    assert "<script>" not in told and "](http" not in told and "49" not in told


def test_a_template_of_ones_own_goes_first_and_runs_in_a_sandbox(desk: cd.Desk) -> None:
    made = desk.digest("weekly")
    folder = desk.templates
    assert [p.name for p in digest_page.copy_templates(folder)] == ["digest.html", "digest.md"]
    assert digest_page.copy_templates(folder) == [], "what is there is left"
    (folder / "digest.md").write_text("Dear all: {{ digest.judgement }}\n", encoding="utf-8")
    assert digest_page.render(made, "md", folder).startswith("Dear all: It is")
    for evil in (
        "{{ digest.__class__.__mro__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{% include '/etc/passwd' %}",
        "{% include '../../desk.sqlite' %}",
        "{{ digest.nothing }}",
        "{% for x in range(10**9) %}a{% endfor %}",
        "{% if %}",
    ):
        (folder / "digest.md").write_text(f"\n\n{evil}\n", encoding="utf-8")
        with pytest.raises(DeskError, match=r"digest\.md(:\d+)?: "):
            digest_page.render(made, "md", folder)


def test_the_command_line_writes_every_form(desk: cd.Desk, tmp_path: Path) -> None:
    told = run("digest", "--weekly", "--no-keep", "--desk", "d", cwd=tmp_path)
    assert told.startswith("# Chile against Peru Weekly digest: what changed from 13 May 2023")
    run("digest", "--weekly", "--no-keep", "--desk", "d", "--out", "w.html", cwd=tmp_path)
    assert "Odds that moved, and why" in (tmp_path / "w.html").read_text(encoding="utf-8")
    data = json.loads(run("digest", "--desk", "d", "--since", "2023-05-01", "--format", "json",
                          cwd=tmp_path))  # fmt: skip
    assert data["since"] == "2023-05-01" and data["every"] == ""
    assert "digest.html written" in run("digest", "--copy-template", "--desk", "d", cwd=tmp_path)
    (tmp_path / "d" / "templates" / "digest.md").write_text("{{ digest.oops }}", encoding="utf-8")
    said = run("digest", "--desk", "d", cwd=tmp_path, code=1)
    assert "templates/digest.md:1: UndefinedError" in said
    try:
        import typst  # noqa: F401
    except ImportError:
        said = run("digest", "--desk", "d", "--out", "w.pdf", cwd=tmp_path, code=1)
        assert "a PDF needs Typst" in said or "UndefinedError" in said
