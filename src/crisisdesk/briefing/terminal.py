"""A brief as a page in the terminal, wide or narrow, with colours or without."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import IO, TYPE_CHECKING

from crisisdesk.briefing.answers import Answer, Reason, answers_of
from crisisdesk.briefing.branches import rows
from crisisdesk.briefing.brief import Brief
from crisisdesk.briefing.citations import Citation, Citer, labels
from crisisdesk.briefing.grounds import (
    change_words,
    effect_words,
    model_words,
    near_words,
    precedent_words,
)
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.parts import several
from crisisdesk.briefing.plain import (
    capital,
    count,
    day,
    interval,
    listed,
    percent,
    plain,
    shorten,
)
from crisisdesk.briefing.relations import duty_words
from crisisdesk.briefing.said import graded
from crisisdesk.briefing.sources import Source
from crisisdesk.briefing.suppositions import Supposition, supposition, unchanged
from crisisdesk.briefing.words import words
from crisisdesk.terms.records import Forecast, PastCase, Report

if TYPE_CHECKING:
    from rich.console import Console

    from crisisdesk.odds.whatif import WhatIf

ROOMY = 96  # columns from which odds stand beside their question


def console_for(file: IO[str] | None = None, width: int | None = None) -> Console:
    """A console that takes nothing in a text for markup, emoji or numbers to colour."""
    from rich.console import Console

    return Console(file=file, width=width, markup=False, highlight=False, emoji=False)


def render(brief: Brief, width: int = 100) -> str:
    """The page as plain text, ``width`` columns wide."""
    target = io.StringIO()
    show(brief, console_for(target, width))
    return target.getvalue()


def show(brief: Brief, console: Console) -> None:
    """Print the page on a console."""
    Page(console).brief(brief)


LONG = 150
"""Lines of what was said, and of the timeline, that are printed; more than that nobody reads."""


class Page:
    """Prints the parts of a brief. All words pass through `plain` first."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def brief(self, brief: Brief) -> None:
        """The whole page."""
        self._print((brief.title, "bold"), indent=0)
        self._print((brief.subtitle, "dim"), indent=0)
        self._judgement(brief)
        self._odds(brief)
        self._tree(brief)
        self.supposition(brief.supposition)
        self._asked(brief)
        self._said(brief)
        self._reckoned(brief)
        self._conflicts(brief)
        self._timeline(brief)
        self._ties(brief)
        self._unknown(brief)
        self._sources(brief)

    def _print(self, *parts: tuple[str, str], indent: int = 2, hang: int = 0) -> None:
        """One paragraph of (words, style) parts; what wraps hangs ``hang`` columns deeper."""
        from rich.padding import Padding
        from rich.text import Text

        text = Text()
        for said, style in parts:
            text.append(said if said.isspace() else self._spaced(said), style)
        width = max(16, self._console.width - indent - hang)
        lines = text.wrap(self._console, width)
        for i, line in enumerate(lines):
            line.rstrip()
            self._console.print(Padding(line, (0, 0, 0, indent + (hang if i else 0)), expand=False))

    @staticmethod
    def _spaced(said: str) -> str:
        """Cleaned words that keep a space at either end, which joins them to their neighbours."""
        lead = " " if said[:1] == " " else ""
        return f"{lead}{plain(said)}{' ' if said[-1:] == ' ' else ''}"

    def heading(self, title: str) -> None:
        """A section's heading with an empty line above."""
        self._console.print()
        self._print((title, "bold cyan"), indent=0)

    def _judgement(self, brief: Brief) -> None:
        self._console.print()
        self._print((brief.headline.judgement, "bold"), indent=0)
        for sentence in brief.headline.further:
            self._print((sentence, ""), indent=0)
        self._print((brief.headline.confidence, "italic"), indent=0)
        cast: dict[str, list[str]] = {}
        for part in brief.parts:
            cast.setdefault(part.part, []).append(part.name)
        said = "; ".join(
            f"{several(part) if len(names) > 1 else part}: {listed(names)}"
            for part, names in cast.items()
        )
        if said:
            self._print((capital(said) + ".", "dim"), indent=0)

    def _odds(self, brief: Brief) -> None:
        """Each answer with the nearest precedent, and the reasons, that stand above under no
        other."""
        self.heading("Odds")
        shown: set[str] = set()
        told: set[Reason] = set()
        for answer in brief.answers:
            self.answer(answer, told)
            told |= set(answer.reasons)
            fresh = [case for case in answer.forecast.precedents if case.id not in shown]
            self.precedents(fresh[:1])
            shown |= {case.id for case in fresh[:1]}
        if not brief.answers:
            self._print(("No question could be answered with odds.", ""))

    def answer(self, answer: Answer, told: Collection[Reason] = ()) -> None:
        """A question with its odds, its class and the reasons that are not ``told`` yet."""
        forecast = answer.forecast
        odds = f"{forecast.word}, {percent(forecast.probability)} ({interval(forecast.interval)})"
        sure = f"confidence: {forecast.confidence}"
        if self._console.width >= ROOMY:
            self._beside(answer.question, odds, sure)
        else:
            self._print((answer.question, "bold"), indent=0)
            self._print((odds, "cyan"))
            self._print((sure, ""))
        weighty = [
            r for i, r in enumerate(answer.reasons) if not i or r.citations or r.source or r.effect
        ]
        reasons = [_reason(r) for r in weighty if r not in told]
        reasons += ["further as above"] if len(reasons) < len(weighty) else []
        more = f"; {'; '.join(reasons)}" if reasons else ""
        self._print((f"class: {answer.basis}{more}", "dim"), hang=2)
        if answer.together:
            self._print((answer.together, "dim"))
        if change := change_words(forecast):
            self._print((change, "dim"), hang=2)

    def precedents(self, cases: Iterable[PastCase]) -> None:
        """Past cases with their outcome, and why they are near."""
        for case in cases:
            told = f"past: {precedent_words(case)} "
            self._print((told, "dim"), (near_words(case), "dim italic"), hang=2)

    def _beside(self, question: str, odds: str, sure: str) -> None:
        from rich.table import Table
        from rich.text import Text

        grid = Table.grid(padding=(0, 2))
        grid.add_column(ratio=1)
        grid.add_column(width=34)
        grid.add_column(width=20)
        grid.expand = True
        grid.add_row(Text(plain(question), "bold"), Text(plain(odds), "cyan"), Text(plain(sure)))
        self._console.print(grid)

    def _tree(self, brief: Brief) -> None:
        if brief.tree.branches:
            self.heading("What may come")
        for depth, branch in rows(brief.tree.branches):
            odds = percent(branch.probability) if branch.probability is not None else ""
            self._print((f"{branch.label} ", ""), (odds, "cyan"), indent=2 + 3 * depth, hang=2)

        for branch in brief.tree.anyway:
            odds = percent(branch.probability) if branch.probability is not None else ""
            self._print((f"whichever way: {branch.label} ", ""), (odds, "cyan"), hang=2)

    def detail(self, words_of_it: str) -> None:
        """A quiet line below an answer."""
        self._print((words_of_it, "dim"), hang=2)

    def supposition(self, supposed: Supposition | None) -> None:
        """The odds before and after what is supposed; nothing without a what-if."""
        if supposed is None:
            return
        self.heading("What if")
        for line in supposed.supposed:
            self._print((f"{line}.", "bold"))
        for step in supposed.steps:
            self._print((f"{step.question} ", ""), indent=4, hang=2)
            self._print((f"{step.before} → {step.after}", "cyan"), indent=6)
            self._print((f"class: {step.classes[1]}", "dim"), indent=6, hang=2)
            for why in (*step.why, step.past):
                if why:
                    self._print((why, "dim"), indent=6, hang=2)
        for line in unchanged(supposed):
            self._print((line, ""), indent=4, hang=2)

    def _asked(self, brief: Brief) -> None:
        if brief.asked:
            self.heading("What the reports ask")
        for question in brief.asked:
            self._line(question.text, [question.citation], "bold")
            for name in question.answers:
                self._print((brief.answer(name).likelihood, ""), indent=4, hang=2)
            if not question.answers:
                self._print(("Nothing here answers it.", "dim"), indent=4)

    def _line(
        self, said: str, citations: Iterable[Citation] = (), style: str = "", indent: int = 2
    ) -> None:
        cited = labels(citations)
        self._print(
            (said, style), (f" {cited}" if cited else "", "dim cyan"), indent=indent, hang=2
        )

    def _said(self, brief: Brief) -> None:
        self.heading("Who said what")
        shown, left = 0, sum(len(voice.sayings) for voice in brief.voices) - LONG
        for voice in brief.voices:
            if shown >= LONG:
                break
            self._print((voice.speaker, "bold"))
            shown += len(voice.sayings)
            for saying in voice.sayings:
                told = f"“{saying.words}”" if saying.quoted else saying.words
                about = ", ".join([f"via {saying.via}"] * bool(saying.via) + graded(saying))
                self._line(told + (f" ({about})" if about else ""), saying.citations, indent=4)
        if not brief.voices:
            self._print(("The reports attribute no words to anyone.", ""))
        if left > 0:
            self._print((f"About {left:,} more: the page and `crisisdesk statements`.", ""))

    def _reckoned(self, brief: Brief) -> None:
        if brief.matters:
            self.heading("What experts reckon")
        for matter in brief.matters:
            self._print((matter.topic + (" (contested)" if matter.contested else ""), "bold"))
            for sign, views in (("+", matter.raises), ("-", matter.lowers), ("?", matter.open)):
                for view in views:
                    self._line(f"{sign} {view.holder}: {view.words}", [view.citation], indent=4)

    def _conflicts(self, brief: Brief) -> None:
        clashes = [clash for clash in brief.conflicts if clash.kind != "view"]
        if clashes:
            self.heading("Accounts that contradict each other")
        for clash in clashes:
            self._print((clash.matter, "bold"))
            for account in clash.accounts:
                told = f"{account.says} ({account.grade}) by {listed(account.tellers)}"
                self._line(told, account.citations[:4], indent=4)

    def _timeline(self, brief: Brief) -> None:
        self.heading("Timeline")
        dated = [entry for entry in brief.timeline if entry.at]
        whole = len(brief.timeline) <= LONG
        if not whole:
            told = f"The latest {LONG} of {count(len(brief.timeline), 'event')}: the page and"
            self._print((f"{told} `crisisdesk timeline` have all.", ""))
        for entry in brief.timeline if whole else dated[-LONG:]:
            sign = words().modalities[entry.modality].sign
            place = f", in {entry.place}" if entry.place else ""
            denied = f", denied {labels(entry.denials[:3])}" if entry.denials else ""
            how = f"{entry.modality}, {entry.grade}{denied}"
            told = f"{sign} {entry.when}: {entry.what}{place} ({how})"
            self._line(told, entry.citations[:3])
        if not brief.timeline:
            self._print(("The reports tell of no events.", ""))

    def _ties(self, brief: Brief) -> None:
        self.heading("Ties and obligations")
        for tie in brief.relations:
            since = f", since {day(tie.since)}" if tie.since else ""
            notes = f" ({'; '.join(tie.notes)})" if tie.notes else ""
            self._line(f"{tie.what}{since}{notes}", tie.citations[:3])
            for duty in tie.duties:
                self._line(duty_words(duty), [duty.citation], "bold", indent=4)
        if not brief.relations:
            self._print(("The reports tell of no standing ties.", ""))
        for issue in brief.issues:
            doubt = " (the link is doubted)" if issue.doubted else ""
            self._line(f"Also tied to it: {issue.issue}{doubt}", [issue.citation])

    def _unknown(self, brief: Brief) -> None:
        if brief.unknowns:
            self.heading("What is not known")
        for gap in brief.unknowns:
            self._line(gap.text, gap.citations[:4])

    def _sources(self, brief: Brief) -> None:
        self.heading("Sources")
        for source in brief.sources:
            published = source.report.published
            when = f"{day(published.value)}, {source.date_known}" if published else "no date"
            title = shorten(plain(source.report.title or source.name), 90)
            self._print(
                (f"[{source.number}] {source.name}: {title} ", ""),
                (f"({when}; grade {source.reliability}{_origin(source)})", "dim"),
                hang=4,
            )
        for gone in brief.superseded:
            told = gone.citation.label if gone.citation else ""
            title = f"{gone.name}: {shorten(gone.title, 90)}, {gone.published}"
            words = f" (no longer counts: {shorten(gone.words, 240)} {told}".rstrip() + ")"
            self._print((title, "strike"), (words, "dim"), hang=4)


def _origin(source: Source) -> str:
    """Where a source's text comes from, unless it is its own."""
    return "" if source.origin == source.name else f"; origin {source.origin}"


def _reason(reason: Reason) -> str:
    moves = f" ({effect_words(reason.effect)})" if reason.effect else ""
    row = f" [{reason.source}]" if reason.source else ""
    return f"{reason.name}{moves}{row} {labels(reason.citations)}".strip()


def show_forecasts(
    console: Console,
    reports: Sequence[Report] | Mapping[int, Report],
    forecast: Forecast,
    each: Sequence[Forecast] = (),
    supposed: WhatIf | None = None,
) -> None:
    """Print one answer, those for each who may be meant, and what a what-if makes of it."""
    page = Page(console)
    citer, names = Citer(reports), Names()
    page.answer(answers_of([forecast], citer, names)[0])
    for answer in answers_of(each, citer, names):
        page.answer(answer)
    page.precedents(forecast.precedents)
    page.detail(model_words(forecast))
    page.supposition(supposition(supposed, names))


def summary(brief: Brief) -> str:
    """How much there is: ``14 statements, 12 events, 5 ties from 3 reports``."""
    said = sum(len(voice.sayings) for voice in brief.voices)
    parts = [
        count(said, "statement"),
        count(len(brief.timeline), "event"),
        count(len(brief.relations), "tie"),
    ]
    return f"{', '.join(parts)} from {count(len(brief.sources), 'report')}"
