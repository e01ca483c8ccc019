"""One report with all that was taken from it in the terminal: signs in the text, cards below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.briefing.explain import Explanation, Taken
from crisisdesk.briefing.plain import count, plain, visible
from crisisdesk.briefing.report_page import Paragraph, cut_up
from crisisdesk.briefing.words import words

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_STYLES = {
    "statement": "italic",
    "event": "bold",
    "tie": "underline2",
    "question": "italic underline",
    "assessment": "italic",
    "linkage": "underline",
    "date": "underline",
    "actor": "underline",
}
_TAGS = {
    "statement": "yellow",
    "event": "red",
    "tie": "blue",
    "question": "magenta",
    "assessment": "green",
    "linkage": "yellow",
    "date": "cyan",
    "actor": "cyan",
}
_INDENT = 2


def show(explanation: Explanation, console: Console) -> None:
    """Print the text with ``[E3]`` before what E3 was read from, then a card for each sign."""
    from rich.padding import Padding
    from rich.text import Text

    kinds = words().kinds
    key = ", ".join(
        f"{kinds[kind].letter} {kinds[kind].several.lower()}" for kind in explanation.kinds
    )
    console.print(Text(plain(explanation.title or explanation.name), "bold"))
    console.print(Text(f"{plain(explanation.name)}. Marked: {key or 'nothing'}.", "dim"))
    text, shown = explanation.report.text, 0
    for paragraph in cut_up(explanation.report, explanation.marks):
        if not paragraph.furniture:
            start = paragraph.pieces[0].segment.start
            if not shown or text.count("\n", shown, start) > 1:
                console.print()
            console.print(_marked(paragraph))
            shown = start + sum(len(piece.segment.text) for piece in paragraph.pieces)
    for kind in explanation.kinds:
        console.print()
        console.print(Text(kinds[kind].several, "bold cyan"))
        for one in explanation.of(kind):
            console.print(Padding(_card(one), (0, 0, 0, _INDENT), expand=False))


def _marked(paragraph: Paragraph) -> Text:
    """A paragraph with its signs; an actor's sign stands at each of its names."""
    from rich.text import Text

    kind_of = {kind.letter: name for name, kind in words().kinds.items()}
    line = Text()
    for piece in paragraph.pieces:
        for name in piece.segment.opens:
            sign = name.split("-")[0]
            line.append(f"[{sign}]", f"not italic not underline {_TAGS[kind_of[sign[0]]]}")
        styles = dict.fromkeys(_STYLES[kind_of[name[0]]] for name in piece.segment.covers)
        line.append(visible(piece.segment.text), " ".join(styles))
    return line


def _card(one: Taken) -> Text:
    """What, why and where on a few lines."""
    from rich.text import Text

    card = Text()
    card.append(f"{one.sign} ", f"bold {_TAGS[one.kind]}")
    card.append(one.what, "bold")
    if one.details:
        card.append("\n   " + "; ".join(f"{name}: {value}" for name, value in one.details))
    sentences = list(dict.fromkeys(str(c.sentence) for c in one.citations))
    shown = ", ".join(sentences[:12])
    more = f" and {count(len(sentences) - 12, 'more', 'more')}" if len(sentences) > 12 else ""
    leads = f"; with {', '.join(one.leads)}" if one.leads else ""
    why = f"read by {one.rule or one.kind}, trust {one.score:.2f}"
    card.append(f"\n   {why}; sentence {shown}{more}{leads}", "dim")
    return card
