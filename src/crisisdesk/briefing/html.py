"""A brief as one HTML file that opens offline: no script, no remote asset, all text escaped.

The page's policy (Content-Security-Policy) allows its own style sheet by its hash and nothing
else, so that even markup that slipped through could load and run nothing.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crisisdesk.briefing import grounds
from crisisdesk.briefing import plain as text
from crisisdesk.briefing.branches import rows
from crisisdesk.briefing.brief import Brief
from crisisdesk.briefing.relations import duty_words
from crisisdesk.briefing.report_page import ReportPage, citations_in, report_page
from crisisdesk.briefing.suppositions import unchanged
from crisisdesk.briefing.ties_picture import network
from crisisdesk.briefing.tree_picture import narrow, wide
from crisisdesk.briefing.words import words

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment

    from crisisdesk.briefing.citations import Citation
    from crisisdesk.briefing.sources import Source

_BANDS = (0.01, 0.05, 0.20, 0.45, 0.55, 0.80, 0.95, 0.99)  # ICD 203, where one word ends


def mark_lead(citation: Citation) -> str:
    """Where a citation leads on a page that holds the reports: to its mark."""
    return f"#{citation.mark}"


def source_lead(source: Source) -> str:
    """Where a source leads on such a page."""
    return f"#report-{source.number}"


def filters() -> dict[str, Any]:
    """The filters that templates use."""
    return {
        "day": text.day,
        "percent": text.percent,
        "interval": text.interval,
        "plain": text.plain,
        "visible": text.visible,
        "listed": text.listed,
        "capital": text.capital,
        "count": text.count,
        "shorten": text.shorten,
        "at": _at,
    }


def environment(
    *packages: str,
    lead: Callable[[Citation], str] = mark_lead,
    lead_source: Callable[[Source], str] = source_lead,
) -> Environment:
    """The templates of the brief, and before them those of other ``packages``, with the filters
    that they use; everything put into them is escaped. ``lead`` and ``lead_source`` say where
    citations and sources lead."""
    from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=ChoiceLoader([PackageLoader(p) for p in (*packages, "crisisdesk.briefing")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= filters()
    made.globals |= {
        "lead": lead,
        "lead_source": lead_source,
        "words": words(),
        "grounds": grounds,
        "duty_words": duty_words,
        "unchanged": unchanged,
        "bands": _BANDS,
        "web_address": web_address,
    }
    return made


def pictures_of(brief: Brief) -> dict[str, Any]:
    """What the templates draw of a brief: the tree and the network, wide and narrow."""
    return {
        "tree_rows": list(rows(brief.tree.branches)),
        "trees": _pictures(wide(brief.tree.branches), narrow(brief.tree.branches)),
        "networks": _pictures(
            network(brief.parts, brief.relations, tall=False),
            network(brief.parts, brief.relations, tall=True),
        ),
    }


def render(brief: Brief) -> str:
    """The whole page as a string."""
    from markupsafe import Markup

    citations = list(citations_in(brief))
    pages = [report_page(source, citations) for source in brief.sources]
    style = _style(pages)
    template = environment().get_template("brief.html")
    return template.render(
        brief=brief,
        pages=pages,
        style=Markup(style),  # our own style sheet; holds nothing of any report but offsets
        style_hash=style_hash(style),
        **pictures_of(brief),
    )


def _pictures(large: Any, small: Any) -> list[tuple[str, Any]]:
    return [("wide", large), ("narrow", small)]


def _style(pages: list[ReportPage]) -> str:
    """The style sheet, and rules that light up all pieces of a mark that is jumped to."""
    sheet = style_sheet("brief.css")
    scattered = [name for page in pages for name in page.scattered]
    rules = [f"main:has(#{name}:target) .{name}" for name in scattered]
    lit = f"\n{','.join(rules)}{{background:var(--lit);color:var(--lit-ink)}}" if rules else ""
    return f"\n{sheet}{lit}\n"


def style_sheet(name: str) -> str:
    """A style sheet of ours."""
    return (files("crisisdesk.briefing") / "templates" / name).read_text(encoding="utf-8")


def style_hash(style: str) -> str:
    """The style sheet's source expression for the policy."""
    digest = hashlib.sha256(style.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"


def _at(share: float) -> str:
    """A probability as a place on a strip, in per cent of its width."""
    return f"{min(1.0, max(0.0, share)) * 100:.2f}%"


def web_address(url: str | None) -> str | None:
    """The address where it is one of the web, None where a click could do anything else."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None
