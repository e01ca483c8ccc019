"""One report with all that was taken from it as one HTML file: no script, no remote asset.

What was taken is marked where it stands and leads to its card; the card leads back. Marks that
overlap are nested underlines, each kind with a line of its own at a height of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crisisdesk.briefing.explain import Explanation
from crisisdesk.briefing.html import environment, style_hash, style_sheet
from crisisdesk.briefing.report_page import cut_up
from crisisdesk.briefing.words import words

_MOST_LIT = 300


def render(explanations: Sequence[Explanation]) -> str:
    """The page of one report, or of several one below the other."""
    from markupsafe import Markup

    each = [(number, one, cut_up(one.report, one.marks)) for number, one in enumerate(explanations)]
    style = _style(explanations)
    return (
        environment()
        .get_template("explain.html")
        .render(
            each=each,
            style=Markup(style),  # our own style sheet; holds nothing of any report but signs
            style_hash=style_hash(style),
            **kinds_shown(),
        )
    )


def _style(explanations: Sequence[Explanation]) -> str:
    """The style sheets, and the rule that lights up the words of a card that is jumped to. On a
    very long page such a rule would take a browser seconds: there the sign alone lights up."""
    sheets = f"\n{style_sheet('brief.css')}\n{style_sheet('explain.css')}"
    return f"{sheets}{lit_rule(explanations)}\n"


def lit_rule(explanations: Sequence[Explanation]) -> str:
    """The rule that lights up the words of a card; empty where there would be too many."""
    signs = [
        f"{number}-{one.sign}" for number, each in enumerate(explanations) for one in each.taken
    ]
    if not 0 < len(signs) <= _MOST_LIT:
        return ""
    lit = ",".join(f"main:has(#c{sign}:target) .w{sign}" for sign in signs)
    return f"\n{lit}{{background:var(--lit);color:var(--lit-ink)}}"


def kinds_shown() -> dict[str, Any]:
    """What the templates know of the kinds of records: by name, and the name by letter."""
    kinds = words().kinds
    return {
        "fields": {},
        "kinds": kinds,
        "kind_of": {kind.letter: name for name, kind in kinds.items()},
    }
