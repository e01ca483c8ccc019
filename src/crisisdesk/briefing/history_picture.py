"""Odds over time as a picture: plain geometry, drawn by the template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from crisisdesk.briefing.plain import day, percent, plain
from crisisdesk.odds.resolving import option_words
from crisisdesk.terms.asked import MODEL, YES, Asked, Made

HEIGHT = 300
LEFT, TOP, BOTTOM = 46, 14, 34  # room for the scales
WIDE, NARROW = (640, 160), (340, 96)  # width, and the room for names in it
SHORTEST = 14  # days of the time scale, unless the question closes earlier
NEAR = 16  # the least distance between two names
MOST = 6  # lines, the likeliest first


@dataclass(frozen=True)
class Point:
    """A forecast: its place, and the words for it."""

    x: float
    y: float
    words: str


@dataclass(frozen=True)
class Line:
    """The odds of one option by one forecaster; ``model`` where that is the model. ``path`` holds
    each forecast until the next, ``name_y`` is where its name stands."""

    name: str
    model: bool
    path: str
    points: tuple[Point, ...]
    name_y: float


@dataclass(frozen=True)
class _Scale:
    """The time scale: its first and last day, and the place of the last."""

    first: str
    last: str
    right: int

    def across(self, when: str) -> float:
        """The place of a day."""
        whole = max(1, _days(self.first, self.last))
        return LEFT + (self.right - LEFT) * _days(self.first, when) / whole


@dataclass(frozen=True)
class HistoryPicture:
    """The plot of one question. ``days`` are the ends of its time scale with their places."""

    width: int
    height: int
    left: int
    right: int
    lines: tuple[Line, ...]
    ticks: tuple[tuple[float, str], ...]
    days: tuple[tuple[float, str], ...]


def history_picture(
    asked: Asked, forecasts: Sequence[Made], size: tuple[int, int] = WIDE
) -> HistoryPicture | None:
    """The odds of a question from its opening to its last forecast; None without any forecast.
    ``forecasts`` come by day; ``size`` is WIDE or NARROW."""
    each = _by_line(forecasts)
    if not each:
        return None
    days = [made.day for made in forecasts]
    first = min(asked.opened, *days)
    soon = (date.fromisoformat(first) + timedelta(days=SHORTEST)).isoformat()
    last = max(min(asked.closes, soon), *days)
    width, room = size
    scale = _Scale(first, last, width - room)
    lines = [_line(by, option, some, scale) for (by, option), some in each]
    return HistoryPicture(
        width=width,
        height=HEIGHT,
        left=LEFT,
        right=scale.right,
        lines=tuple(_apart(lines)),
        ticks=tuple((_up(share), percent(share)) for share in (0.0, 0.25, 0.5, 0.75, 1.0)),
        days=((float(LEFT), day(first)), (float(scale.right), day(last))),
    )


def _by_line(forecasts: Sequence[Made]) -> list[tuple[tuple[str, str], list[tuple[str, float]]]]:
    """The odds by day of each forecaster and option; those that end highest first."""
    found: dict[tuple[str, str], list[tuple[str, float]]] = {}
    for made in forecasts:
        for option, odds in made.odds.items():
            found.setdefault((made.by, option), []).append((made.day, odds))
    return sorted(found.items(), key=lambda item: -item[1][-1][1])[:MOST]


def _line(by: str, option: str, odds: Sequence[tuple[str, float]], scale: _Scale) -> Line:
    whom = "" if option == YES else f"{option_words(option)}, "
    name = plain(f"{whom}{by} {percent(odds[-1][1])}")
    points = tuple(
        Point(scale.across(when), _up(p), plain(f"{day(when)}: {whom}{by} {percent(p)}"))
        for when, p in odds
    )
    steps = [f"M{points[0].x:.1f} {points[0].y:.1f}"]
    steps += [f"H{point.x:.1f}V{point.y:.1f}" for point in points[1:]]
    return Line(name, by == MODEL, "".join(steps), points, points[-1].y)


def _apart(lines: Sequence[Line]) -> list[Line]:
    """The lines with their names far enough apart to be read, in the order of their places."""
    placed: list[Line] = []
    for line in sorted(lines, key=lambda one: one.name_y):
        above = placed[-1].name_y + NEAR if placed else line.name_y
        y = max(line.name_y, above)
        placed.append(Line(line.name, line.model, line.path, line.points, y))
    return placed


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def _up(share: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - share)
