"""Kept questions for people: a list, one in full with its history, and what its rule says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from crisisdesk.briefing.citations import Citer, labels
from crisisdesk.briefing.plain import day, listed, percent, plain
from crisisdesk.briefing.tables import plain_table
from crisisdesk.odds.patterns import pattern_line
from crisisdesk.odds.resolving import Deed, Proposal, option_words, pattern_words
from crisisdesk.odds.standing import History, Standing
from crisisdesk.terms.asked import MODEL, YES, Asked, Made, Outcome, Rule
from crisisdesk.terms.records import Report, Span

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_LATEST = 12  # forecasts shown in the terminal; JSON has all

VERDICTS = {
    "yes": "yes",
    "no": "no",
    "open": "open",
    "void": "void: its condition did not come about",
    "unknown": "not to be told from the record",
}


def standing_table(standing: Iterable[Standing]) -> Table:
    """The questions with their latest forecasts and how they stand."""
    rows = [
        (
            str(one.asked.id),
            one.asked.closes,
            one.asked.text or one.asked.question.resolution,
            "; ".join(_latest(one.latest)),
            outcome_words(one.outcome) if one.outcome else one.status,
        )
        for one in standing
    ]
    return plain_table(("No.", "Closes", "Question", "Latest odds", "Status"), rows)


def _latest(made: Sequence[Made]) -> Iterator[str]:
    for one in sorted(made, key=lambda m: m.by != MODEL):
        yield f"{one.by} {odds_words(one)}"


def odds_words(made: Made) -> str:
    """The odds of a forecast: ``12 %``, or ``Oman 17 %, Qatar 4 %``."""
    if list(made.odds) == [YES]:
        return percent(made.odds[YES])
    ordered = sorted(made.odds.items(), key=lambda pair: -pair[1])
    return ", ".join(f"{option_words(option)} {percent(p)}" for option, p in ordered)


def outcome_words(outcome: Outcome) -> str:
    """How a question came out: ``yes, 4 April 2025``, ``no``, ``void``."""
    if outcome.void:
        return "void"
    if not outcome.true:
        return "no"
    return listed([f"{option_words(o)}, {day(d)}" for o, d in outcome.true.items()])


def rule_words(rule: Rule | None) -> str:
    """A resolution rule in words."""
    if rule is None:
        return "by hand"
    wanted = f"{rule.origins} independent origins" if rule.origins > 1 else "one origin"
    if rule.official and rule.origins > 1:
        wanted += " or an official of one of the parties"
    graded = f", graded {rule.grade} or better" if rule.grade < 6 else ""
    given = f"; void unless {pattern_words(rule.given)}" if rule.given else ""
    return f"yes if {pattern_words(rule.pattern)}, told by {wanted}{graded}{given}"


def cited_in(history: History) -> Iterator[Span]:
    """The words by which the record bears out a question's outcome, or what is proposed."""
    if history.standing.outcome:
        yield from history.standing.outcome.spans
    yield from cited_by(history.proposals)


def cited_by(proposals: Iterable[Proposal]) -> Iterator[Span]:
    """The words that bear out what is proposed."""
    for proposal in proposals:
        for deed in proposal.deeds:
            yield from deed.spans


def show_history(console: Console, history: History, reports: Mapping[int, Report]) -> None:
    """One question in full; ``reports`` are those that it cites, by their number in the desk."""
    from rich.padding import Padding
    from rich.text import Text

    for depth, line in _lines(history, Citer(reports)):
        console.print(Padding(Text(plain(line)), (0, 0, 0, 2 * depth)))


def show_proposals(
    console: Console, proposals: Sequence[Proposal], reports: Mapping[int, Report]
) -> None:
    """What the record says of a question; ``reports`` as for `show_history`."""
    from rich.padding import Padding
    from rich.text import Text

    for depth, line in proposal_lines(proposals, Citer(reports)):
        console.print(Padding(Text(plain(line)), (0, 0, 0, 2 * depth)))


def _lines(history: History, citer: Citer) -> Iterator[tuple[int, str]]:
    standing, asked = history.standing, history.standing.asked
    yield 0, f"{asked.id}. {asked.text or asked.question.resolution}"
    yield 1, f"open from {day(asked.opened)} to {day(asked.closes)}; {standing.status}"
    if asked.options != (YES,):
        yield 1, f"options: {listed([option_words(o) for o in asked.options])}"
    yield 1, asked.question.resolution
    yield 1, f"rule: {rule_words(asked.rule)}"
    if asked.rule:
        yield 2, pattern_line(asked.rule.pattern)
    for version in history.versions[1:]:
        yield 1, f"edited {version.recorded}: {_edit_words(version)}"
    if history.forecasts:
        yield 1, "forecasts:"
    left = len(history.forecasts) - _LATEST
    if left > 0:
        yield 2, f"({left} earlier ones: --format json shows all)"
    for made in history.forecasts[-_LATEST:]:
        yield 2, _forecast_line(made)
    if standing.outcome:
        yield from _outcome_lines(standing.outcome, citer)
    if history.proposals:
        yield 1, "the record says:"
        yield from ((depth + 2, line) for depth, line in proposal_lines(history.proposals, citer))


def _edit_words(version: Asked) -> str:
    note = f" ({version.note})" if version.note else ""
    return f"version {version.version}, closes {version.closes}: {version.text}{note}"


def _forecast_line(made: Made) -> str:
    base = list(made.base.values())
    class_rate = f", its class alone {percent(base[0])}" if len(base) == 1 else ""
    given = f", {made.given}" if made.given else ""
    by = made.by + (f" ({made.model}, {made.package})" if made.model else "")
    note = f": {made.note}" if made.note else ""
    return f"{made.day}  {odds_words(made)}{class_rate}{given}  {by}{note}"


def _outcome_lines(outcome: Outcome, citer: Citer) -> Iterator[tuple[int, str]]:
    how = "by its rule" if outcome.how == "rule" else "by hand"
    yield 1, f"outcome: {outcome_words(outcome)} ({how}, as of {day(outcome.day)})"
    if outcome.note:
        yield 2, outcome.note
    if outcome.source:
        yield 2, f"source: {outcome.source}"
    for citation in citer.cite_all(outcome.spans):
        yield 2, f"{citation.label} {citation.words}"


def proposal_lines(proposals: Sequence[Proposal], citer: Citer) -> Iterator[tuple[int, str]]:
    """What the record says of each option, with the deeds and what is missing."""
    for proposal in proposals:
        name = "" if proposal.option == YES else f"{option_words(proposal.option)}: "
        when = f", {day(proposal.decided)}" if proposal.verdict == "yes" else ""
        yield 0, f"{name}{VERDICTS[proposal.verdict]}{when}"
        for deed in proposal.deeds:
            yield 1, _deed_line(deed, citer)
            for citation in citer.cite_all(deed.spans):
                yield 2, f"{citation.label} {citation.words}"
        for missing in proposal.missing:
            yield 1, f"missing: {missing}"


def _deed_line(deed: Deed, citer: Citer) -> str:
    lacks = f"; does not count: {listed(deed.lacks)}" if deed.lacks else ""
    official = ", an official of a party" if deed.official else ""
    cited = labels(citer.cite_all(deed.spans))
    return f"{day(deed.day)}, {deed.grade}, told by {listed(deed.tellers)}{official} {cited}{lacks}"
