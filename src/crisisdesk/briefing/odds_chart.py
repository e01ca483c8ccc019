"""A chart of a pair's odds over time: a line in its interval, with the events that moved it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisisdesk.errors import StreamError
from crisisdesk.odds.naming import name_of

if TYPE_CHECKING:
    from crisisdesk.odds.pair_history import Move, PairHistory

FORMS = (".svg", ".png")
WIDTH, HEIGHT = 720, 300


def write_chart(history: PairHistory, path: Path) -> None:
    """Draw the odds into an SVG or PNG file. Raises StreamError for another form, and where the
    drawing packages are missing."""
    if path.suffix.lower() not in FORMS:
        raise StreamError(str(path), f"a chart is drawn as {' or '.join(FORMS)}")
    try:
        import altair
    except ImportError as error:
        raise StreamError(
            "chart", "Altair is missing: install the extra with  pip install 'crisisdesk[events]'"
        ) from error
    _drawn(altair, history).save(str(path))


def _drawn(altair: Any, history: PairHistory) -> Any:
    told = [
        {"day": one.as_of, "odds": one.probability, "low": one.interval[0],
         "high": one.interval[1]}
        for one in history.told
    ]  # fmt: skip
    moved = [
        {"day": move.last, "odds": move.after, "what": f"{number}"}
        for number, move in enumerate(history.moves, 1)
    ]
    day = altair.X("day:T", title=None)
    share = altair.Axis(format=".0%")
    lines = altair.Chart(altair.Data(values=told)).encode(x=day)
    band = lines.mark_area(opacity=0.2).encode(y=altair.Y("low:Q", title=None), y2="high:Q")
    line = lines.mark_line().encode(y=altair.Y("odds:Q", axis=share, title=None))
    marks = altair.Chart(altair.Data(values=moved)).encode(x=day, y="odds:Q")
    dots = marks.mark_point(filled=True, size=70, color="black")
    numbers = marks.mark_text(dy=-14, fontWeight="bold").encode(text="what:N")
    who = f"{name_of(history.source)} towards {name_of(history.target)}"
    title = altair.Title(
        f"{history.kind} by {who} within {history.days} days, as told each week",
        subtitle=[f"{number}. {in_words(move)}" for number, move in enumerate(history.moves, 1)],
        anchor="start",
    )
    return altair.layer(band, line, dots, numbers).properties(
        width=WIDTH, height=HEIGHT, title=title
    )


def in_words(move: Move) -> str:
    """A week that moved the odds, with its events."""
    events = "; ".join(
        f"{event.type} by {name_of(event.source)} [{event.maker} {event.id}]"
        for event in move.events
    )
    return (
        f"{move.last}: {move.before:.0%} to {move.after:.0%}; {events or 'no event, time passed'}"
    )
