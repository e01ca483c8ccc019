"""An alert: what it says, and how it is told to a webhook or a command."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

from crisisdesk.errors import ReportError
from crisisdesk.formats.exchange import post
from crisisdesk.terms.records import Card, Report
from crisisdesk.watch.settings import Rule, Settings
from crisisdesk.watch.thresholds import Crossing

MOST_TRIES = 8
COMMAND_SECONDS = 60.0
MOST_QUOTES = 3  # of one driver
MOST_WORDS = 400  # characters of a quote


class Quote(Struct, frozen=True):
    """Words of a report: ``text[start:end]`` of the stored text."""

    words: str
    report: str
    start: int
    end: int
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None


class Ground(Struct, frozen=True):
    """What chose the class of past cases or moved the odds (``effect``, in log-odds)."""

    name: str
    effect: float
    source: str
    quotes: tuple[Quote, ...]


class Told(Struct, frozen=True):
    """A report that came since the odds were last looked at."""

    id: str
    title: str | None
    outlet: str | None
    url: str | None
    published: str | None


class Alert(Struct, frozen=True):
    """Odds crossed a threshold. ``id`` is the same however often it is told. Probabilities are in
    0..1; ``before`` is None at the first look. ``as_of`` is the day of the odds, ``at`` the moment
    in UTC at which this was noticed."""

    id: str
    at: str
    as_of: str
    desk: str
    question: str
    side: str
    level: float
    before: float | None
    probability: float
    interval: tuple[float, float]
    word: str
    confidence: str
    basis: str
    grounds: tuple[Ground, ...]
    new_reports: tuple[Told, ...]

    @property
    def line(self) -> str:
        """The alert in one line for people."""
        before = "" if self.before is None else f", before {_percent(self.before)}"
        verb = "rose above" if self.side == "above" else "fell below"
        verb = verb if self.before is not None else f"stands {self.side}"
        return (
            f"ALERT {self.question} {self.word}, {_percent(self.probability)}{before}: "
            f"{verb} {_percent(self.level)} as of {self.as_of}"
        )


def _percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def alert_of(
    crossing: Crossing,
    question: str,
    desk: str,
    at: str,
    reports: Sequence[Report],
    new: Sequence[Card],
) -> Alert:
    """The alert that a crossing makes; ``reports`` are those that its spans point into."""
    forecast = crossing.forecast
    texts = {report.id: report for report in reports}
    key = f"{desk}|{question}|{crossing.side}|{crossing.level}|{at}"
    return Alert(
        id=hashlib.sha256(key.encode()).hexdigest()[:16],
        at=at,
        as_of=forecast.as_of,
        desk=desk,
        question=question,
        side=crossing.side,
        level=crossing.level,
        before=crossing.before,
        probability=forecast.probability,
        interval=forecast.interval,
        word=forecast.word,
        confidence=forecast.confidence,
        basis=forecast.reference.name,
        grounds=tuple(
            Ground(
                driver.name,
                driver.effect,
                driver.source,
                tuple(
                    _quote(texts[span.report], span.start, span.end)
                    for span in driver.spans[:MOST_QUOTES]
                    if span.report in texts
                ),
            )
            for driver in forecast.drivers
        ),
        new_reports=tuple(
            Told(r.id, r.title, r.outlet, r.url, r.published.value if r.published else None)
            for r in new
        ),
    )


def receivers(rule: Rule, settings: Settings) -> list[str]:
    """Whom an alert of a rule is to be told, each as JSON: an address, or a command's words."""
    hooks = dict.fromkeys(filter(None, (rule.webhook, settings.webhook)))
    commands = dict.fromkeys(filter(None, (rule.command, settings.command)))
    return [msgspec.json.encode(one).decode() for one in (*hooks, *commands)]


def tell(receiver: str, body: bytes, desk: Path, *, private_addresses: bool) -> str:
    """Tell one receiver of an alert (JSON): by POST, or to a command on its standard input, which
    runs without a shell in the desk's folder. Empty when it was told, else what went wrong."""
    whom = msgspec.json.decode(receiver, type=str | list[str])
    if isinstance(whom, str):
        return _posted(whom, body, private_addresses)
    return _run(whom, body, desk)


def next_try(now: datetime, tries: int) -> datetime | None:
    """When to tell a receiver again that did not take it; None when it is given up."""
    if tries + 1 >= MOST_TRIES:
        return None
    return now.astimezone(UTC) + timedelta(seconds=min(30.0 * 4**tries, 21_600.0))


def _posted(url: str, body: bytes, private_addresses: bool) -> str:
    try:
        answer = post(url, body, private_addresses=private_addresses)
    except ReportError as error:
        return error.reason
    return "" if 200 <= answer.status < 300 else f"answers {answer.status}"


def _run(command: list[str], body: bytes, desk: Path) -> str:
    try:
        done = subprocess.run(
            command,
            input=body,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=desk,
            timeout=COMMAND_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"{command[0]} did not end within {COMMAND_SECONDS:g} s"
    except (OSError, ValueError) as error:
        return f"{command[0]} cannot be run: {error}"
    return "" if done.returncode == 0 else f"{command[0]} ended with status {done.returncode}"


def _quote(report: Report, start: int, end: int) -> Quote:
    return Quote(
        report.text[start:end][:MOST_WORDS],
        *(report.id, start, end, report.title, report.outlet, report.url),
        report.published.value if report.published else None,
    )
