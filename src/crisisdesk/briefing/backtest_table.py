"""A back-test for people: skill by year over both baselines, calibration by likelihood words; and
what a refit of the odds came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.briefing.plain import plain
from crisisdesk.briefing.tables import plain_table
from crisisdesk.odds.scoring import Points, skill
from crisisdesk.odds.words import BANDS

if TYPE_CHECKING:
    from rich.console import Console

    from crisisdesk.odds.backtest import Backtest, Line
    from crisisdesk.odds.refit import Refit, Trial

HEAD = (
    "Year", "Cases", "Came %", "Said %", "Brier", "Log", "Skill, Brier %", "Skill, log %",
    "Over share %",
)  # fmt: skip
TRIALS = (
    "Kind", "Held-out cases", "Came in 180 days %", "Own rate", "Shipped", "Refitted", "Kept"
)  # fmt: skip


def show_backtest(console: Console, found: Backtest) -> None:
    """Each kind and horizon as a table of years, with the calibration of all years under it, and
    what all rests on."""
    for kind, days in dict.fromkeys((line.kind, line.days) for line in found.lines):
        mine = [line for line in found.lines if (line.kind, line.days) == (kind, days)]
        console.print(f"{kind} within {days} days", highlight=False)
        console.print(plain_table(HEAD, [_row(line) for line in mine]))
        # the last line is of all years
        console.print(plain_table(("In words", "Cases", "Said %", "Came %"), _bands(mine[-1])))
    for text in (
        "skill: over the pair's own rate of a year; over share: over what came true in the years "
        "before; Brier x 10,000",
        f"{found.data}; {found.events:,} events between {found.parties} parties, {found.first} to "
        f"{found.last}",
        f"model: {found.model}",
    ):
        console.print(plain(text), markup=False, highlight=False)


def show_refit(console: Console, found: Refit) -> None:
    """Each class on the months held out, by who forecast it, and what all rests on."""
    console.print(plain_table(TRIALS, [_trial(trial) for trial in found.trials]))
    for text in (
        "mean logarithmic scores over 7, 30, 90 and 180 days, the lower the better",
        f"fitted on {found.cases:,} of {found.of:,} cases, {found.first} to {found.until}; held "
        f"out: {found.held_out}",
        found.data,
    ):
        console.print(plain(text), markup=False, highlight=False)


def _trial(trial: Trial) -> tuple[str, ...]:
    fitted = "too few came" if trial.fitted is None else f"{trial.fitted.log:.4f}"
    return (
        trial.kind, f"{trial.n:,} of {trial.of:,}", _per_cent(trial.k / max(1, trial.n)),
        f"{trial.own_rate.log:.4f}", f"{trial.shipped.log:.4f}", fitted,
        "yes" if trial.kept else "no: the shipped stays",
    )  # fmt: skip


def _row(line: Line) -> tuple[str, ...]:
    own = skill(line.model, line.own)
    share = skill(line.model, line.share) if line.share else None
    return (
        line.year, f"{line.n:,}", _per_cent(line.came),
        _per_cent(line.said), f"{1e4 * line.model.brier:.1f}", f"{line.model.log:.4f}",
        _skill(own, "brier"), _skill(own, "log"), _skill(share, "brier"),
    )  # fmt: skip


def _bands(line: Line) -> list[tuple[str, ...]]:
    return [
        (word, f"{band.n:,}", _per_cent(band.said / band.n),
         _per_cent(band.k / band.n))
        for (_, word), band in zip(BANDS, line.bands, strict=True)
        if band.n
    ]  # fmt: skip


def _per_cent(share: float) -> str:
    return f"{100 * share:.2f}" if share < 0.1 else f"{100 * share:.1f}"


def _skill(points: Points | None, which: str) -> str:
    return "-" if points is None else f"{100 * getattr(points, which):+.1f}"
