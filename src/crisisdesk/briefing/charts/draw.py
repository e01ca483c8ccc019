"""Charts drawn by vl-convert, which is loaded when the first is drawn: some 0.15 GB and a second
of time; later ones take a few hundredths.

What is drawn here and what a browser draws by `library` come from the same Vega-Lite.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from crisisdesk.briefing.html import style_hash, style_sheet
from crisisdesk.errors import ChartError

if TYPE_CHECKING:
    from pathlib import Path

    from crisisdesk.briefing.charts.look import Spec

FORMS = (".svg", ".png")
_VARIABLE = re.compile(r"var\(--([a-z-]+)\)")
_ROOT = re.compile(r":root\{([^}]*)\}")
_SNIPPET = "window.vegaEmbed = vegaEmbed;"


def svg(spec: Spec) -> str:
    """A chart as an SVG file of its own: light, or dark where its reader prefers that.

    Raises ChartError where the drawing package is missing."""
    drawn = inline(spec)
    opening = drawn.index(">") + 1
    return f"{drawn[:opening]}<style>{palette()}</style>{drawn[opening:]}"


def inline(spec: Spec) -> str:
    """A chart as SVG for a page that has the style sheet's colours. Raises as `svg` does."""
    drawn: str = _converter().vegalite_to_svg(_lettered(spec), allowed_base_urls=[])
    return drawn


def png(spec: Spec) -> bytes:
    """A chart in its light colours, twice as large. Raises as `svg` does."""
    light = _VARIABLE.sub(lambda found: _light()[found[1]], _lettered(spec))
    drawn: bytes = _converter().vegalite_to_png(light, scale=2, allowed_base_urls=[])
    return drawn


def write(spec: Spec, path: Path) -> None:
    """A chart into a file. Raises ChartError for an ending other than those of FORMS, where the
    package is missing, and where the file cannot be written."""
    if path.suffix.lower() not in FORMS:
        raise ChartError(str(path), f"a chart is drawn as {' or '.join(FORMS)}")
    data = png(spec) if path.suffix.lower() == ".png" else svg(spec).encode("utf-8")
    try:
        path.write_bytes(data)
    except OSError as error:
        raise ChartError(str(path), f"cannot be written: {error.strerror}") from error


def is_there() -> bool:
    """Whether charts can be drawn here; it loads nothing."""
    from importlib.util import find_spec

    return find_spec("vl_convert") is not None


@cache
def library() -> str:
    """The script by which a browser draws charts: Vega, Vega-Lite and Vega-Embed, as
    ``window.vegaEmbed``. Takes some seconds once. Raises as `svg` does."""
    bundle: str = _converter().javascript_bundle(_SNIPPET)
    return bundle


@cache
def palette() -> str:
    """The rules of the style sheet that name its colours, light and dark."""
    light, dark = _ROOT.findall(style_sheet("brief.css"))[:2]
    return f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}}}"


def palette_hash() -> str:
    """What a policy must name so that the colours of a picture hold."""
    return style_hash(palette())


@cache
def _light() -> dict[str, str]:
    return dict(re.findall(r"--([a-z-]+):([^;]+);", _ROOT.findall(style_sheet("brief.css"))[0]))


def _lettered(spec: Spec) -> str:
    return json.dumps(spec, ensure_ascii=False)


def _converter() -> Any:
    try:
        import vl_convert
    except ImportError as error:
        raise ChartError(
            "chart",
            "vl-convert is missing: install the extra with  pip install 'crisisdesk[web]'",
        ) from error
    return vl_convert
