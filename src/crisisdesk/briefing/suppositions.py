"""What if: the odds before and after supposed changes, and how such changes fared in the past."""

from __future__ import annotations

from msgspec import Struct

from crisisdesk.briefing.answers import basis
from crisisdesk.briefing.asking import asked
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import interval, percent, plain
from crisisdesk.odds.whatif import NOT_AN_EFFECT, Change, WhatIf
from crisisdesk.terms.records import Forecast


class Step(Struct, frozen=True):
    """One question that the changes move: the odds ``before`` and ``after`` in words and as they
    were reckoned; ``why`` are the reasons that are new; ``past`` says how cases since 1992 with
    and without the change came out, empty where too few were counted."""

    question: str
    before: str
    after: str
    classes: tuple[str, str]
    why: tuple[str, ...]
    past: str
    forecasts: tuple[Forecast, Forecast]


class Supposition(Struct, frozen=True):
    """A what-if: what it supposes in words, the questions that it moves, how many others stay as
    they are (or hardly move), what moves nothing and why, and what the difference is not."""

    supposed: tuple[str, ...]
    steps: tuple[Step, ...]
    others: int
    unmoved: tuple[str, ...]
    note: str


def supposition(what_if: WhatIf | None, names: Names) -> Supposition | None:
    """As a page shows it; None without a what-if."""
    if what_if is None:
        return None
    steps = [change for change in what_if.moved if _shows(change)]
    return Supposition(
        supposed=tuple(plain(edit.words) for edit in what_if.edits),
        steps=tuple(_step(change, names) for change in steps),
        others=len(what_if.changes) - len(steps),
        unmoved=tuple(
            f"That {_lower(plain(one.edit.words))} moves nothing: {one.reason}."
            for one in what_if.unmoved
        ),
        note=NOT_AN_EFFECT if steps else "",
    )


def _shows(change: Change) -> bool:
    """Whether a change can be seen: another class, or a figure that rounds otherwise."""
    before, after = change.before, change.after
    same_class = before.reference.id == after.reference.id and before.as_of == after.as_of
    return not same_class or percent(before.probability) != percent(after.probability)


def unchanged(supposed: Supposition) -> list[str]:
    """The lines below the steps: what stays as it is, what moves nothing, what this is not."""
    lines = list(supposed.unmoved)
    if supposed.others:
        rest = "other question" if supposed.steps else "question"
        stay = "stays as it is or moves" if supposed.others == 1 else "stay as they are or move"
        plural = "" if supposed.others == 1 else "s"
        lines.append(f"{supposed.others} {rest}{plural} {stay} by less than 1 %.")
    return [*lines, supposed.note] if supposed.note else lines


def _lower(words: str) -> str:
    """Words that open with an article or ``the`` in small letters."""
    return words[:1].lower() + words[1:] if words.startswith(("The ", "A ")) else words


def _step(change: Change, names: Names) -> Step:
    before, after = change.before, change.after
    old = {driver.name for driver in before.drivers}
    return Step(
        question=asked(after.question, after.as_of, names, after.given),
        before=odds_words(before),
        after=odds_words(after),
        classes=(basis(before), basis(after)),
        why=tuple(plain(d.name) for d in after.drivers if d.name not in old),
        past=plain(change.held_out.words) if change.held_out else "",
        forecasts=(before, after),
    )


def odds_words(forecast: Forecast) -> str:
    """``unlikely, 31 % (22-41)``"""
    return f"{forecast.word}, {percent(forecast.probability)} ({interval(forecast.interval)})"
