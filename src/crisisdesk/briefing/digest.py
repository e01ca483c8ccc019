"""A report for others: what changed since the last one, and why. Computed once for every form."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from msgspec import Struct

from crisisdesk.briefing.asking import asked
from crisisdesk.briefing.brief import Brief
from crisisdesk.briefing.citations import Citation, Citer
from crisisdesk.briefing.conflicts import Conflict
from crisisdesk.briefing.kept import outcome_words
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import count, listed, percent, plain
from crisisdesk.briefing.relations import Relation
from crisisdesk.briefing.said import Saying
from crisisdesk.briefing.scores import besides, summary
from crisisdesk.briefing.sources import Source
from crisisdesk.briefing.superseded import Superseded
from crisisdesk.briefing.timeline import Entry
from crisisdesk.odds.moves import LEAST, Move
from crisisdesk.odds.scoring import Scorecard
from crisisdesk.terms.asked import Asked, Outcome

VISIBLE = 0.01  # a change by time alone that is worth a line


class Moved(Struct, frozen=True):
    """A question whose odds moved, in words: ``odds`` then and now, ``why`` in sentences."""

    question: str
    number: int | None
    before: str
    after: str
    word: str
    confidence: str
    change: float
    why: tuple[str, ...]
    citations: tuple[Citation, ...]


class Said(Struct, frozen=True):
    """New words of one speaker."""

    speaker: str
    sayings: tuple[Saying, ...]


class Regraded(Struct, frozen=True):
    """An event that more or better origins tell than before, or that is denied now."""

    entry: Entry
    before: str


class Resolved(Struct, frozen=True):
    """A kept question that came out."""

    number: int
    question: str
    outcome: str
    note: str


class Digest(Struct, frozen=True):
    """What changed from ``since`` to ``as_of`` (ISO 8601 days): ``every`` is daily, weekly or
    empty. Citations count the reports in ``sources``; ``new`` are those that came in."""

    title: str
    every: str
    since: str
    as_of: str
    judgement: str
    further: tuple[str, ...]
    confidence: str
    moved: tuple[Moved, ...]
    steady: tuple[Moved, ...]
    events: tuple[Entry, ...]
    regraded: tuple[Regraded, ...]
    said: tuple[Said, ...]
    ties: tuple[Relation, ...]
    conflicts: tuple[Conflict, ...]
    superseded: tuple[Superseded, ...]
    resolved: tuple[Resolved, ...]
    opened: tuple[Resolved, ...]
    scores: tuple[str, ...]
    new: tuple[Source, ...]
    sources: tuple[Source, ...]

    @property
    def quiet(self) -> bool:
        """Whether nothing came in and nothing moved."""
        return not (self.new or self.moved or self.resolved or self.opened or self.superseded)


def build_digest(
    brief: Brief,
    before: Brief | None,
    moves: Sequence[Move],
    kept: Mapping[str, Sequence[tuple[Asked, Outcome | None]]],
    card: Scorecard,
    *,
    since: str,
    every: str = "",
) -> Digest:
    """Put a digest together from two briefs, what moved the odds, and the kept questions that were
    ``opened`` and ``resolved`` in between."""
    names, citer = Names(), Citer([source.report for source in brief.sources])
    old = {source.report.id for source in before.sources} if before else set()
    new = [source for source in brief.sources if source.report.id not in old]
    fresh = {source.report.id for source in new}
    told = [_moved(move, names, citer, brief.as_of, fresh) for move in moves]
    ahead = sorted(told, key=lambda one: (-abs(one.change), one.number or 0))
    gone = {one.correction.report for one in before.superseded} if before else set()
    return Digest(
        title=brief.title,
        every=every,
        since=since,
        as_of=brief.as_of,
        judgement=brief.headline.judgement,
        further=brief.headline.further,
        confidence=brief.headline.confidence,
        moved=tuple(one for one in ahead if abs(one.change) >= LEAST),
        steady=tuple(one for one in ahead if abs(one.change) < LEAST),
        events=tuple(entry for entry in brief.timeline if _only(entry.citations, fresh)),
        regraded=tuple(_regraded(brief, before)),
        said=tuple(_said(brief, fresh)),
        ties=tuple(tie for tie in brief.relations if _only(tie.citations, fresh)),
        conflicts=tuple(
            c for c in brief.conflicts if any(_any(a.citations, fresh) for a in c.accounts)
        ),
        superseded=tuple(one for one in brief.superseded if one.correction.report not in gone),
        resolved=tuple(_resolved(*pair) for pair in kept.get("resolved", ())),
        opened=tuple(_resolved(*pair) for pair in kept.get("opened", ())),
        scores=(*summary(card), *_totals(card), *besides(card)) if card.scored else (),
        new=tuple(new),
        sources=brief.sources,
    )


def _moved(move: Move, names: Names, citer: Citer, as_of: str, fresh: Collection[str]) -> Moved:
    spans = [s for cause in move.causes for s in cause.spans]
    if move.shared:
        spans = [s for d in move.after.drivers for s in d.spans if s.report in fresh]
    return Moved(
        question=plain(move.question.text) or asked(move.question, as_of, names, move.after.given),
        number=move.number,
        before=percent(move.before) if move.before is not None else "not asked",
        after=percent(move.after.probability),
        word=move.after.word,
        confidence=move.after.confidence,
        change=move.change,
        why=tuple(_why(move)),
        citations=citer.cite_all(spans),
    )


def _why(move: Move) -> Iterator[str]:
    """The causes in sentences, time first."""
    if move.before is None or move.aged is None:
        yield "the record did not pose it before"
        return
    if abs(move.aged - move.before) >= VISIBLE:
        verb = "raised" if move.aged > move.before else "lowered"
        yield f"the passing of time alone {verb} it to {percent(move.aged)}"
    after = move.after.probability
    for cause in move.causes:
        verb = "raised" if after > cause.without else "lowered"
        reports = count(len(cause.reports), "new report")
        without = percent(cause.without)
        yield f"{plain(cause.origin)} {verb} it: {without} without its {reports}"
    if move.shared:
        verb = "raised" if after > move.aged else "lowered"
        yield f"several new origins {verb} it alike: without any one of them it would stand so too"


def _only(citations: Sequence[Citation], fresh: Collection[str]) -> bool:
    return bool(citations) and all(c.span.report in fresh for c in citations)


def _any(citations: Sequence[Citation], fresh: Collection[str]) -> bool:
    return any(c.span.report in fresh for c in citations)


def _regraded(brief: Brief, before: Brief | None) -> Iterator[Regraded]:
    """Entries that stood before under another grade; one is known again by its words."""
    grades = {
        key: entry.grade for entry in (before.timeline if before else ()) for key in _keys(entry)
    }
    for entry in brief.timeline:
        known = next((grades[key] for key in _keys(entry) if key in grades), entry.grade)
        if known != entry.grade:
            yield Regraded(entry, known)


def _keys(entry: Entry) -> list[tuple[object, ...]]:
    return [(c.span, entry.record.type, entry.modality) for c in entry.citations]


def _said(brief: Brief, fresh: Collection[str]) -> Iterator[Said]:
    for voice in brief.voices:
        words = tuple(s for s in voice.sayings if _only(s.citations, fresh))
        if words:
            yield Said(voice.speaker, words)


def _resolved(asked_one: Asked, outcome: Outcome | None) -> Resolved:
    return Resolved(
        number=asked_one.id,
        question=plain(asked_one.text or asked_one.question.resolution),
        outcome=outcome_words(outcome) if outcome else f"closes {asked_one.closes}",
        note=plain(outcome.note) if outcome else "",
    )


def _totals(card: Scorecard) -> Iterator[str]:
    for total in card.totals:
        if total.kind:
            continue
        skill = f", skill {total.skill.brier * 100:+.0f} % over the class" if total.skill else ""
        yield f"{plain(total.by)}: Brier {total.mean.brier:.3f}, log {total.mean.log:.3f}{skill}."


def summary_line(digest: Digest) -> str:
    """What a digest holds, in a line."""
    found = []
    if digest.new:
        found.append(count(len(digest.new), "new report"))
    if digest.events:
        found.append(count(len(digest.events), "new event"))
    if digest.moved:
        found.append(count(len(digest.moved), "question") + " moved")
    if digest.resolved:
        found.append(count(len(digest.resolved), "question") + " resolved")
    return listed(found) or "nothing new"
