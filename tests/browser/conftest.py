"""A real browser for the pages; tests skip, saying so, where no Chromium is found."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def chromium() -> str | None:
    """The browser to drive: what CRISISDESK_CHROMIUM names, else the first found on the path."""
    return os.environ.get("CRISISDESK_CHROMIUM") or next(
        filter(None, map(shutil.which, _NAMES)), None
    )


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One headless browser for all tests."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    where = chromium()
    if where is None:
        pytest.skip("no Chromium is on the path: install it, or set CRISISDESK_CHROMIUM")
    arguments = ["--no-sandbox", "--headless", "--disable-gpu", "--disable-background-networking"]
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=where, args=arguments)
        yield started
        started.close()


class Opened:
    """A page in the browser, with every request, console message and error that it made."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.failures: list[str] = []
        self.troubles: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("requestfailed", lambda request: self.failures.append(request.failure))
        page.on("console", lambda message: self.troubles.append(message.text))
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("dialog", lambda dialog: self.troubles.append(f"dialog: {dialog.message}"))


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    """Opens HTML text from a file, as a reader would who is offline."""
    contexts = []

    def open_page(
        html: str, width: int = 1280, scheme: str = "light", scripts: bool = True
    ) -> Opened:
        path = tmp_path / "brief.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            offline=True,
        )
        contexts.append(context)
        page = Opened(context.new_page())
        page.page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
