"""An analyst's day at a served desk, in a real browser, from an empty desk to a printed page."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crisisdesk.desk import Desk

pytest.importorskip("uvicorn", reason="the extra 'web' is not installed")
pytestmark = pytest.mark.browser

EXAMPLES = sorted(p for p in (Path(__file__).parents[2] / "examples").iterdir() if p.is_file())
PAGES = [
    "/",
    "/questions",
    "/timeline",
    "/actors",
    "/statements",
    "/reports",
    "/sources",
    "/score",
    "/audit",
    "/amendments",
]
SIZES = [(1280, "light"), (320, "dark")]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
HOSTILE = """<script>document.title = "owned"</script>

Iran "><img src=x onerror=alert(1)> threatened <b>Israel</b> with force on 3 May 2025. The foreign
minister said {{ 7 * 7 }} </textarea><svg onload=alert(2)> and javascript:alert(3) would follow.
"""


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf") / "desk"
    with Desk(folder) as desk:
        desk.add(*EXAMPLES)
    return folder


def _reckoned(address: str) -> None:
    """Wait until the overview has nothing more to wait for."""
    while b"data-busy" in urllib.request.urlopen(address, timeout=60).read():
        time.sleep(0.1)


@pytest.fixture
def serving() -> Iterator[Callable[[Path], str]]:
    """Serves a folder by the real command and gives its address."""
    running: list[subprocess.Popen[str]] = []

    def serve(folder: Path) -> str:
        command = [sys.executable, "-m", "crisisdesk.cli", "serve", str(folder), "--port", "0"]
        running.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        assert running[-1].stderr
        told = running[-1].stderr.readline()
        found = re.search(r"http://\S+:\d+", told)
        assert found, told
        _reckoned(found[0])
        return found[0]

    yield serve
    for process in running:
        process.terminate()
        process.wait(timeout=30)
        assert process.stderr
        said = process.stderr.read()
        assert "Traceback" not in said, said


@pytest.fixture
def page(browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens an address in a context of its own; what its console says is kept in `troubles`."""
    contexts = []

    def go(address: str, width: int = 1280, scheme: str = "light", **more: Any) -> Any:
        size = {"width": width, "height": 900}
        contexts.append(browser.new_context(viewport=size, color_scheme=scheme, **more))
        opened = contexts[-1].new_page()
        opened.troubles = []
        opened.on("console", lambda message: opened.troubles.append(message.text))
        opened.on("pageerror", lambda error: opened.troubles.append(str(error)))
        opened.on("dialog", lambda dialog: opened.troubles.append(dialog.message))
        opened.goto(address)
        return opened

    yield go
    for context in contexts:
        context.close()


@pytest.fixture
def desk(shelf: Path, tmp_path: Path, serving: Callable[[Path], str]) -> str:
    return serving(Path(shutil.copytree(shelf, tmp_path / "desk")))


def _first_report(opened: Any, desk: str) -> str:
    """The address of the report that the first event stands in."""
    opened.goto(f"{desk}/timeline")
    return str(opened.locator(".timeline a.cite").first.get_attribute("href")).partition("?")[0]


def test_an_empty_desk_takes_its_first_report(
    tmp_path: Path, serving: Callable[[Path], str], page: Callable[..., Any]
) -> None:
    opened = page(serving(tmp_path / "new"))
    assert "empty desk" in opened.inner_text("h1")
    opened.set_input_files("#files", str(EXAMPLES[0]))
    opened.get_by_role("button", name="Add").click()
    opened.locator("#jobs td", has_text="added").wait_for()
    opened.get_by_role("link", name="Overview").click()
    opened.locator("h1", has_text="against").wait_for()
    assert opened.troubles == []


def test_a_judgement_leads_to_its_words(desk: str, page: Callable[..., Any]) -> None:
    opened = page(desk)
    cited = opened.locator("a.cite").first
    words = cited.get_attribute("title")
    cited.click()
    marked = opened.locator("mark").all_inner_texts()
    shown = re.sub(r"\s+|[A-Z]\d+", "", "".join(marked))
    assert re.sub(r"\s+", "", words.rstrip("…"))[:40] in shown
    assert opened.locator("#at").is_visible()


def test_a_question_is_asked_and_supposed_otherwise(desk: str, page: Callable[..., Any]) -> None:
    opened = page(f"{desk}/questions")
    opened.fill("#question", "Will Russia join with force on the side of Iran?")
    opened.get_by_role("button", name="Reckon").click()
    plain = opened.inner_text("#own b")
    opened.fill("#what-if", "RUS-IRN defense=yes")
    opened.get_by_role("button", name="Reckon").click()
    assert opened.inner_text("#own b") != plain
    opened.fill("#question", "Will the moon be blue?")
    opened.get_by_role("button", name="Reckon").click()
    opened.get_by_role("alert").wait_for()


def test_a_supposition_is_shown_beside_what_is(desk: str, page: Callable[..., Any]) -> None:
    opened = page(f"{desk}/questions?what-if=RUS-IRN+defense%3Dyes")
    assert opened.locator("#whatif table tbody tr").count() > 1


def test_a_lever_recomputes_at_once_and_keeps_the_focus(
    desk: str, page: Callable[..., Any]
) -> None:
    opened = page(f"{desk}/questions")
    opened.get_by_label("Russia for Iran").focus()
    opened.get_by_label("Russia for Iran").select_option("it owes defence")
    opened.locator("#whatif table tbody tr").first.wait_for()
    assert "what-if=RUS-IRN" in opened.url
    focused = opened.evaluate("document.activeElement.id")
    assert focused.startswith("lever-")
    assert opened.get_by_label("Russia for Iran").input_value() == "RUS-IRN defense=yes"


def test_a_question_is_kept_and_decided(desk: str, page: Callable[..., Any]) -> None:
    opened = page(f"{desk}/questions?question=Will+Russia+arm+Iran%3F")
    opened.get_by_role("button", name="Keep this question").click()
    opened.wait_for_url("**/questions/1")
    opened.locator("figure.vega .drawn svg").wait_for()
    assert opened.troubles == []
    opened.get_by_role("link", name="The evidence held against each hypothesis").click()
    first = opened.locator(".matrix tbody tr").first.locator(".sub").last.inner_text()
    opened.select_option("#evidence", first)
    opened.select_option("#cell", "neutral")
    opened.fill("#note", "an example")
    opened.get_by_role("button", name="Set").click()
    opened.locator(".mine").first.wait_for(state="attached")
    opened.goto(f"{desk}/questions/1")
    opened.get_by_text("Decide by hand, or void").click()
    opened.fill("#reason", "an example")
    opened.get_by_role("button", name="Void").click()
    assert "void" in opened.inner_text(".subtitle")
    opened.goto(f"{desk}/score")
    assert "1 void" in opened.inner_text("main")


def test_what_was_read_wrongly_is_set_right(desk: str, page: Callable[..., Any]) -> None:
    opened = page(desk)
    opened.goto(desk + _first_report(opened, desk))
    card = opened.locator("#c0-E1")
    card.get_by_text("Amend").click()
    card.get_by_label("target").fill("OMN")
    card.get_by_label("why").fill("an example")
    card.get_by_role("button", name="Set").click()
    assert "analyst local" in opened.locator("#c0-E1 code").inner_text()
    opened.goto(f"{desk}/amendments")
    assert "target is OMN" in opened.inner_text("main table")
    opened.get_by_role("button", name="Take back").click()
    assert "taken back by local" in opened.inner_text("main table")


def test_the_timeline_is_chosen_from(desk: str, page: Callable[..., Any]) -> None:
    opened = page(f"{desk}/timeline")
    opened.locator("figure.vega .drawn svg").wait_for()
    assert opened.troubles == []
    everything = opened.locator(".timeline li").count()
    opened.select_option("#modality", "happened")
    opened.get_by_role("button", name="Show").click()
    some = opened.locator(".timeline li").count()
    assert 0 < some < everything
    assert set(opened.locator(".timeline .modality").all_inner_texts()) == {"● happened"}


def test_the_timeline_leads_from_years_to_hours(desk: str, page: Callable[..., Any]) -> None:
    opened = page(f"{desk}/timeline?unit=year", java_script_enabled=False)
    for unit in ("month", "day", "hour"):
        opened.locator("main table a").last.click()
        assert opened.input_value("#unit") == unit
        assert opened.locator(".timeline li").count() > 0
    assert "hour not known" in opened.inner_text("main table")


def test_the_day_is_moved_by_keyboard(desk: str, page: Callable[..., Any]) -> None:
    opened = page(f"{desk}/actors")
    last = opened.inner_text("output")
    opened.focus("#day")
    with opened.expect_navigation():
        opened.keyboard.press("Home")
    assert opened.inner_text("output") != last
    assert opened.locator("#day").input_value() == "0"


def test_reports_are_searched(desk: str, page: Callable[..., Any]) -> None:
    opened = page(desk)
    opened.fill("#q", "Oman")
    opened.keyboard.press("Enter")
    opened.wait_for_url("**/search?q=Oman")
    assert opened.locator("mark").first.inner_text() == "Oman"
    opened.locator("main article a").first.click()
    assert opened.locator("#at").is_visible()


def test_statements_are_found_by_speaker(desk: str, page: Callable[..., Any]) -> None:
    opened = page(f"{desk}/statements")
    speaker = opened.locator(".voice h2").first.inner_text().split(",")[0]
    opened.fill("#speaker", speaker)
    opened.get_by_role("button", name="Show").click()
    assert all(speaker in one for one in opened.locator(".voice h2").all_inner_texts())


def test_an_open_page_learns_what_another_process_adds(
    shelf: Path, tmp_path: Path, serving: Callable[[Path], str], page: Callable[..., Any]
) -> None:
    folder = Path(shutil.copytree(shelf, tmp_path / "desk"))
    opened = page(f"{serving(folder)}/reports")
    before = opened.locator("section[aria-label='All reports'] tbody tr").count()
    opened.wait_for_timeout(1500)
    (tmp_path / "more.txt").write_text("Egypt threatened Ethiopia with force on 3 May 2025.")
    add = ["-m", "crisisdesk.cli", "add", str(tmp_path / "more.txt"), "--desk", str(folder)]
    subprocess.run([sys.executable, *add], check=True, env=dict(os.environ))
    opened.get_by_text("The record has changed").wait_for()
    rows = opened.locator("section[aria-label='All reports'] tbody tr")
    assert rows.count() == before + 1


def test_who_is_not_known_logs_in(
    shelf: Path, tmp_path: Path, serving: Callable[[Path], str], page: Callable[..., Any]
) -> None:
    folder = Path(shutil.copytree(shelf, tmp_path / "desk"))
    add = ["-m", "crisisdesk.cli", "accounts", "add", str(folder), "ana", "--role", "analyst"]
    password = "correct horse battery"
    subprocess.run([sys.executable, *add], input=f"{password}\n", text=True, check=True)
    opened = page(f"{serving(folder)}/timeline")
    opened.fill("#name", "ana")
    opened.fill("#password", password)
    opened.keyboard.press("Enter")
    opened.wait_for_url("**/timeline")
    assert "ana, analyst" in opened.inner_text("footer")
    opened.get_by_role("button", name="Log out").click()
    assert opened.inner_text("h1") == "Log in"


def test_the_page_is_printed_without_its_controls(desk: str, page: Callable[..., Any]) -> None:
    opened = page(desk)
    opened.emulate_media(media="print")
    assert not opened.locator("nav").is_visible()
    assert opened.locator("h1").is_visible()
    assert opened.pdf()[:5] == b"%PDF-"


def test_pages_work_without_scripts(desk: str, page: Callable[..., Any]) -> None:
    opened = page(f"{desk}/actors", java_script_enabled=False)
    for name in ("Overview", "Questions", "Timeline", "Statements", "Sources", "Reports"):
        opened.get_by_role("link", name=name, exact=True).click()
        assert opened.locator("h1").is_visible()
    opened.set_input_files("#files", str(EXAMPLES[0]))
    opened.get_by_role("button", name="Add").click()
    assert opened.locator("#jobs").is_visible()


@pytest.mark.parametrize(("width", "scheme"), SIZES)
def test_every_page_is_accessible_and_never_scrolls_sideways(
    desk: str, page: Callable[..., Any], width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = page(desk, width, scheme, bypass_csp=True)
    answered = "/questions?question=Will+Russia+arm+Iran%3F"
    opened.goto(desk + answered)
    opened.get_by_role("button", name="Keep this question").click()
    for path in [
        *PAGES,
        answered,
        "/questions/1",
        "/questions/1/ach",
        _first_report(opened, desk),
        "/none",
    ]:
        opened.goto(desk + path)
        results = axe.run(opened, options={"runOnly": {"type": "tag", "values": WCAG}})
        found = [
            f"{path}: {violation['id']}: {node['target']}: {node['failureSummary']}"
            for violation in results.response["violations"]
            for node in violation["nodes"]
        ]
        assert not found, "\n".join(found[:10])
        assert opened.evaluate("document.documentElement.scrollWidth") <= width, path


def test_no_word_of_a_report_becomes_markup(
    tmp_path: Path, serving: Callable[[Path], str], page: Callable[..., Any]
) -> None:
    (tmp_path / "hostile.md").write_text(HOSTILE)
    with Desk(tmp_path / "desk") as room:
        room.add(tmp_path / "hostile.md")
    desk = serving(tmp_path / "desk")
    opened = page(desk)
    for path in [*PAGES, _first_report(opened, desk)]:
        opened.goto(desk + path)
        assert opened.troubles == []
        assert opened.title() != "owned"
        own = ".vega img"  # our charts
        strange = f"main img:not({own}), main script, main b > b, [onerror], [onload]"
        assert opened.locator(strange).count() == 0
        scripts = "[...document.scripts].filter(s => !s.src).length"
        assert opened.evaluate(scripts) == 0
    assert "49" not in opened.inner_text("main .text")
