"""One report with all that was taken from it, each with its words, its rule and where it leads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from crisisdesk.briefing.citations import Citation, Citer
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import day, listed, plain, shorten
from crisisdesk.briefing.relations import tie_words
from crisisdesk.briefing.sources import source_name
from crisisdesk.briefing.timeline import describe
from crisisdesk.briefing.words import words
from crisisdesk.terms.records import Date, Event, Reading, Report, Span, Statement, Tie

Kind = Literal["statement", "event", "tie", "question", "assessment", "linkage", "date", "actor"]
KINDS: tuple[Kind, ...] = (
    "statement",
    "event",
    "tie",
    "question",
    "assessment",
    "linkage",
    "date",
    "actor",
)
# How far a date is trusted, by how it is known: a rank set by hand, as the records' scores are.
_DATES = {"stated": 0.95, "relative": 0.85, "metadata": 0.95, "inferred": 0.6, "analyst": 1.0}
_NAMED = 0.9  # a name of the vocabulary, word for word


class Taken(Struct, frozen=True):
    """One thing taken from the text. ``sign`` is its kind's letter and its number (``E3``);
    ``spans`` where it stands, the first the main one; ``leads`` are the signs of what hangs
    together with it; ``score`` (0..1) is the rank of trust of its ``rule``."""

    sign: str
    kind: Kind
    what: str
    details: tuple[tuple[str, str], ...]
    rule: str
    score: float
    citations: tuple[Citation, ...]
    leads: tuple[str, ...] = ()


class Explanation(Struct, frozen=True):
    """A report and everything taken from it, in the order of the kinds and of the text."""

    name: str
    title: str
    report: Report
    taken: tuple[Taken, ...]

    def of(self, kind: str) -> tuple[Taken, ...]:
        """What was taken of one kind."""
        return tuple(one for one in self.taken if one.kind == kind)

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of which something was taken."""
        return tuple(kind for kind in KINDS if self.of(kind))

    @property
    def marks(self) -> list[tuple[int, int, str]]:
        """Where in the text what was taken stands: start, end and the mark's name. ``E3-2`` is
        the second place of E3; wider marks come before those that begin within them."""
        found = [
            (c.span.start, c.span.end, f"{one.sign}-{i}")
            for one in self.taken
            for i, c in enumerate(one.citations, 1)
        ]
        return sorted(found, key=lambda mark: (mark[0], -mark[1], mark[2]))


class _Draft(Struct):
    """A `Taken` while what it hangs together with is still record ids."""

    kind: Kind
    key: str
    what: str
    details: list[tuple[str, str]]
    rule: str
    score: float
    spans: list[Span | None]
    hangs: list[str] = []


def explain(reading: Reading) -> Explanation:
    """All that was taken from one report. Pure; what has no place in the text is left out."""
    names, citer = Names(), Citer([reading.report])
    drafts = [draft for draft in _drafts(reading, names) if citer.cite_all(draft.spans)]
    signs = _signs(drafts)
    taken = tuple(
        Taken(
            sign=signs[draft.key],
            kind=draft.kind,
            what=plain(draft.what),
            details=tuple((name, plain(value)) for name, value in draft.details if value),
            rule=plain(draft.rule),
            score=draft.score,
            citations=citer.cite_all(draft.spans),
            leads=tuple(dict.fromkeys(signs[key] for key in draft.hangs if key in signs)),
        )
        for draft in drafts
    )
    report = reading.report
    return Explanation(source_name(report), plain(report.title), report, _both_ways(taken))


def signs_of(reading: Reading) -> dict[str, str]:
    """The ids of a report's records by the signs that `explain` gives them."""
    names, citer = Names(), Citer([reading.report])
    drafts = [draft for draft in _drafts(reading, names) if citer.cite_all(draft.spans)]
    return {sign: key for key, sign in _signs(drafts).items()}


def _signs(drafts: list[_Draft]) -> dict[str, str]:
    counts: dict[str, int] = {}
    signs: dict[str, str] = {}
    for draft in drafts:
        if draft.key not in signs:
            counts[draft.kind] = counts.get(draft.kind, 0) + 1
            signs[draft.key] = f"{words().kinds[draft.kind].letter}{counts[draft.kind]}"
    return signs


def _both_ways(taken: tuple[Taken, ...]) -> tuple[Taken, ...]:
    """What leads somewhere can be reached from there."""
    back: dict[str, list[str]] = {}
    for one in taken:
        for sign in one.leads:
            back.setdefault(sign, []).append(one.sign)
    return tuple(
        Taken(
            **{
                **{name: getattr(one, name) for name in one.__struct_fields__},
                "leads": tuple(dict.fromkeys([*one.leads, *back.get(one.sign, ())])),
            }
        )
        for one in taken
    )


def _drafts(reading: Reading, names: Names) -> Iterator[_Draft]:
    """What was taken, kind by kind, each kind in the order of the text."""
    for said in sorted(reading.statements, key=lambda s: s.span):
        yield _statement(said, reading.report.text, names)
    for event in sorted(reading.events, key=lambda e: e.trigger):
        yield _event(event, names)
    for tie in sorted(reading.ties, key=lambda t: t.span):
        yield _tie(tie, names)
    yield from _questions(reading, names)
    yield from _assessments(reading)
    yield from _linkages(reading, names)
    yield from _dates(reading)
    yield from _actors(reading, names)


def _statement(said: Statement, text: str, names: Names) -> _Draft:
    told = f"“{said.words}”" if said.form != "indirect" else said.words
    cue = text[said.cue_span.start : said.cue_span.end] if said.cue_span else ""
    return _Draft(
        "statement",
        said.id,
        f"{names.speaker(said.speaker)}: {shorten(plain(told), 160)}",
        [
            ("form", said.form),
            ("attitude", "" if said.attitude == "said" else said.attitude),
            ("told by", f"“{plain(cue)}”" if cue else ""),
            ("to", said.addressee or ""),
            ("through", ", ".join(said.via)),
            ("said", _day(said.date)),
            ("about", listed([names.of(code) for code in said.about])),
            ("an expert’s", "yes" if said.expert else ""),
        ],
        said.rule,
        said.score,
        [said.span],
        [_date_key(said.date)],
    )


def _event(event: Event, names: Names) -> _Draft:
    kind = " ".join(filter(None, (event.type, event.mode)))
    return _Draft(
        "event",
        event.id,
        describe(event, names),
        [
            ("type", f"{kind}, CAMEO {event.cameo}" if event.cameo else kind),
            ("modality", words().modalities[event.modality].label),
            ("class", f"{event.quad}, intensity {event.intensity:+.1f}"),
            ("when", _day(event.date)),
            ("where", event.place or ""),
        ],
        event.rule,
        event.score,
        [event.trigger, *event.also],
        [event.statement or "", _date_key(event.date)],
    )


def _tie(tie: Tie, names: Names) -> _Draft:
    duties = [f"{o.kind} {'stated' if o.stated else 'denied'}" for o in tie.obligations]
    return _Draft(
        "tie",
        tie.id,
        tie_words(tie, names),
        [
            ("obligations", "; ".join(duties)),
            ("since", _day(tie.valid_from)),
            ("until", _day(tie.valid_to)),
            ("what", tie.item or ""),
            ("replaces", tie.replaces or ""),
        ],
        tie.rule,
        tie.score,
        [tie.span, *tie.also],
        [_date_key(tie.valid_from)],
    )


def _questions(reading: Reading, names: Names) -> Iterator[_Draft]:
    for i, question in enumerate(reading.questions):
        parties = {
            "who": question.actors,
            "against": (question.target,) if question.target else (),
            "helping": (question.beneficiary,) if question.beneficiary else (),
            "between": question.between,
        }
        details = [(key, listed([names.of(c) for c in codes])) for key, codes in parties.items()]
        yield _Draft(
            "question",
            f"q{i}",
            question.text,
            [("asks about", question.kind), *details],
            question.rule,
            question.score,
            [question.span],
        )


def _assessments(reading: Reading) -> Iterator[_Draft]:
    for i, one in enumerate(reading.assessments):
        leaning = {1: "raises it", -1: "lowers it"}.get(one.leaning, "leaves it open")
        yield _Draft(
            "assessment",
            f"a{i}",
            f"{one.topic}: {leaning}",
            [],
            one.rule,
            one.score,
            [one.span],
            [one.statement],
        )


def _linkages(reading: Reading, names: Names) -> Iterator[_Draft]:
    for i, link in enumerate(reading.linkages):
        details = [
            ("joins", listed([names.of(code) for code in link.joins])),
            ("doubted", "yes" if link.doubted else ""),
        ]
        yield _Draft("linkage", f"l{i}", link.issue, details, link.rule, link.score, [link.span])


def _dates(reading: Reading) -> Iterator[_Draft]:
    every = [s.date for s in reading.statements] + [e.date for e in reading.events]
    every += [t.valid_from for t in reading.ties] + [reading.report.published]
    told = {(d.span, d.value): d for d in every if d is not None and d.span is not None}
    for date in sorted(told.values(), key=lambda d: (d.span or Span("", 0, 0), d.value)):
        details = [("known", words().dates[date.basis])]
        score = _DATES[date.basis]
        key = _date_key(date)
        yield _Draft("date", key, day(date.value), details, date.basis, score, [date.span])


def _actors(reading: Reading, names: Names) -> Iterator[_Draft]:
    for i, person in enumerate(reading.people):
        details = [("acts for", names.of(person.actor.code) if person.actor.code else "")]
        what = names.speaker(person.actor)
        spans: list[Span | None] = [*person.spans]
        yield _Draft("actor", f"p{i}", what, details, person.rule, person.score, spans)
    taken = {span for person in reading.people for span in person.spans}
    for code, where in reading.mentions.items():
        spans = [span for span in where if span not in taken]
        yield _Draft("actor", code, names.of(code), [("code", code)], "name", _NAMED, spans)


def _day(date: Date | None) -> str:
    return f"{day(date.value)}, {words().dates[date.basis]}" if date else ""


def _date_key(date: Date | None) -> str:
    return f"d{date.span.start}-{date.value}" if date and date.span else ""
