"""Odds of pairs of states, for people: one in full, several as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crisisdesk.briefing.plain import plain
from crisisdesk.briefing.tables import plain_table
from crisisdesk.odds.naming import name_of
from crisisdesk.odds.pairs import PairForecast, PastEvent

if TYPE_CHECKING:
    from rich.console import Console


def show_pairs(console: Console, forecasts: Sequence[PairForecast]) -> None:
    """One forecast with its reasons; several as a table, likeliest (or most moved) first."""
    from rich.padding import Padding
    from rich.text import Text

    if len(forecasts) == 1:
        for depth, line in one_in_full(forecasts[0]):
            console.print(Padding(Text(plain(line)), (0, 0, 0, 2 * depth)))
    elif forecasts:
        first = forecasts[0]
        console.print(f"{first.kind} within {first.days} days of {first.as_of}", highlight=False)
        console.print(plain_table(*_table(forecasts)))
        for depth, line in _grounds(forecasts):
            console.print(Padding(Text(plain(line)), (0, 0, 0, 2 * depth)))
        console.print(f"model: {first.model}", markup=False, highlight=False)
    else:
        console.print("no pair of the stream fits")


def one_in_full(forecast: PairForecast) -> list[tuple[int, str]]:
    """The lines of one forecast, each with its depth: odds, class, drivers with direction and
    size, events."""
    past = forecast.reference
    who = _pair(forecast)
    lines = [
        (0, f"{forecast.kind} by {who} within {forecast.days} days of {forecast.as_of}"),
        (1, f"{forecast.word}, {_per_cent(forecast.probability)} ({_range(forecast)})"),
        (1, f"confidence: {forecast.confidence}; {forecast.confidence_reason}"),
        (1, f"the pair's own last year alone: {_per_cent(forecast.own_rate)}"),
        (1, f"class: {past.name}: {past.k:,} of {past.n:,} came true, {_per_cent(past.rate)} "
            f"({past.era})"),
    ]  # fmt: skip
    if forecast.drivers:
        lines.append((1, "beside the pair's own rate (log-odds):"))
    for driver in forecast.drivers:
        verb = "raises" if driver.effect > 0 else "lowers"
        lines.append((2, f"{verb} {abs(driver.effect):.2f}  {driver.name}"))
    if forecast.events:
        lines.append((1, "latest events between the two:"))
    lines += [(2, _event(event)) for event in forecast.events]
    return [*lines, (1, f"model: {forecast.model}")]


def _grounds(forecasts: Sequence[PairForecast]) -> list[tuple[int, str]]:
    """What carries each place of a ranking, with the share of its evidence."""
    lines = []
    for forecast in forecasts:
        if forecast.place is not None:
            lines.append((0, f"{forecast.place}. {_pair(forecast)}"))
            lines += [
                (1, f"{_per_cent(ground.share)} of its evidence: {ground.text}")
                for ground in forecast.grounds
            ]
    head = "ranked by who it is next; the odds beside are for the whole horizon:"
    return [(0, head), *lines] if lines else []


def _pair(forecast: PairForecast) -> str:
    return f"{name_of(forecast.source)} towards {name_of(forecast.target)}"


def _event(event: PastEvent) -> str:
    kind = " ".join(filter(None, (event.type, event.mode)))
    place = f", {event.place}" if event.place else ""
    who = f"{name_of(event.source)} towards {name_of(event.target)}"
    return f"{event.day}  {kind}, {who}{place} [{event.maker} {event.id}]"


def _table(forecasts: Sequence[PairForecast]) -> tuple[list[str], list[list[str]]]:
    head = ["Source", "Target", "Odds", "90 %", "In words", "Own rate"]
    moved = any(forecast.before is not None for forecast in forecasts)
    rows = [
        [
            forecast.source,
            forecast.target,
            _per_cent(forecast.probability),
            _range(forecast),
            forecast.word,
            _per_cent(forecast.own_rate),
            *([_per_cent(forecast.before or 0.0)] if moved else []),
        ]
        for forecast in forecasts
    ]
    return [*head, "A week ago"] if moved else head, rows


def _per_cent(share: float) -> str:
    if 0 < share < 0.01:
        return f"{100 * share:.1f} %" if share >= 0.001 else "< 0.1 %"
    return f"{100 * share:.0f} %"


def _range(forecast: PairForecast) -> str:
    low, high = forecast.interval
    return (
        f"{100 * low:.1f}–{100 * high:.1f}" if high < 0.1 else f"{100 * low:.0f}–{100 * high:.0f}"
    )
