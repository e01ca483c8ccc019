"""The scorecard for people: tables in the terminal, one HTML page with the calibration plot."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from crisisdesk.briefing.charts import draw
from crisisdesk.briefing.charts.calibration import calibration_chart, told
from crisisdesk.briefing.html import environment, style_hash, style_sheet
from crisisdesk.briefing.plain import count, day, interval, listed, percent, plain
from crisisdesk.briefing.tables import plain_table
from crisisdesk.odds.resolving import option_words
from crisisdesk.odds.scoring import Points, Scorecard, Scored

if TYPE_CHECKING:
    from rich.console import Console

FEW = 20  # questions below which a score tells little


def show(console: Console, card: Scorecard) -> None:
    """The scorecard on a console."""
    from rich.text import Text

    for line in summary(card):
        console.print(Text(plain(line)))
    if not card.scored:
        return
    console.print(plain_table(TOTALS, totals(card)))
    for line in besides(card):
        console.print(Text(plain(line)))
    for by in card.calibration:
        console.print(Text(plain(f"Calibration of {by}")))
        console.print(plain_table(BANDS, bands(card, by)))
    console.print(plain_table(QUESTIONS, questions(card)))


def summary(card: Scorecard) -> Iterator[str]:
    """What is scored and what is not, in sentences."""
    numbers = {one.asked for one in card.scored}
    yield f"Scorecard as of {day(card.as_of)}: {count(len(numbers), 'question')} scored."
    left = [
        f"{len(some)} {words}"
        for some, words in (
            (card.open, "open"),
            (card.waiting, "closed and not resolved"),
            (card.void, "void"),
            (card.bare, "resolved without a forecast that counts"),
        )
        if some
    ]
    if left:
        yield f"Not scored: {listed(left)}."
    if 0 < len(numbers) < FEW:
        yield f"So few questions tell little: below {FEW} a score is mostly luck."


TOTALS = (
    *("Forecaster", "Questions", "n", "Brier", "Skill", "Log", "Skill"),
    *("Last Brier", "Skill", "Last log"),
)


def totals(card: Scorecard) -> Iterator[tuple[str, ...]]:
    """Each forecaster's scores: over the open days, and of the last forecast."""
    for total in card.totals:
        yield (
            total.by,
            total.kind or "all",
            str(total.n),
            f"{total.mean.brier:.3f}",
            _signed(total.skill, "brier"),
            f"{total.mean.log:.3f}",
            _signed(total.skill, "log"),
            f"{total.last.brier:.3f}",
            _signed(total.last_skill, "brier"),
            f"{total.last.log:.3f}",
        )


def _signed(skill: Points | None, name: str) -> str:
    return "none" if skill is None else f"{getattr(skill, name) * 100:+.0f} %"


def besides(card: Scorecard) -> Iterator[str]:
    """Persons and the model on the same days of the same questions."""
    for one in card.beside:
        yield (
            f"{one.by} and the model on the same days of {count(one.n, 'question')}: Brier "
            f"{one.mine.brier:.3f} and {one.models.brier:.3f}, log {one.mine.log:.3f} and "
            f"{one.models.log:.3f}."
        )


BANDS = ("Said", "Per cent", "Questions", "Weight", "Mean forecast", "Came true", "90 % interval")


def bands(card: Scorecard, by: str) -> Iterator[tuple[str, ...]]:
    """What came of each likelihood word of a forecaster."""
    for band in card.calibration[by]:
        yield (
            band.word,
            f"{band.low * 100:.0f}–{band.high * 100:.0f}",
            str(band.questions),
            f"{band.weight:.1f}",
            percent(band.said),
            percent(band.came),
            interval(band.interval),
        )


QUESTIONS = ("No.", "Forecaster", "Question", "Outcome", "Last odds", "Brier", "Log", "Days")


def questions(card: Scorecard) -> Iterator[tuple[str, ...]]:
    """Each scored question."""
    for one in card.scored:
        yield (
            str(one.asked),
            one.by,
            one.text,
            listed([option_words(option) for option in one.true]) or "no",
            last_odds(one),
            f"{one.mean.brier:.3f}",
            f"{one.mean.log:.3f}",
            f"{one.days} of {one.open_days}",
        )


def last_odds(one: Scored) -> str:
    """The last odds before the close or the deed."""
    if list(one.last_odds) == ["yes"]:
        return percent(one.last_odds["yes"])
    return ", ".join(f"{option_words(o)} {percent(p)}" for o, p in one.last_odds.items())


def render(card: Scorecard) -> str:
    """The scorecard as one HTML file that opens offline; without plots where none can be drawn
    here."""
    from markupsafe import Markup

    style = f"\n{style_sheet('brief.css')}\n{style_sheet('score.css')}\n"
    template = environment().get_template("score.html")
    drawn = {
        by: Markup(draw.inline(calibration_chart(by, found, "wide")))  # escaped by Vega
        for by, found in card.calibration.items()
        if draw.is_there()
    }
    return template.render(
        **shown(card),
        drawn=drawn,
        style=Markup(style),  # our own style sheets
        style_hash=style_hash(style),
    )


def shown(card: Scorecard) -> dict[str, Any]:
    """What the templates show of a scorecard."""
    return {
        "card": card,
        "summary": list(summary(card)),
        "heads": {"totals": TOTALS, "bands": BANDS, "questions": QUESTIONS},
        "totals": list(totals(card)),
        "besides": list(besides(card)),
        "calibrated": [
            (by, [told(band) for band in found], list(bands(card, by)))
            for by, found in card.calibration.items()
        ],
        "questions": list(questions(card)),
    }


def plot(card: Scorecard, by: str) -> str:
    """The calibration plot of one forecaster as an SVG file. Raises KeyError where there is none
    of that name, ChartError where none can be drawn here."""
    return draw.svg(calibration_chart(by, card.calibration[by], "wide")) + "\n"
