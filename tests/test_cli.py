# ruff: noqa: E501 (the reports are one line a paragraph, as reports are)
"""The command from end to end, in a process of its own: good reports, bad ones, hostile ones."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import typer
from odds.gold import GOLDS, reading_of

from crisisdesk.cli import app
from crisisdesk.desk import LEDGER
from crisisdesk.record.ledger import Ledger
from crisisdesk.terms.records import Coded, Event, Reading, Statement, Tie

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = sorted(p for p in (ROOT / "examples").iterdir() if p.name != "README.md")

REPORT = """Norway and Sweden weigh a reply

OSLO, March 3, 2024 - Norway's foreign minister Espen Barth Eide said on Sunday that Oslo "will not accept pressure" from Russia.

Russia has threatened to attack Norway if it closes the border. Sweden sent ammunition to Norway in February 2024.

Will Russia strike Norway?
"""

HOSTILE = """Sweden <script>boom()</script> and {{7*7}} Norway

Russia threatened to attack Norway on March 3, 2024. "The \x1b[31mborder</script> will {{7*7}} \x1b]0;owned\x07burn," Russian President Vladimir Putin said. "<img src=x onerror=boom()> 'no'," he said.
"""


def run(
    *arguments: str | Path, cwd: Path, stdin: str | bytes = b"", columns: int | None = None
) -> subprocess.CompletedProcess[bytes]:
    """The real command in a folder of its own."""
    environment = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "FORCE_COLOR")}
    if columns:
        environment["COLUMNS"] = str(columns)
    return subprocess.run(
        [sys.executable, "-m", "crisisdesk.cli", *map(str, arguments)],
        cwd=cwd,
        input=stdin.encode() if isinstance(stdin, str) else stdin,
        capture_output=True,
        timeout=120,
        env=environment,
        check=False,
    )


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 8 * 25)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


BAD = {
    "empty.txt": b"",
    "blank.txt": b" \n\n \t\n",
    "picture.png": _png(),
    "picture.txt": _png(),
    "paper.pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n",
    "line.txt": b"word " * 6_000_000,
    "long-line.txt": b"word " * 200_000,
    "cut.html": b"<!doctype html><html><head><title>Cut</title><script>var a = 'no end",
    "russian.txt": (
        "Москва заявила, что не допустит удара по Ирану. Министр иностранных дел сказал, что "
        "переговоры продолжаются, и призвал стороны к сдержанности. Это сообщили агентства.\n" * 4
    ).encode(),
    "binary.txt": bytes(range(256)) * 40,
}


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_report_is_one_line_and_the_others_are_still_recorded(
    tmp_path: Path, report: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    done = run("add", name, report, "--desk", "room", cwd=tmp_path)
    lines = done.stderr.decode().splitlines()
    assert done.returncode == 1
    assert len(lines) == 1, done.stderr
    assert re.match(rf"crisisdesk: {re.escape(name)}: \w.*\w", lines[0])
    assert b"1 added" in done.stdout
    listed = json.loads(run("list", "--desk", "room", "--format", "json", cwd=tmp_path).stdout)
    assert [Path(card["source"]).name for card in listed] == ["report.txt"]


def test_an_address_that_does_not_answer_is_one_line(tmp_path: Path, report: Path) -> None:
    for address in ("http://127.0.0.1:9/none", "https://nowhere.invalid/report"):
        done = run("read", address, report, "--format", "json", cwd=tmp_path)
        assert done.returncode == 1
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert address in done.stderr.decode()
        assert len(json.loads(done.stdout)) == 1


def test_a_brief_of_bad_reports_alone_has_no_brief(tmp_path: Path) -> None:
    done = run("brief", "missing.txt", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == b""
    assert done.stderr.decode() == "crisisdesk: missing.txt: there is no such file\n"
    assert not (tmp_path / "brief.html").exists()


def test_a_wrong_encoding_is_read_or_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.txt"
    text = REPORT.replace("Norway's", "Norvège’s").replace("’", "\x92")
    path.write_bytes(text.encode("latin-1"))
    done = run("read", path, "--format", "json", cwd=tmp_path)
    assert len(done.stderr.splitlines()) == done.returncode
    if done.returncode == 0:
        (reading,) = json.loads(done.stdout)
        assert "Norvège’s" in reading["report"]["text"]


def test_a_brief_is_shown_and_written(tmp_path: Path, report: Path) -> None:
    done = run("brief", report, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().startswith("Russia against Norway\n")
    assert re.fullmatch(
        r"brief\.html written \(\d+ statements?, \d+ events?, \d+ ties? from 1 report\)\n",
        done.stderr.decode(),
    )
    page = (tmp_path / "brief.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "\x1b" not in done.stdout.decode(), "no colours in a pipe"


def test_no_html_leaves_no_file(tmp_path: Path, report: Path) -> None:
    done = run("brief", report, "--no-html", cwd=tmp_path)
    assert done.returncode == 0
    assert [p.name for p in tmp_path.iterdir()] == ["report.txt"]
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("ending", "begins"),
    [("html", "<!doctype html>"), ("json", "{\n"), ("md", "# "), ("txt", "Russia against Norway")],
)
def test_the_ending_of_out_decides_the_form(
    tmp_path: Path, report: Path, ending: str, begins: str
) -> None:
    done = run("brief", report, "--out", f"b.{ending}", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / f"b.{ending}").read_text(encoding="utf-8").startswith(begins)
    assert done.stdout == b""
    assert not (tmp_path / "brief.html").exists()


def test_a_report_is_never_written_over(tmp_path: Path, report: Path) -> None:
    done = run("brief", report, "--out", report, cwd=tmp_path)
    assert done.returncode == 1
    assert b"one of the reports" in done.stderr
    assert report.read_text(encoding="utf-8") == REPORT


def test_a_place_that_cannot_be_written_is_one_line(tmp_path: Path, report: Path) -> None:
    done = run("brief", report, "--out", "no/such/folder/b.html", cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert b"b.html: cannot be written" in done.stderr


def test_json_fits_the_schema_and_standard_input_is_read(tmp_path: Path) -> None:
    from jsonschema import Draft202012Validator

    done = run("brief", "-", "--format", "json", cwd=tmp_path, stdin=REPORT)
    assert done.returncode == 0, done.stderr
    schema = json.loads((ROOT / "docs" / "brief.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(json.loads(done.stdout))


def test_the_shipped_examples_make_a_brief(tmp_path: Path) -> None:
    done = run("brief", *EXAMPLES, "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    brief = json.loads(done.stdout)
    assert len(brief["sources"]) == len(EXAMPLES) >= 3
    assert brief["answers"]


def test_a_hostile_report_stays_words(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text(HOSTILE, encoding="utf-8")
    done = run("brief", "bad.txt", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert b"\x1b" not in done.stdout + done.stderr
    page = (tmp_path / "brief.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<img" not in page
    assert "{{7*7}}" in page
    for command in ("statements", "events", "ties", "code", "read"):
        assert b"\x1b" not in run(command, "bad.txt", cwd=tmp_path).stdout


def test_a_hostile_file_name_cannot_steer_the_screen(tmp_path: Path) -> None:
    done = run("brief", "a\x1b[2Jb.txt", cwd=tmp_path)
    assert done.returncode == 1
    assert b"\x1b" not in done.stderr


def test_a_narrow_screen_is_kept_to(tmp_path: Path, report: Path) -> None:
    done = run("brief", report, "--no-html", cwd=tmp_path, columns=40)
    assert max(map(len, done.stdout.decode().splitlines())) <= 40


def test_a_desk_keeps_reports_and_takes_each_once(tmp_path: Path, report: Path) -> None:
    first = run("add", report, "--desk", "room", cwd=tmp_path)
    again = run("add", report, "--desk", "room", cwd=tmp_path)
    assert first.stdout == b"1 added, 0 known before\n"
    assert again.stdout == b"0 added, 1 known before\n"
    assert b"report.txt" in run("list", "--desk", "room", cwd=tmp_path).stdout
    brief = run("brief", "--desk", "room", "--no-html", cwd=tmp_path)
    assert brief.returncode == 0, brief.stderr


def test_as_of_leaves_out_what_came_later(tmp_path: Path, report: Path) -> None:
    run("add", report, "--desk", "room", cwd=tmp_path)
    done = run("brief", "--desk", "room", "--as-of", "2020-01-01", cwd=tmp_path)
    assert done.returncode == 1
    assert b"no report was published by 2020-01-01" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("brief", "--desk", "room", "--as-of", "yesterday"),
        ("statements", "--desk", "nowhere"),
        ("brief", "--desk", "report.txt"),
        ("ask", "Will it rain?", "--desk", "nowhere"),
    ],
)
def test_mistakes_are_one_clear_line(
    tmp_path: Path, report: Path, arguments: tuple[str, ...]
) -> None:
    done = run(*arguments, cwd=tmp_path)
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1, done.stderr
    assert done.stderr.startswith(b"crisisdesk: ")


@pytest.mark.parametrize("command", ["brief", "read", "statements", "events", "ties", "code"])
def test_nothing_to_read_is_a_mistake_of_use(tmp_path: Path, command: str) -> None:
    done = run(command, cwd=tmp_path)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"name reports" in done.stderr


def test_debug_shows_the_traceback(tmp_path: Path) -> None:
    done = run("list", "--desk", "nowhere", "--debug", cwd=tmp_path)
    assert b"Traceback" in done.stderr
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        ("statements", Statement),
        ("events", Event),
        ("ties", Tie),
        ("code", Coded),
        ("read", Reading),
    ],
)
def test_lists_are_json_for_programs(
    tmp_path: Path, report: Path, command: str, kind: type
) -> None:
    done = run(command, report, "--format", "json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    msgspec.json.decode(done.stdout, type=list[kind])


def test_statements_are_found_by_speaker(tmp_path: Path, report: Path) -> None:
    hit = run("statements", report, "--speaker", "eide", "--format", "json", cwd=tmp_path)
    miss = run("statements", report, "--speaker", "nobody", "--format", "json", cwd=tmp_path)
    assert "will not accept pressure" in [s["words"] for s in json.loads(hit.stdout)]
    assert json.loads(miss.stdout) == []


def test_a_question_in_words_is_answered(tmp_path: Path, report: Path) -> None:
    run("add", report, "--desk", "room", cwd=tmp_path)
    done = run("ask", "Will Russia strike Norway?", "--desk", "room", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert b"Will Russia use force against Norway by" in done.stdout
    told = run("ask", "Will Russia strike Norway?", report, "--format", "json", cwd=tmp_path)
    assert 0 < json.loads(told.stdout)["forecast"]["probability"] < 1


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a desk that holds what a careful reader took from two annotated reports, so
    that everything behind the reader is tried with the reader left out."""
    folder = tmp_path_factory.mktemp("room")
    for name in ("south-asia", "east-asia"):
        (folder / name).mkdir()
        with Ledger(folder / name / LEDGER) as ledger:
            assert ledger.add(reading_of(GOLDS / f"{name}.gold.yaml"))
    return folder


@pytest.mark.parametrize("desk", ["south-asia", "east-asia"])
def test_a_desk_is_briefed_in_every_form(room: Path, desk: str) -> None:
    from jsonschema import Draft202012Validator

    page = run("brief", "--desk", desk, "--out", "b.html", cwd=room)
    assert page.returncode == 0, page.stderr
    assert b"b.html written" in page.stderr
    done = run("brief", "--desk", desk, "--format", "json", cwd=room)
    brief = json.loads(done.stdout)
    schema = json.loads((ROOT / "docs" / "brief.schema.json").read_text(encoding="utf-8"))
    Draft202012Validator(schema).validate(brief)
    assert brief["answers"]
    assert brief["tree"]["branches"]
    told = run("brief", "--desk", desk, "--no-html", cwd=room).stdout.decode()
    assert told.startswith(brief["title"] + "\n")
    assert brief["headline"]["judgement"].split(" by ")[0] in " ".join(told.split("\n"))
    for question in brief["asked"]:
        # what an actor wants or waits for is no forecast
        assert question["answers"] or question["kind"] == "outlook", question["text"]


def test_a_what_if_shows_the_odds_before_and_after(room: Path) -> None:
    question = "Will China join with force for Pakistan?"
    change = "CHN-PAK defense=yes"
    done = run(
        "ask", question, "--desk", "south-asia", "--what-if", change, "--format", "json", cwd=room
    )
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert answer["what_if"]["edits"] == [
        {"about": ["CHN", "PAK"], "input": "defense", "value": "yes"}
    ]
    assert answer["forecast"]["reference"]["id"] != answer["changed"]["reference"]["id"]
    assert answer["changed"]["probability"] > answer["forecast"]["probability"]
    page = run("ask", question, "--desk", "south-asia", "--what-if", change, cwd=room).stdout
    assert b"What if\n  China owes Pakistan a duty to defend." in page
    assert b"no effect" in page
    wrong = run("ask", question, "--desk", "south-asia", "--what-if", "CHN defense", cwd=room)
    assert wrong.returncode == 1
    assert len(wrong.stderr.splitlines()) == 1


@pytest.mark.parametrize("command", ["events", "ties", "code", "statements", "list"])
def test_lists_of_a_desk_are_tables_and_json(room: Path, command: str) -> None:
    table = run(command, "--desk", "south-asia", cwd=room)
    assert table.returncode == 0, table.stderr
    rows = json.loads(run(command, "--desk", "south-asia", "--format", "json", cwd=room).stdout)
    assert isinstance(rows, list)
    if command in ("events", "ties", "code"):
        assert rows
        assert ("PAK" if command == "code" else "Pakistan") in table.stdout.decode()


def _walk(command: typer.core.TyperCommand, name: str) -> Iterator[tuple[str, object]]:
    if hasattr(command, "commands"):
        for part, child in command.commands.items():
            yield from _walk(child, f"{name} {part}".strip())
    else:
        yield name, command


COMMANDS = dict(_walk(typer.main.get_command(app), ""))  # type: ignore[arg-type]


def test_help_is_quick(tmp_path: Path) -> None:
    times = []
    for _ in range(5):
        started = time.perf_counter()
        assert run("--help", cwd=tmp_path).returncode == 0
        times.append(time.perf_counter() - started)
    assert min(times) < 0.4, times


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_option_has_help(tmp_path: Path, command: str) -> None:
    parsed = COMMANDS[command]
    assert parsed.help  # type: ignore[attr-defined]
    for parameter in parsed.params:  # type: ignore[attr-defined]
        assert getattr(parameter, "help", "") or parameter.name == "help", parameter.name
    assert run(*command.split(), "--help", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_and_option_is_documented(command: str) -> None:
    told = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert f"`crisisdesk {command}" in told, command
    for parameter in COMMANDS[command].params:  # type: ignore[attr-defined]
        if parameter.param_type_name == "option" and parameter.name != "help":
            assert any(
                f"`{name}" in told for name in (*parameter.opts, *parameter.secondary_opts)
            ), (command, parameter.opts)


def test_a_question_is_put_by_options(room: Path) -> None:
    words = ("ask", "Will China join with force for Pakistan if India strikes?")
    options = "ask --kind intervention --actor China --for PAK --against India --help-kind direct"
    more = ("--desk", "south-asia", "--format", "json")
    spoken = json.loads(run(*words, *more, cwd=room).stdout)["forecast"]
    put = json.loads(run(*options.split(), *more, "--days", "90", cwd=room).stdout)["forecast"]
    assert put["probability"] == spoken["probability"]
    assert put["question"]["target"] == spoken["question"]["target"] == "IND"


def test_past_cases_alone_answer_without_reports(tmp_path: Path) -> None:
    done = run("ask", "Will NATO defend Lithuania within a year?", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert b"Will NATO join with force on the side of" in done.stdout
    assert b"confidence: low" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (["Will Iran attack Iran?"], 1, "on both sides"),
        (["Will Wakanda attack France?"], 1, "no known actor"),
        (["Will Russia attack Norway within 0 days?"], 1, "horizon of 0 days"),
        (["--kind", "strike", "--actor", "RUS", "--target", "RUS"], 1, "on both sides"),
        (["--kind", "strike", "--actor", "RUS", "--for", "NOR"], 1, "has no --for"),
        (["--kind", "strike", "--actor", "XQX", "--target", "NOR"], 1, "nobody known"),
        (["--kind", "talks", "--between", "Norway"], 1, "is not two sides"),
        (["--kind", "talks", "--between", "NOR-RUS", "--days", "10000"], 1, "10000 days"),
        (["--actor", "RUS"], 2, "ask a question in words"),
        (["Will Russia attack Norway?", "--days", "3"], 2, "go with --kind"),
        (["Will Russia attack Norway?", "--as-of", "soon"], 1, "is no day"),
    ],
)
def test_questions_without_sense_are_one_clear_line(
    tmp_path: Path, arguments: list[str], code: int, reason: str
) -> None:
    done = run("ask", *arguments, cwd=tmp_path)
    assert done.returncode == code, done.stderr
    assert reason in " ".join(done.stderr.decode().replace("│", " ").split())
    assert code == 2 or len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("form", ["terminal", "html", "md", "json"])
def test_a_brief_shows_what_ifs_in_every_form(room: Path, form: str) -> None:
    from jsonschema import Draft202012Validator

    changes = ("--what-if", "CHN-PAK defense=yes", "--what-if", "NPL-BTN offense=yes")
    done = run("brief", "--desk", "south-asia", "--format", form, "--no-html", *changes, cwd=room)
    assert done.returncode == 0, done.stderr
    told = " ".join(done.stdout.decode().split())
    assert "China owes Pakistan a duty to defend" in told
    assert "moves nothing: no class of past cases turns on it" in told
    assert "an association in past cases and no effect" in told
    if form == "json":
        schema = json.loads((ROOT / "docs" / "brief.schema.json").read_text(encoding="utf-8"))
        brief = json.loads(done.stdout)
        Draft202012Validator(schema).validate(brief)
        (direct,) = (s for s in brief["supposition"]["steps"] if "join with force" in s["question"])
        before, after = direct["forecasts"]
        assert before["probability"] < after["probability"]
