"""One report with all that was taken from it as one HTML file: no script, no remote asset.

What was taken is marked where it stands and leads to its card; the card leads back. Marks that
overlap are nested underlines, each kind with a line of its own at a height of its own.
"""

from __future__ import annotations

from collections.abc import Sequence

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
            kinds=words().kinds,
            kind_of={kind.letter: name for name, kind in words().kinds.items()},
        )
    )


def _style(explanations: Sequence[Explanation]) -> str:
    """The style sheets, and rules that light up the words of a card that is jumped to. On a very
    long page such rules would take a browser seconds: there the sign alone lights up."""
    signs = [
        f"{number}-{one.sign}" for number, each in enumerate(explanations) for one in each.taken
    ]
    lit = ",".join(f"main:has(#c{sign}:target) .w{sign}" for sign in signs[: _MOST_LIT + 1])
    rule = f"\n{lit}{{background:var(--lit);color:var(--lit-ink)}}"
    sheets = f"\n{style_sheet('brief.css')}\n{style_sheet('explain.css')}"
    return f"{sheets}{rule if 0 < len(signs) <= _MOST_LIT else ''}\n"
