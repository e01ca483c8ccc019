"""Charts drawn: files of their own in both colours, nothing hostile alive, errors in words."""

from __future__ import annotations

import builtins
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.dom import minidom

import pytest

from crisisdesk.briefing.charts import draw
from crisisdesk.briefing.charts.look import ACCENT, Spec, chart, moment, rows
from crisisdesk.errors import ChartError

HOSTILE = '<script>boom()</script>" onload="boom()'
pytest.importorskip("vl_convert", reason="the extra 'web' is not installed")


def spec(name: str = "a") -> Spec:
    return chart(
        "An example",
        data=rows([{"x": 1, "name": name}]),
        mark={"type": "bar", "color": ACCENT},
        encoding={
            "x": {"field": "x", "type": "quantitative"},
            "y": {"field": "name", "type": "nominal"},
        },
    )


def test_a_picture_holds_its_own_colours_light_and_dark() -> None:
    drawn = draw.svg(spec())
    root = minidom.parseString(drawn).documentElement
    assert root is not None and root.tagName == "svg"
    (style,) = root.getElementsByTagName("style")
    assert "--accent:" in style.firstChild.data and "dark" in style.firstChild.data
    assert ACCENT in drawn


def test_what_stands_in_a_page_brings_no_style() -> None:
    assert "<style" not in draw.inline(spec()) and " style=" not in draw.inline(spec())


def test_words_of_reports_stay_words() -> None:
    root = minidom.parseString(draw.svg(spec(HOSTILE))).documentElement
    assert root is not None
    assert not root.getElementsByTagName("script")
    elements = root.getElementsByTagName("*")
    assert not [name for one in elements for name in dict(one.attributes) if name == "onload"]


def test_nothing_is_fetched_for_a_picture() -> None:
    away = {**spec(), "data": {"url": "https://outlet.example/data.json"}}
    with pytest.raises(ValueError, match="data url not allowed"):
        draw.inline(away)


def test_a_png_is_drawn_in_the_light_colours(tmp_path: Path) -> None:
    draw.write(spec(), tmp_path / "chart.png")
    assert (tmp_path / "chart.png").read_bytes().startswith(b"\x89PNG")


def test_another_ending_and_a_missing_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(ChartError, match=r"svg or \.png"):
        draw.write(spec(), tmp_path / "chart.html")
    with pytest.raises(ChartError, match="cannot be written"):
        draw.write(spec(), tmp_path / "none" / "chart.svg")


def test_without_the_package_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    there = builtins.__import__

    def missing(name: str, *more: Any, **others: Any) -> Any:
        if name == "vl_convert":
            raise ImportError(name)
        return there(name, *more, **others)

    monkeypatch.setattr(builtins, "__import__", missing)
    with pytest.raises(ChartError, match=r"pip install 'crisisdesk\[web\]'"):
        draw.inline(spec())


def test_a_day_is_its_midnight_in_greenwich() -> None:
    assert moment("1970-01-02") == 86_400_000
    assert moment("1970-01-01T01:00:00Z") == 3_600_000


@pytest.mark.parametrize("module", ["briefing.html", "briefing.scores", "cli", "web.app"])
def test_nothing_that_does_not_draw_loads_the_package(module: str) -> None:
    code = f"import sys, crisisdesk.{module}; print('vl_convert' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "False"


def test_the_library_walks_expressions_and_fetches_nothing() -> None:
    script = draw.library()
    assert "window.vegaEmbed" in script and "expressionInterpreter" in script
    assert not re.search(r"\bimport\s*\(|from\s*['\"]https?:", script)
