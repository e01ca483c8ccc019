"""A digest as HTML and Markdown, by templates that a user may copy and edit.

The templates are Jinja in its sandbox: they can reach nothing but the digest. All that is put into
HTML is escaped as HTML, into Markdown as Markdown. A desk's own template goes before ours.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisisdesk.briefing.citations import labels
from crisisdesk.briefing.digest import Digest
from crisisdesk.briefing.html import filters, style_hash, style_sheet
from crisisdesk.briefing.markdown import escape
from crisisdesk.errors import DeskError

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

NAMES = ("digest.html", "digest.md")
MOST_BYTES = 4_000_000  # of a rendered page: a template may loop


def copy_templates(folder: Path) -> list[Path]:
    """Copy our templates into a folder to be edited; what is there is left. Those copied. Raises
    DeskError where the folder cannot be written."""
    copied = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in NAMES:
            target = folder / name
            if not target.exists():
                target.write_text(style_sheet(name), encoding="utf-8")
                copied.append(target)
    except OSError as error:
        raise DeskError(f"{folder}: cannot be written: {error.strerror or error}") from error
    return copied


def render(digest: Digest, form: str, folder: Path | None = None) -> str:
    """The digest as ``html`` or ``md``, by the template in ``folder`` where it has one. Raises
    DeskError with file and line where the user's template has a mistake."""
    from jinja2 import TemplateError
    from markupsafe import Markup

    name = f"digest.{form}"
    own = folder / name if folder else None
    environment = _environment(form, folder)
    style = f"\n{style_sheet('brief.css')}\n{style_sheet('digest.css')}\n"
    try:
        found = environment.get_template(name).render(
            digest=digest, style=Markup(style), style_hash=style_hash(style)
        )
    except (TemplateError, TypeError, ValueError, ArithmeticError, OSError, MemoryError) as error:
        where = str(own) if own and own.is_file() else name
        line = getattr(error, "lineno", None) or _line_of(error, name)
        at = f":{line}" if line else ""
        raise DeskError(f"{where}{at}: {type(error).__name__}: {error}") from error
    if len(found) > MOST_BYTES:
        raise DeskError(f"{own or name}: the page has over {MOST_BYTES:,} characters")
    return found.strip() + "\n"


def _environment(form: str, folder: Path | None) -> SandboxedEnvironment:
    from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    ours = PackageLoader("crisisdesk.briefing", "templates")
    own = [FileSystemLoader(folder)] if folder and folder.is_dir() else []
    made = ImmutableSandboxedEnvironment(
        loader=ChoiceLoader([*own, ours]),
        autoescape=form == "html",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=None if form == "html" else _escaped,
    )
    made.filters |= {**filters(), "cited": labels, "points": _points}
    return made


def _escaped(value: Any) -> Any:
    """What is put into Markdown, escaped, unless a template says that it is safe."""
    from markupsafe import Markup

    return escape(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _points(change: float) -> str:
    """A change of probability in points of per cent: ``+4``."""
    return f"{change * 100:+.0f}".replace("-", "−")


def _line_of(error: BaseException, name: str) -> int | None:
    """The line of a template on which an error came up."""
    trace, line = error.__traceback__, None
    while trace:
        if trace.tb_frame.f_code.co_filename.endswith(name):
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
