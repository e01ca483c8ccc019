"""Reads the standing relations between actors, and gathers their tellings into ties."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from crisisdesk.reading.dates import DateFound
from crisisdesk.reading.modality import modality_of
from crisisdesk.reading.obligations import Duty, find_duties
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.tie_parties import (
    Line,
    codes_of,
    person_parties,
    phrase_start,
    relation_parties,
)
from crisisdesk.reading.tie_roles import Role, find_roles
from crisisdesk.reading.tie_words import Found, find_cues, tie_words
from crisisdesk.terms.records import Date, Obligation, Span, Tie, TieKind, record_id

if TYPE_CHECKING:
    from spacy.tokens import Token

Pair = tuple[str, str]

_FRIENDLY = ("alliance", "partnership")
_REAL = ("happened", "stated", "expected")
_DATE_REACH = 100  # characters between a treaty and the date of its signing
_NAME_WORDS = 12
_STOPS = ".!?:;…"
_SCORES = {"document": 0.9, "relation": 0.8, "person": 0.75, "role": 0.8, "duty": 0.7}
_UNNAMED = 0.6  # of these, where the sentence does not name both parties
_AGAIN = 0.05  # more for each further telling, up to
_MOST = 0.95
_MOST_TOKENS = 240
_LONGEST = 120  # tokens from which on a sentence is taken as it comes


@dataclass(frozen=True)
class Telling:
    """One telling of a tie; ``formal`` ranks it among those of the same pair."""

    kind: TieKind
    between: Pair
    span: Span
    formal: int = 0
    holder: str | None = None
    against: str | None = None
    item: str | None = None
    name: str | None = None
    start: Date | None = None
    replaces: str | None = None
    obligations: tuple[Obligation, ...] = ()
    rule: str = ""
    score: float = 1.0


@dataclass
class Told:
    """What has been read so far, in reading order; later sentences refer back to it."""

    tellings: list[Telling] = field(default_factory=list)
    last: Pair | None = None

    def add(self, telling: Telling) -> None:
        """Append a telling; a friendly pair becomes what "the pact" refers to."""
        self.tellings.append(telling)
        if telling.kind in _FRIENDLY:
            self.last = telling.between


def read_ties(page: Page) -> list[Tie]:
    """The ties that a report tells, in the order of their first telling.

    One tie for each pair and kind, alliance and partnership counted as one kind: the most formal
    telling names it, a stated defence duty makes it an alliance and a denied one a partnership.
    Questions and suppositions tell none. Codes are sorted, but for a supplier, who comes first.
    """
    told = Told()
    for part in page.parts:
        tops = _top_two(page, part)
        for line in _lines(page, part):
            for telling in _tellings(line, told, tops):
                told.add(telling)
            for duty in find_duties(line):
                _add_duty(line, duty, told)
    return _gathered(told.tellings)


def _lines(page: Page, part: Part) -> Iterator[Line]:
    """The sentences of a part that are no questions; a heading is one if it ends as one."""
    if part.passage.kind != "body" and part.doc.text.rstrip().endswith("?"):
        return
    for tokens in _sentences(part):
        words = [t for t in tokens if not t.is_quote]
        if words and not words[-1].text.endswith("?"):
            yield Line(page, part, tokens)


def _sentences(part: Part) -> Iterator[list[Token]]:
    """Sentences up to their full stop: where the parser breaks one off, it is put together."""
    tokens: list[Token] = []
    for sentence in part.doc.sents:
        tokens += [t for t in sentence if not t.is_space]
        words = [t for t in tokens[-3:] if not t.is_quote]
        if (words and words[-1].text[-1] in _STOPS) or len(tokens) > _LONGEST:
            yield from _bounded(tokens)
            tokens = []
    yield from _bounded(tokens)


def _bounded(tokens: list[Token]) -> Iterator[list[Token]]:
    """Pieces of ``_MOST_TOKENS``, so that the work on an endless sentence grows with it alone."""
    for start in range(0, len(tokens), _MOST_TOKENS):
        yield tokens[start : start + _MOST_TOKENS]


def _top_two(page: Page, part: Part) -> list[Pair]:
    """The two actors whom a passage mentions most, if it mentions two."""
    counts: Counter[str] = Counter()
    for i in range(len(part.doc)):
        mention = page.mention_at(part, part.doc[i])
        if mention is not None and mention.first == i and mention.how != "place":
            counts.update(codes_of(mention))
    most = [code for code, _ in counts.most_common(2)]
    return [(min(most), max(most))] if len(most) == 2 else []


def _tellings(line: Line, told: Told, tops: list[Pair]) -> Iterator[Telling]:
    """What one sentence tells."""
    here: list[Pair] = []
    for found in find_cues(line.tokens):
        if not _holds(line, found):
            continue
        for pair in _pairs(line, found, told, tops) or _same_sentence(found, here):
            here += [pair] if found.words.kind in _FRIENDLY else []
            yield _from_cue(line, found, pair)
    for role in find_roles(line):
        yield _from_role(line, role)


def _holds(line: Line, found: Found) -> bool:
    """Whether a cue tells of something that stands, and of the right business."""
    words, start = tie_words(), phrase_start(line, found.first)
    phrase = {line.token(i).lower_ for i in range(start, found.last)}
    if found.words.noun == "document" and phrase & words.other_business:
        return False
    if found.words.needs:
        end = min(found.last + 4, line.last)
        near = phrase | {line.token(i).lower_ for i in range(found.last, end)}
        if not near & set(words.strained):
            return False
    return modality_of(line.token(found.last - 1)) in _REAL


def _pairs(line: Line, found: Found, told: Told, tops: list[Pair]) -> list[Pair]:
    words = found.words
    if words.noun == "person":
        pairs = person_parties(line, found.first, found.last)
        return pairs or (tops if _two(line, found) else [])
    pairs = relation_parties(line, found.first, found.last, subject=not words.plain)
    if pairs or words.kind not in _FRIENDLY or not _refers_back(line, found):
        return pairs
    return [told.last] if told.last else (tops if _named(line, found) else [])


def _two(line: Line, found: Found) -> bool:
    """ "the two rivals" are the two whom the passage is about."""
    start = phrase_start(line, found.first)
    return any(line.token(i).lower_ in ("two", "both") for i in range(start, found.first))


def _refers_back(line: Line, found: Found) -> bool:
    start = phrase_start(line, found.first)
    if line.codes(start, found.first):
        return False
    if found.words.plain:  # "the pact", but not "the Simla accord"
        start = max(start, found.first - 1)
    return any(line.token(i).lower_ in tie_words().anaphors for i in range(start, found.first))


def _same_sentence(found: Found, here: list[Pair]) -> list[Pair]:
    """ "This alliance, cemented by a strategic partnership": the second is the first's."""
    words = found.words
    fits = words.kind in _FRIENDLY and words.noun != "person" and not words.plain
    return here[-1:] if fits else []


def _named(line: Line, found: Found) -> str | None:
    """The treaty's name, where it is written with capitals."""
    tokens = [line.token(i) for i in range(found.first, found.last)]
    if len(tokens) < 2 or not all(t.text[:1].isupper() or t.is_stop for t in tokens):
        return None
    return line.part.doc[found.first : found.last].text


def _from_cue(line: Line, found: Found, pair: Pair) -> Telling:
    cue = line.part.doc[found.first : found.last].text.lower()
    telling = Telling(
        found.words.kind,
        (min(pair), max(pair)),
        _sentence(line),
        found.words.formal,
        rule=f"{found.words.noun}:{cue}",
        score=_score(line, found.words.noun, pair),
    )
    if found.words.kind not in _FRIENDLY or found.words.noun == "person":
        return telling
    replaced = _replaced(line, found)
    cut = replaced[1] if replaced else None
    return replace(
        telling,
        name=_named(line, found),
        start=_signed(line, found, cut),
        replaces=replaced[0] if replaced else None,
    )


def _score(line: Line, rule: str, pair: Pair) -> float:
    """How far a telling is trusted: by its kind of cue, less where a party is only referred to."""
    named = set(pair) <= set(line.codes(line.first, line.last))
    return round(_SCORES[rule] * (1.0 if named else _UNNAMED), 2)


def _from_role(line: Line, role: Role) -> Telling:
    near = _near_date(line, role.at) if role.kind == "go-between" else None
    return Telling(
        role.kind,
        role.between,
        _sentence(line),
        holder=role.holder,
        against=role.against,
        item=role.item,
        start=near,
        rule=f"role:{role.kind}",
        score=_score(line, "role", role.between),
    )


def _sentence(line: Line) -> Span:
    start, end = line.part.at(line.tokens[0])[0], line.part.at(line.tokens[-1])[1]
    return line.page.span(start, end)


def _replaced(line: Line, found: Found) -> tuple[str, int] | None:
    """ "replacing a 2001 agreement": the words "2001 agreement", and where the clause begins."""
    words = tie_words()
    documents = {w for cue in words.cues if cue.noun != "person" for w in cue.words}
    for i in range(found.last, line.last):
        if line.token(i).lemma_.lower() not in words.replacing:
            continue
        first = i + 1
        while first < line.last and line.token(first).pos_ in ("DET", "PRON", "ADP"):
            first += 1
        for last in range(first, min(first + _NAME_WORDS, line.last)):
            if line.token(last).is_punct and line.token(last).text not in "-–":
                break
            if line.token(last).lower_ in documents:
                return line.part.doc[first : last + 1].text, line.part.at(line.token(i))[0]
    return None


def _dates(line: Line) -> list[DateFound]:
    """The dates told in a sentence, in order."""
    span, dates = _sentence(line), line.page.dates
    low = bisect_left(dates, span.start, key=lambda d: d.start)
    high = bisect_left(dates, span.end, key=lambda d: d.start)
    return dates[low:high]


def _signed(line: Line, found: Found, cut: int | None) -> Date | None:
    """When it was signed: a date in the noun phrase, right after it, or with a verb of signing."""
    head = line.part.at(line.token(found.last - 1))[1]
    start = line.part.at(line.token(phrase_start(line, found.first)))[0]
    signing = any(t.lemma_.lower() in tie_words().signing for t in line.tokens)
    for date in sorted(_dates(line), key=lambda d: abs(d.start - head)):
        if cut is not None and date.start >= cut:
            continue
        inside = start <= date.start < head
        beside = 0 <= date.start - head <= len(" since early ")
        if inside or beside or (signing and abs(date.start - head) <= _DATE_REACH):
            return _as_date(line, date)
    return None


def _near_date(line: Line, at: int) -> Date | None:
    place = line.part.at(line.token(at))[0]
    dates = sorted(_dates(line), key=lambda d: abs(d.start - place))
    return _as_date(line, dates[0]) if dates else None


def _as_date(line: Line, date: DateFound) -> Date:
    return Date(date.value, date.basis, line.page.span(date.start, date.end))


def _add_duty(line: Line, duty: Duty, told: Told) -> None:
    """Hang a duty on the tie of the sentence's actors, else the last, else one of its own."""
    codes = line.codes(duty.first, duty.last)
    pair = _pair_among(codes, told) or _own_pair(line, duty, codes, told)
    if pair is None:
        return
    kind: TieKind = "partnership"
    told.add(
        Telling(
            kind,
            pair,
            _sentence(line),
            obligations=(duty.obligation,),
            rule=f"duty:{duty.obligation.kind}",
            score=_score(line, "duty", pair),
        )
    )


def _pair_among(codes: list[str], told: Told) -> Pair | None:
    here = set(codes)
    pairs = [t.between for t in told.tellings if t.kind in _FRIENDLY]
    return next((p for p in reversed(pairs) if here >= set(p)), None)


def _own_pair(line: Line, duty: Duty, codes: list[str], told: Told) -> Pair | None:
    if len(codes) == 2:
        return min(codes), max(codes)
    fits = told.last is not None and (not codes or bool(set(codes) & set(told.last)))
    return told.last if fits else None


def _gathered(tellings: list[Telling]) -> list[Tie]:
    """One tie for each pair and kind, in the order of first telling."""
    groups: dict[tuple[str, Pair, str | None], list[Telling]] = {}
    for telling in tellings:
        kind = "friendly" if telling.kind in _FRIENDLY else telling.kind
        groups.setdefault((kind, telling.between, telling.holder), []).append(telling)
    return [_tie(group) for group in groups.values()]


def _tie(group: list[Telling]) -> Tie:
    best = max(group, key=lambda t: t.formal)
    obligations = _distinct([o for t in group for o in t.obligations])
    spans = list(dict.fromkeys(t.span for t in group))
    main = best.span
    kind = _kind(best.kind, obligations)
    return Tie(
        id=record_id("t", main, kind, *best.between, best.holder),
        kind=kind,
        between=best.between,
        span=main,
        directed=kind == "arms supplier",
        holder=best.holder,
        against=next((t.against for t in group if t.against), None),
        item=next((t.item for t in group if t.item), None),
        name=next((t.name for t in group if t.name), None),
        valid_from=next((t.start for t in sorted(group, key=lambda t: -t.formal) if t.start), None),
        replaces=next((t.replaces for t in group if t.replaces), None),
        obligations=obligations,
        also=tuple(s for s in spans if s != main),
        rule=best.rule,
        score=round(min(_MOST, best.score + _AGAIN * (len(spans) - 1)), 2),
    )


def _distinct(obligations: list[Obligation]) -> tuple[Obligation, ...]:
    return tuple({(o.kind, o.stated): o for o in reversed(obligations)}.values())[::-1]


def _kind(kind: TieKind, obligations: tuple[Obligation, ...]) -> TieKind:
    """An alliance is a promise to fight: what states it is one, what denies it is none."""
    defense = {o.stated for o in obligations if o.kind == "defense"}
    if kind not in _FRIENDLY or not defense:
        return kind
    return "alliance" if True in defense else "partnership"
