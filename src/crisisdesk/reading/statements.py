"""Attributed speech as records: who said what, to whom, through whom, when, about whom."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crisisdesk.reading.antecedents import People, Speech
from crisisdesk.reading.attribution import Attribution
from crisisdesk.reading.attributions import (
    attributions,
    opening_subject,
    relayed,
    without_inner,
)
from crisisdesk.reading.cues import is_lemma, lexicon
from crisisdesk.reading.dates import date_of
from crisisdesk.reading.frames import Frame, build_frame
from crisisdesk.reading.gender import PRONOUNS
from crisisdesk.reading.minds import is_person
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.sources import Source, who_spoke_before
from crisisdesk.reading.speakers import (
    bare_text,
    clear_of_dates,
    described,
    named,
    speaker_words,
    unnamed,
)
from crisisdesk.terms.records import Actor, Date, Form, Statement, record_id

if TYPE_CHECKING:
    from spacy.tokens import Token

_PRONOUNS = frozenset({"they", "their", "who"})
_OUTLET_WORDS = 5  # an outlet's name is short; longer phrases are people with their offices
_SCORES = {
    "tag": 0.95,
    "signed": 0.9,
    "turn": 0.9,
    "label": 0.85,
    "lead": 0.95,
    "above": 0.85,
    "phrase": 0.85,
    "closing": 0.85,
    "told": 0.8,
    "noun": 0.7,
    "aside": 0.7,
    "alone": 0.7,
    "near": 0.6,
    "governed": 0.6,
    "bare": 0.3,
}


@dataclass
class _Floor:
    """Who has the floor while a report is read, and whom it has called experts."""

    people: People
    speaker: Actor | None = None
    span: tuple[int, int] | None = None
    date: Date | None = None
    fresh: bool = False
    experts: set[str] = field(default_factory=set)
    last: Speech | None = None  # who of people, not bodies, spoke last

    def take(
        self, actor: Actor, span: tuple[int, int] | None, date: Date | None, *, person: bool
    ) -> None:
        """Gives somebody the floor."""
        self.speaker, self.span, self.date = actor, span, date
        if person and span is not None:
            self.last = Speech(actor, span[0])


def read_statements(page: Page) -> list[Statement]:
    """The attributed speech of a page's body, in the order of its words; headings make none."""
    floor = _Floor(People(page))
    found: list[Statement] = []
    for part in page.parts:
        frame = build_frame(page, part)
        # A short question looks like a heading; in an interview it is a turn.
        if part.passage.kind == "body" or frame.turn:
            found.extend(_of_part(page, frame, floor))
    unique = {statement.id: statement for statement in found}
    return sorted(unique.values(), key=lambda s: (s.span.start, s.span.end))


def _of_part(page: Page, frame: Frame, floor: _Floor) -> Iterator[Statement]:
    every = _without_wrapping([a for a in attributions(frame) if a.asserted and a.attitude])
    relays = {id(a) for a in every if _is_relay(page, a) and _has_company(frame, a, every)}
    tags = [a for a in every if a.rule == "closing" and id(a) not in relays]
    every = without_inner(every, tags)
    for sentence in frame.sentences:
        inside = [a for a in every if sentence[0] <= a.content[0] < sentence[1]]
        via = _outlets(page, frame, sentence, [a for a in inside if id(a) in relays])
        for attribution in inside:
            if id(attribution) not in relays:
                yield from _statement(page, attribution, sentence, via, floor)
        if not inside:
            _pass_floor(page, frame, sentence, floor)


def _without_wrapping(every: list[Attribution]) -> list[Attribution]:
    """The attributions but for a document's, where somebody speaks in it: ``X said as much,
    according to a readout`` is X's."""
    said = [a for a in every if a.attitude == "said" and a.rule != "phrase"]
    return [
        a if a.rule != "phrase" or a.quoted is not None else relayed(a)
        for a in every
        if a.rule != "phrase"
        or a.quoted is not None
        or not any(a.content[0] <= _cue_at(b) < a.content[1] for b in said)
    ]


def _pass_floor(page: Page, frame: Frame, sentence: tuple[int, int], floor: _Floor) -> None:
    """A sentence without speech may still name the one whose quote follows."""
    source = opening_subject(frame, sentence)
    source = clear_of_dates(page, source) if source is not None else None
    actor = (named(page, source) or described(source)) if source is not None else None
    if source is not None and actor is not None and actor.name:
        where, date = (
            frame.offsets(source.first, source.last),
            _said_on(page, frame, sentence, None),
        )
        floor.take(actor, where, date, person=_is_one(page, source, actor))
        floor.fresh = True


def _statement(
    page: Page,
    a: Attribution,
    sentence: tuple[int, int],
    via: tuple[str, ...],
    floor: _Floor,
) -> Iterator[Statement]:
    frame = a.frame
    speaker, where = _speaker(page, a, floor)
    if speaker is None and not (a.quoted and a.direct):
        return
    if a.quoted and _is_title(frame, a):
        return
    start, end = (
        (a.quoted.quote.start, a.quoted.quote.end) if a.quoted else frame.offsets(*a.content)
    )
    form = _form(a)
    date = floor.date if a.rule == "alone" else _said_on(page, frame, sentence, a)
    if date is None and floor.fresh and speaker is not None and speaker == floor.speaker:
        date = floor.date  # "On Monday X took it back. "...," he said."
    floor.fresh = False
    span = page.span(start, end)
    if speaker is not None:
        floor.take(speaker, where, date, person=_is_one(page, a.source, speaker))
    yield Statement(
        id=record_id("s", span, form, speaker.name if speaker else None),
        form=form,
        words=page.text[start:end],
        span=span,
        speaker=speaker,
        speaker_span=page.span(*where) if where else None,
        cue_span=page.span(*frame.offsets(*a.cue)) if a.cue else None,
        addressee=_addressee(frame, a),
        via=via,
        date=date,
        about=_about(page, frame, sentence if form == "fragment" else a.content),
        expert=_expert(a, speaker, floor),
        rule=a.rule,
        score=_SCORES.get(a.rule, 0.5) if speaker else 0.3,
        attitude=a.attitude or "said",
    )


def _is_one(page: Page, source: Source | None, actor: Actor) -> bool:
    """Whether a source is one person; a quote without any goes on with who spoke."""
    if source is None:
        return True
    inside = list(page.mentions_in(source.part, source.first, source.last))
    if actor.name and any(m.how == "person" and actor in m.actors for m in inside):
        return True  # also "experts like X"
    known = page.mention_at(source.part, source.head)
    if known is not None and known.how in ("name", "demonym", "metonym"):
        return False
    # A place that no list knows is a name that the tagger took for one.
    return is_person(source.head) or source.head.ent_type_ == "LOC"


def _form(a: Attribution) -> Form:
    """Direct are whole quotes and the turns of an interview, which stand there word for word."""
    if a.quoted is None:
        return "direct" if a.rule == "turn" else "indirect"
    return "direct" if a.direct else "fragment"


def _cue_at(a: Attribution) -> int:
    return a.cue[0] if a.cue else a.content[0]


def _is_title(frame: Frame, a: Attribution) -> bool:
    """Whether the marks set off a name ("Red River") that nobody is cited for."""
    words = [t for t in frame.doc[a.content[0] : a.content[1]] if t.text[:1].isalpha()]
    names = all(t.text[:1].isupper() or t.pos_ in ("ADP", "DET", "CCONJ") for t in words)
    return a.rule in ("governed", "bare", "near") and names


# --- the speaker


def _speaker(
    page: Page, a: Attribution, floor: _Floor
) -> tuple[Actor | None, tuple[int, int] | None]:
    source = a.source
    if a.rule == "alone":
        return floor.speaker, floor.span
    if source is None:
        spoken = a.rule in ("tag", "lead", "near")
        return (floor.speaker, floor.span) if spoken and a.direct else (None, None)
    clear = clear_of_dates(page, source)
    if clear is None:
        opening = opening_subject(a.frame, a.frame.sentence_of(source.head.i))
        clear = clear_of_dates(page, opening) if opening is not None else None
    if clear is None:
        return None, None
    source, where = clear, a.frame.offsets(clear.first, clear.last)
    if source.head.lower_ in PRONOUNS:
        return _he_or_she(page, a, source, floor), where
    pronoun = source.head.lower_
    actor = named(page, source)
    same = floor.speaker is not None and _same_statement(source)
    if actor is None and (same or pronoun in _PRONOUNS):
        return floor.speaker, where
    if actor is None and a.rule != "governed":
        actor = described(source)
    if actor is None and a.rule == "turn":
        actor = Actor(code=None, name=bare_text(source))
    return unnamed(source, actor), where


def _he_or_she(page: Page, a: Attribution, source: Source, floor: _Floor) -> Actor | None:
    """Whom "he" or "she" beside speech means; names inside a quote are no antecedents."""
    before = who_spoke_before(a.frame, source.head)
    actor = (named(page, before) or described(before)) if before is not None else None
    if actor is not None and floor.people.fits(actor, source.head.lower_):
        return actor
    actor = floor.people.meant(a.frame.part, source.head, floor.last)
    if actor is None and (known := named(page, source)) is not None:
        actor = known if floor.people.fits(known, source.head.lower_) else None
    return actor


def _same_statement(source: Source) -> bool:
    """ "The statement added": whoever has just been cited from it."""
    words = source.part.doc[source.first : source.last]
    return words.text.casefold() in ("the statement", "the letter", "the post", "the message")


def _expert(a: Attribution, speaker: Actor | None, floor: _Floor) -> bool:
    """Whether the speaker's trade is judging: said here, or earlier in the report."""
    if speaker is None:
        return False
    known = f"{speaker.role or ''} {speaker.affiliation or ''}".casefold()
    beside = _beside(a).casefold()
    words = lexicon().speech
    expert = speaker.sector == "EDU" or any(w in known.split() for w in words.expert_words)
    expert = expert or any(w in beside.replace("s ", " ").split() for w in words.expert_words)
    expert = expert or (
        speaker.sector in (None, "EDU", "CVL", "OTH")
        and bool(speaker.name)
        and any(f" {w}" in f" {known} {beside}" for w in words.expert_places)
    )
    key = speaker.name or ""
    if expert and key:
        floor.experts.add(key)
    return expert or key in floor.experts


def _beside(a: Attribution) -> str:
    """The words of the source's phrase, with what stands in apposition behind it."""
    if a.source is None:
        return ""
    doc, last = a.frame.doc, a.source.last
    if last < len(doc) and doc[last].text == ",":
        last = min(len(doc), last + 8)
    return str(doc[a.source.first : last].text)


# --- outlets, listeners, dates


def _is_relay(page: Page, a: Attribution) -> bool:
    """Whether the source is an outlet that passes words on."""
    if a.source is None or a.quoted is not None:
        return False
    words = a.frame.doc[a.source.first : a.source.last]
    titles = speaker_words() - set(lexicon().speech.outlet_words)
    if len(words) > _OUTLET_WORDS or any(t.lower_.removesuffix("s") in titles for t in words):
        return False
    return _is_outlet(page, a.source.part, a.source.head)


def _is_outlet(page: Page, part: Part, head: Token) -> bool:
    if head.lower_ in lexicon().speech.outlet_words:
        return True
    mention = page.mention_at(part, head)
    if mention is not None and mention.actors:
        return mention.actors[0].sector == "MED"
    return bool(head.text[:1].isupper()) and head.ent_type_ != "PERSON"


def _has_company(frame: Frame, a: Attribution, every: Sequence[Attribution]) -> bool:
    sentence = frame.sentence_of(a.content[0])
    return any(b is not a and sentence[0] <= b.content[0] < sentence[1] for b in every)


def _outlets(
    page: Page, frame: Frame, sentence: tuple[int, int], relays: Sequence[Attribution]
) -> tuple[str, ...]:
    """The outlets that a sentence's words came through, in order, each once."""
    names = [bare_text(a.source) for a in relays if a.source and clear_of_dates(page, a.source)]
    doc = frame.doc
    for token in doc[sentence[0] : sentence[1] - 1]:
        i = token.i
        if frame.quoted(i) or not _passes_on(token):
            continue
        first = i + (2 if doc[i].lower_ == "according" else 1)
        name = _name_from(frame, first, sentence[1])
        if (
            name
            and not _dated(page, frame, name)
            and _is_outlet(page, frame.part, doc[name[1] - 1])
        ):
            start = name[0] + (doc[name[0]].pos_ == "DET")
            names.append(" ".join(doc[start : name[1]].text.split()))
    return tuple(dict.fromkeys(names))


def _dated(page: Page, frame: Frame, tokens: tuple[int, int]) -> bool:
    start, end = frame.offsets(*tokens)
    return any(d.start < end and start < d.end for d in page.dates)


def _passes_on(token: Token) -> bool:
    """Whether an outlet's name may follow: "told", "per", "according to", "quoted by"."""
    if token.lower_ in ("per", "according"):
        return True
    if token.lower_ == "by" and token.i:
        return is_lemma(token.nbor(-1), lexicon().speech.relays)
    return is_lemma(token, ["tell"])


def _name_from(frame: Frame, first: int, last: int) -> tuple[int, int] | None:
    doc, at = frame.doc, first
    while at < last and doc[at].pos_ in ("PROPN", "DET", "NOUN") and not frame.quoted(at):
        at += 1
    named = any(t.pos_ == "PROPN" for t in doc[first:at])
    return (first, at) if named else None


def _addressee(frame: Frame, a: Attribution) -> str | None:
    """To whom: the object of "tell" and its like, or what "to" brings under a verb of speech."""
    if a.cue is None:
        return None
    verb, audience = frame.doc[a.cue[0]], lexicon().speech.audience
    told = is_lemma(verb, audience.verbs)
    for child in _listeners(verb):
        case = next((c.lower_ for c in child.children if c.dep_ == "case"), "")
        if (told and child.dep_ in ("obj", "iobj")) or (child.dep_ == "obl" and case == "to"):
            return _words_of(frame, child, case)
        if child.dep_ == "obj" and is_lemma(child.head, ["address"]):
            return _words_of(frame, child, "")
    return None


def _listeners(verb: Token) -> Iterator[Token]:
    yield from verb.children
    if verb.dep_ in ("advcl", "conj", "xcomp"):
        yield from verb.head.children


def _words_of(frame: Frame, head: Token, case: str) -> str | None:
    inside = [t.i for t in head.subtree if not frame.quoted(t.i) and t.i <= head.i + 3]
    inside = [i for i in inside if i <= head.i or frame.doc[i].pos_ in ("PROPN", "NOUN", "ADP")]
    if not inside:
        return None
    first = min(inside) + (1 if case else 0)
    return " ".join(frame.doc[first : head.i + 1].text.split()) or None


def _said_on(
    page: Page, frame: Frame, sentence: tuple[int, int], a: Attribution | None
) -> Date | None:
    """The day of the speech: the date that the sentence tells outside any words attributed."""
    start, end = frame.offsets(*sentence)
    dates = [d for d in page.dates if start <= d.start and d.end <= end]
    dates = [d for d in dates if not page.quote_over(d.start, d.end)]
    if a is not None and a.quoted is None:
        dates = [d for d in dates if not _within(frame, d.start, a)]
    cue = frame.offsets(_cue_at(a), _cue_at(a) + 1)[0] if a is not None else start
    found = date_of(dates, start, end, trigger=cue)
    if found is None:
        return None
    return Date(found.value, found.basis, page.span(found.start, found.end))


def _within(frame: Frame, at: int, a: Attribution) -> bool:
    """Whether an offset lies in told words, but for the tag that may stand among them."""
    start, end = frame.offsets(*a.content)
    if not start <= at < end:
        return False
    if a.cue is None or not a.content[0] <= a.cue[0] < a.content[1] or a.rule != "closing":
        return True
    stops = [t.i for t in frame.doc[a.cue[1] : a.content[1]] if t.is_punct]
    tag = frame.offsets(a.cue[0], stops[0] if stops else a.content[1])
    return not tag[0] <= at < tag[1]


def _about(page: Page, frame: Frame, content: tuple[int, int]) -> tuple[str, ...]:
    """The codes that the words mention, in order."""
    here = [m for m in page.mentions if m.part == frame.part.index]
    # What a pronoun stands for is the least sure of all that is known of the words.
    inside = [m for m in here if content[0] <= m.head < content[1] and m.how != "pronoun"]
    codes = [actor.code for m in inside for actor in m.actors if actor.code]
    return tuple(dict.fromkeys(codes))
