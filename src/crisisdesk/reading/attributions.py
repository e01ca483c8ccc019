"""Finds attributions in a parsed passage: whose words, by which cue, and which words they are.

A quote's cue is sought where writers put it, in this order: right behind the quote, right before
it, above it in the parse, then anywhere in its sentence. Speech that is only told is what its cue
takes in the parse; where the parse gives nothing, what stands behind or before the cue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crisisdesk.reading.cues import Cue, lexicon, noun_classes, verb_cue
from crisisdesk.reading.frames import TERMINAL, Frame, Quoted
from crisisdesk.reading.sources import (
    Source,
    first_subject,
    phrase,
    phrase_starting,
    source_of,
    subject_before,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

Range = tuple[int, int]

_SPOKEN = frozenset({"say", "utter", "ask"})
_TAG_REACH = 16  # tokens a tag's subject may take between a quote and its verb
_CLIMB = 12
_UNREAL = frozenset({"would", "could", "should", "may", "might", "must", "will", "shall", "’ll"})
_NEGATED = frozenset({"not", "n't", "n’t", "never"})
_LEAD_IN = ("DET", "ADP", "ADV", "SCONJ", "PART", "PRON", "ADJ", "AUX")
_LATER = frozenset({"punct", "cc", "conj", "parataxis", "nsubj", "nsubj:outer", "mark"})


@dataclass(frozen=True)
class Attribution:
    """Words (``content``, tokens of the frame's part, end exclusive) and whose they are.

    ``quoted`` is set where they stand between quotation marks; ``source`` is None where the
    sentence names nobody. ``rule`` says how they were found."""

    frame: Frame
    content: Range
    rule: str
    cue: Range | None = None
    source: Source | None = None
    quoted: Quoted | None = None
    direct: bool = False


def attributions(frame: Frame) -> list[Attribution]:
    """All attributions of one passage, in the order of their words. Never raises on odd text."""
    found: list[Attribution] = []
    for first, last in frame.sentences:
        found.extend(_in_sentence(frame, first, last))
    return sorted(found, key=lambda a: (a.content, a.rule))


def _in_sentence(frame: Frame, first: int, last: int) -> list[Attribution]:
    cues = list(_cues(frame, first, last))
    quotes = [_attributed(frame, q, cues, (first, last)) for q in frame.quotes_in(first, last)]
    if frame.doc[last - 1].text == "?":
        return quotes
    used = {a.cue[0]: a for a in quotes if a.cue is not None}
    told = [a for cue in cues for a in _told(frame, cue, (first, last), used)]
    told += [a for i in range(first, last) for a in _owned(frame, i, (first, last))]
    if not told and not quotes:
        told = [_relayed(frame, a, cues) for a in _by_phrase(frame, first, last)]
    return quotes + [a for a in told if not _is_quoted(frame, a.content, quotes)]


def without_inner(found: list[Attribution], tags: list[Attribution]) -> list[Attribution]:
    """The attributions but for told speech within the words of a tag that closes a sentence:
    what Russia thinks, where the Kremlin tells it, is the Kremlin's telling."""
    return [
        a
        for a in found
        if a.quoted is not None
        or a in tags
        or not any(t.content[0] <= a.content[0] < t.content[1] for t in tags)
    ]


def _relayed(frame: Frame, a: Attribution, cues: list[Cue]) -> Attribution:
    """What a document tells of somebody's speech is that person's: ``X repeated as much,
    according to a readout``."""
    for cue in cues:
        if not a.content[0] <= cue.token.i < a.content[1] or "say" not in cue.classes:
            continue
        source = _source(frame, cue)
        if source is not None and source.head.pos_ in ("PROPN", "PRON") and _asserted(cue):
            where = (cue.token.i, cue.last + 1)
            return Attribution(frame, a.content, "told", where, source)
    return a


def _source(frame: Frame, cue: Cue) -> Source | None:
    """The source of a cue; a participle ("..., stating") shares that of the speech before it."""
    first = frame.sentence_of(cue.token.i)[0]
    if cue.token.lower_.endswith("ing") and not any(c.dep_ == "aux" for c in cue.token.children):
        for earlier in _cues(frame, first, cue.token.i):
            if earlier.classes & {"say", "hold", "plan"} and earlier.token.lower_[-3:] != "ing":
                return source_of(frame, earlier)
    source = source_of(frame, cue)
    if source is not None and source.first > cue.last + 2:  # too far behind to be inverted
        source = subject_before(frame, cue) or source
    return widened(frame, source) if source is not None else None


def widened(frame: Frame, source: Source) -> Source:
    """A source with the title or article before it, which a parse may have cut off."""
    first, low = source.first, frame.sentence_of(source.head.i)[0]
    while first > low and not frame.quoted(first - 1):
        token = frame.doc[first - 1]
        if token.pos_ not in ("NOUN", "PROPN", "ADJ", "DET") or verb_cue(token) is not None:
            break
        first -= 1
    return Source(source.part, source.head, first, source.last)


def _cues(frame: Frame, first: int, last: int) -> Iterator[Cue]:
    for token in frame.doc[first:last]:
        if frame.quoted(token.i) or token.pos_ in ("PROPN", "ADP", "DET", "PUNCT"):
            continue
        cue = verb_cue(token)
        if cue is None or _adverbial_noun(token):
            continue
        yield cue


def _adverbial_noun(token: Token) -> bool:
    """Whether the form is a noun or adjective here ("a report", "the claims")."""
    if token.pos_ != "NOUN" or _misread(token):
        return False
    return token.dep_ not in ("ROOT", "ccomp", "conj", "parataxis") or any(
        c.dep_ in ("det", "amod", "nmod:poss", "case") for c in token.children
    )


def _misread(token: Token) -> bool:
    """Whether a tagger took a verb for a noun: ``Name denies wrongdoing`` without any verb."""
    if token.pos_ != "NOUN" or token.i == 0 or not token.lower_.endswith("s"):
        return False
    before, behind = token.doc[token.i - 1], token.doc[token.i + 1 : token.i + 2].text
    if not before.text.istitle() or before.pos_ in ("DET", "PART") or not behind[:1].isalpha():
        return False
    if behind == "that":
        return True
    return behind.islower() and not any(t.pos_ in ("VERB", "AUX") for t in token.sent)


# --- quotes


def _attributed(frame: Frame, quoted: Quoted, cues: list[Cue], sentence: Range) -> Attribution:
    direct = is_direct(frame, quoted, sentence)
    content = (quoted.first, quoted.last)
    by_phrase = _phrase_behind(frame, quoted.closing, sentence)
    if by_phrase is not None:
        return Attribution(frame, content, "phrase", *by_phrase, quoted, direct)
    cue, rule = _cue_of(frame, quoted, cues, sentence)
    if cue is not None:
        source = _tag_source(frame, cue, quoted, sentence) if rule == "tag" else None
        source = source or _source(frame, cue)
        return Attribution(
            frame, content, rule, (cue.token.i, cue.last + 1), source, quoted, direct
        )
    phrases = list(_by_phrase(frame, *sentence))
    if phrases:
        found = phrases[0]
        return Attribution(frame, content, "phrase", found.cue, found.source, quoted, direct)
    if not _other_words(frame, quoted, sentence):
        return Attribution(frame, content, "alone", None, None, quoted, direct)
    return _governed(frame, quoted, direct)


def _tag_source(frame: Frame, cue: Cue, quoted: Quoted, sentence: Range) -> Source | None:
    """The source of ``"...," said X``: the noun phrase behind the cue that the quote precedes."""
    behind = cue.last + 1
    between = frame.doc[quoted.closing : cue.token.i]
    if behind >= sentence[1] or any(not t.is_punct and t.pos_ != "ADV" for t in between):
        return None
    if frame.doc[behind].pos_ not in ("PROPN", "NOUN", "DET", "ADJ", "PRON"):
        return None
    return phrase_starting(frame, behind, sentence[1])


def is_direct(frame: Frame, quoted: Quoted, sentence: Range) -> bool:
    """Whether a quote is a saying of its own rather than a piece of the reporter's sentence."""
    words = frame.doc[quoted.first : quoted.last]
    if not any(t.pos_ in ("VERB", "AUX") for t in words):
        return not _other_words(frame, quoted, sentence) and len(words) > 3
    starts = not any(t.text[:1].isalnum() for t in frame.doc[sentence[0] : quoted.opening])
    if words[0].text[:1].isupper() or words[0].text[:1].isdigit():
        before = frame.doc[quoted.opening - 1] if quoted.opening else None
        introduced = before is None or before.text in (",", ":", ";") or len(words) > 5
        return starts or introduced or before is None or verb_cue(before) is not None
    if starts:
        return len(words) > 3 and frame.doc[quoted.last - 1].text in ",.!?—–"
    before = frame.doc[quoted.opening - 1]
    earlier = [q for q in frame.quotes_in(sentence[0], quoted.opening)]
    return before.text == "," and bool(earlier) and is_direct(frame, earlier[-1], sentence)


def _other_words(frame: Frame, quoted: Quoted, sentence: Range) -> bool:
    return any(
        t.text[:1].isalnum() and not frame.quoted(t.i) for t in frame.doc[sentence[0] : sentence[1]]
    )


def _cue_of(
    frame: Frame, quoted: Quoted, cues: list[Cue], sentence: Range
) -> tuple[Cue | None, str]:
    spoken = [c for c in cues if c.classes & _SPOKEN]
    # Beside a quote a verb of speech is one, whatever the tagger took it for.
    loose = [c for c in map(verb_cue, frame.doc[sentence[0] : sentence[1]]) if c is not None]
    loose = [c for c in loose if c.classes & _SPOKEN and not frame.quoted(c.token.i)]
    finders: tuple[tuple[str, Callable[[], Cue | None]], ...] = (
        ("tag", lambda: _behind(frame, quoted, loose)),
        ("lead", lambda: _before(frame, quoted, loose)),
        ("above", lambda: _above(quoted, frame, _without_relays(cues, loose, quoted))),
        ("near", lambda: _near(frame, quoted, _without_relays(spoken or loose, loose, quoted))),
    )
    for rule, find in finders:
        cue = find()
        if cue is not None:
            return cue, rule
    return None, ""


def _without_relays(cues: list[Cue], loose: list[Cue], quoted: Quoted) -> list[Cue]:
    """The cues but for those of an outlet behind the quote (", Reuters reported"), where
    somebody's own speech leads to it."""
    relays = lexicon().speech.relays
    if not any(c.token.i < quoted.opening for c in loose):
        return cues
    return [c for c in cues if c.token.i < quoted.opening or c.lemma not in relays]


def _behind(frame: Frame, quoted: Quoted, cues: list[Cue]) -> Cue | None:
    """The cue of a tag: ``"...," said X`` or ``"...," X of Y said``."""
    doc, at = frame.doc, quoted.closing
    final = doc[quoted.last - 1].text[-1:]
    if final not in ",?!—–-" and (at >= len(doc) or doc[at].text not in (",", "—", "–")):
        return None
    for i in range(at, min(len(doc), at + _TAG_REACH)):
        cue = next((c for c in cues if c.token.i == i), None)
        if cue is not None:
            return cue
        stops = doc[i].pos_ in ("VERB", "CCONJ") or doc[i].lower_ in ("that", "which", "who")
        if frame.quoted(i) or stops or doc[i].text in TERMINAL:
            return None
    return None


def _before(frame: Frame, quoted: Quoted, cues: list[Cue]) -> Cue | None:
    """The cue that leads to a quote: ``saying, "..."``, ``told the paper: "..."``."""
    doc, i = frame.doc, quoted.opening - 1
    if i >= 0 and doc[i].text == ":":
        ahead = [c for c in cues if c.token.i < i and not _quotes_between(frame, c.token.i, i)]
        return ahead[-1] if ahead else None
    for j in range(i, max(-1, i - 5), -1):
        cue = next((c for c in cues if j in (c.token.i, c.last)), None)
        if cue is not None:
            return cue
        if doc[j].text != "," and doc[j].pos_ not in _LEAD_IN:
            return None
    return None


def _quotes_between(frame: Frame, first: int, last: int) -> bool:
    return any(frame.quoted(i) for i in range(first, last))


def _roots(frame: Frame, quoted: Quoted) -> list[Token]:
    words = frame.doc[quoted.first : quoted.last]
    return [t for t in words if not quoted.first <= t.head.i < quoted.last or t.head is t]


def _above(quoted: Quoted, frame: Frame, cues: list[Cue]) -> Cue | None:
    """The nearest cue on the way from the quote's head up to the root."""
    by_token = {c.token.i: c for c in cues}
    for root in _roots(frame, quoted):
        token = root
        for _ in range(_CLIMB):
            if token.head == token:
                break
            token = token.head
            if token.i in by_token:
                return by_token[token.i]
    return None


def _near(frame: Frame, quoted: Quoted, cues: list[Cue]) -> Cue | None:
    """The nearest cue of speech in the sentence, those before the quote first."""
    before = [c for c in cues if c.token.i < quoted.opening]
    after = [c for c in cues if c.token.i >= quoted.closing]
    return before[-1] if before else (after[0] if after else None)


def _governed(frame: Frame, quoted: Quoted, direct: bool) -> Attribution:
    """A quote without any cue goes to whoever's verb governs it."""
    content = (quoted.first, quoted.last)
    for root in _roots(frame, quoted):
        token = root
        for _ in range(_CLIMB):
            if token.pos_ == "VERB" and not frame.quoted(token.i) and not _passive(token):
                source = source_of(frame, Cue(token, token.lemma_, frozenset(), token.i))
                where = (token.i, token.i + 1)
                return Attribution(frame, content, "governed", where, source, quoted, direct)
            if token.head == token:
                break
            token = token.head
    return Attribution(frame, content, "bare", None, None, quoted, direct)


# --- phrases that name the source


def _by_phrase(frame: Frame, first: int, last: int) -> Iterator[Attribution]:
    """``According to X, ...`` and ``..., per X``."""
    for i in range(first, last):
        cue = _phrase_cue(frame, i)
        if cue is None:
            continue
        source = _source_behind(frame, cue[1], last)
        if source is None:
            continue
        if any(t.text[:1].isalnum() for t in frame.doc[first:i]):
            content = trim(frame, first, i)
        else:
            content = trim(frame, source.last, last)
        if content[1] - content[0] > 2:
            yield Attribution(frame, content, "phrase", cue, source)
            return


def _phrase_cue(frame: Frame, i: int) -> Range | None:
    doc = frame.doc
    if frame.quoted(i):
        return None
    if doc[i].lower_ == "according" and i + 1 < len(doc) and doc[i + 1].lower_ == "to":
        return i, i + 2
    nexts = doc[i + 1] if i + 1 < len(doc) else None
    if doc[i].lower_ != "per" or nexts is None or nexts.lower_ in ("cent", "capita", "se"):
        return None
    opens = i == 0 or doc[i - 1].text in (",", "(", "—", "”", '"', "–")
    return (i, i + 1) if opens and nexts.pos_ not in ("NUM", "VERB") else None


def _source_behind(frame: Frame, first: int, last: int) -> Source | None:
    source = phrase_starting(frame, first, last)
    return source if source is not None and source.last > source.first else None


def _phrase_behind(frame: Frame, at: int, sentence: Range) -> tuple[Range, Source] | None:
    doc = frame.doc
    while at < sentence[1] and doc[at].text == ",":
        at += 1
    cue = _phrase_cue(frame, at) if at < sentence[1] else None
    if cue is None or cue[1] - cue[0] < 2:
        return None
    source = _source_behind(frame, cue[1], sentence[1])
    return (cue, source) if source is not None else None


# --- speech that is told


def _told(
    frame: Frame, cue: Cue, sentence: Range, used: dict[int, Attribution]
) -> Iterator[Attribution]:
    by = used.get(cue.token.i)
    if cue.lemma in lexicon().speech.citing and cue.token.lower_.endswith("ing"):
        return
    if cue.classes <= {"ask"} or not _asserted(cue) or (by is not None and by.direct):
        return
    source = _source(frame, cue)
    if source is None:
        return
    where = (cue.token.i, cue.last + 1)
    if _closes_sentence(frame, cue, source, sentence):
        content, rule = _around(frame, cue, source, sentence), "closing"
    else:
        content, rule = _taken(frame, cue, source, sentence, by is None), "told"
    if content is not None:
        yield Attribution(frame, content, rule, where, source)


def _asserted(cue: Cue) -> bool:
    """Whether the speech took place: not denied, wished for, or a mere infinitive."""
    token = cue.token
    if _passive(token) and not any(c.dep_ == "obl:agent" for c in token.children):
        return False
    for child in token.children:
        if child.lower_ in _NEGATED and child.i < token.i:
            return False
        if child.dep_ == "aux" and child.lower_ in _UNREAL:
            return False
        if child.dep_ == "mark" and child.lower_ in ("to", "if", "whether"):
            return False
    return True


def _passive(token: Token) -> bool:
    return any(c.dep_ in ("aux:pass", "nsubj:pass") for c in token.children)


def _taken(frame: Frame, cue: Cue, source: Source, sentence: Range, free: bool) -> Range | None:
    """The words that a cue takes: its clause, infinitive or object; failing all, and where no
    quote has taken the cue (``free``), what stands behind it."""
    for find in (_clause, _infinitive, _object):
        content = find(frame, cue, source, sentence)
        if content is not None:
            return content
    if _misread(cue.token) and cue.classes & {"matter", "hold"}:
        stops = [t.i for t in frame.doc[cue.last + 1 : sentence[1]] if t.is_punct]
        return _checked(frame, cue.token.i, stops[0] if stops else sentence[1], source)
    if free and cue.classes & {"say", "hold"}:
        return _behind_cue(frame, cue, source, sentence)
    return None


def _edges(tokens: list[Token], sentence: Range) -> Range:
    inside = [t.i for token in tokens for t in token.subtree if sentence[0] <= t.i < sentence[1]]
    return (min(inside), max(inside) + 1) if inside else (0, 0)


def _clause(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    clauses = [c for c in cue.token.children if c.dep_ in ("ccomp", "csubj") and c.i > cue.token.i]
    if cue.last > cue.token.i:  # "made it clear that", "sees no sign that"
        clauses += [
            c
            for t in frame.doc[cue.token.i + 1 : cue.last + 1]
            for c in t.children
            if c.dep_ in ("ccomp", "acl", "csubj") and c.i > cue.last
        ]
    if not clauses:
        return None
    first, last = _edges(clauses, sentence)
    return _checked(frame, max(first, cue.last + 1), last, source)


def _infinitive(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    if not cue.classes & {"plan", "direct", "hold", "matter"}:
        return None
    found = [c for c in cue.token.children if c.dep_ in ("xcomp", "ccomp") and c.i > cue.token.i]
    if not found:
        return None
    found += [c for c in cue.token.children if c.dep_ in ("obj", "iobj") and c.i > cue.token.i]
    first, last = _edges(found, sentence)
    return _checked(frame, max(first, cue.last + 1), last, source)


def _object(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    if not cue.classes & {"matter", "judge"}:
        return None
    behind = [c for c in cue.token.children if c.i > cue.token.i and c.dep_ not in _LATER]
    named = ("obj", "obl") if " " in cue.lemma else ("obj",)
    if not any(c.dep_ in named for c in behind):
        return None
    first, last = _edges(behind, sentence)
    # The verb belongs to the words, for "denies part" and "expects part" are not the same.
    return _checked(frame, min(first, cue.token.i), last, source)


def _checked(frame: Frame, first: int, last: int, source: Source) -> Range | None:
    if first <= source.first < last:
        last = source.first
    phrases = [i for i in range(first + 1, last) if _phrase_cue(frame, i) is not None]
    first, last = trim(frame, first, phrases[0] if phrases else last)
    if {"named", "identified"} & {t.lower_ for t in frame.doc[last - 2 : last]}:
        return None  # "asked not to be named"
    return (first, last) if last - first > 1 else None


def _closes_sentence(frame: Frame, cue: Cue, source: Source, sentence: Range) -> bool:
    """Whether cue and source are a tag, set off by commas: ``..., X declared on Monday.``"""
    doc, first = frame.doc, min(source.first, cue.token.i)
    if not cue.classes & {"say", "hold"} or cue.token.lower_.endswith("ing"):
        return False
    if first <= sentence[0] + 1 or doc[first - 1].text not in (",", "—", "–"):
        return False
    if abs(source.head.i - cue.token.i) > _TAG_REACH or frame.quoted(first - 2):
        return False
    if any(c.dep_ in ("cc", "mark") and first - 1 <= c.i < cue.token.i for c in cue.token.children):
        return False
    behind = max(source.last, cue.last + 1)
    if _takes_more(frame, behind, sentence):
        return False
    if _has_verb(frame, _clause_start(frame, sentence, first), first):
        return True
    return any(doc[i].text in (",", "—", "–") for i in range(behind, min(behind + 10, sentence[1])))


def _clause_start(frame: Frame, sentence: Range, before: int) -> int:
    """Where the words of a tag begin: behind the last semicolon."""
    stops = [i + 1 for i in range(sentence[0], before) if frame.doc[i].text == ";"]
    return stops[-1] if stops else sentence[0]


def _takes_more(frame: Frame, behind: int, sentence: Range) -> bool:
    """Whether a clause follows the cue without a comma: then it is no tag."""
    doc = frame.doc
    for i in range(behind, sentence[1]):
        if doc[i].is_punct:
            return False
        if doc[i].lower_ == "that" or doc[i].dep_ in ("nsubj", "nsubj:pass"):
            return True
    return False


def _has_verb(frame: Frame, first: int, last: int) -> bool:
    return any(t.pos_ in ("VERB", "AUX") for t in frame.doc[first:last])


def _around(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    first, behind = min(source.first, cue.token.i), max(source.last, cue.last + 1)
    doc = frame.doc
    while behind < sentence[1] and not doc[behind].is_punct:
        behind += 1  # "on Monday", "amid tensions": the tag's own
    # A tag in the middle leaves the greater part of its sentence behind it.
    parenthetic = behind < sentence[1] - 3 and doc[behind].text in (",", "—", "–")
    last = sentence[1] if parenthetic and not _resumes(frame, behind + 1) else first
    start, end = trim(frame, _clause_start(frame, sentence, first), last)
    return (start, end) if end - start > 1 else None


def _resumes(frame: Frame, i: int) -> bool:
    """Whether the reporter goes on after the tag: ``..., citing``, ``, and``, ``, but``."""
    token = frame.doc[i]
    return token.lower_ in ("and", "but", "who", "which", "as", "while", "after", "citing") or (
        token.text.islower() and token.text.endswith("ing")
    )


def _behind_cue(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    """Where the parse gives no clause: what follows the cue, up to a comma and a participle."""
    doc, first = frame.doc, max(cue.last + 1, source.last if source.first > cue.token.i else 0)
    if first >= sentence[1] or doc[first].is_punct or doc[first].pos_ == "ADP":
        return None
    last = first
    while last < sentence[1] and not frame.quoted(last):
        if (
            doc[last].text in (",", ";", "—")
            and last + 1 < sentence[1]
            and (
                doc[last + 1].lower_.endswith("ing")
                or doc[last + 1].lower_ in ("but", "who", "which")
            )
        ):
            break
        last += 1
    words = doc[first:last]
    subject = any(t.dep_.startswith("nsubj") for t in words)
    return trim(frame, first, last) if subject and _has_verb(frame, first, last) else None


def _owned(frame: Frame, i: int, sentence: Range) -> Iterator[Attribution]:
    """``X's warning that ...``, ``a statement by X that ...``."""
    token = frame.doc[i]
    if frame.quoted(i) or token.pos_ != "NOUN" or "that" not in noun_classes(token):
        return
    owners = [c for c in token.children if c.dep_ == "nmod:poss"]
    owners += [
        c
        for c in token.children
        if c.dep_ == "nmod" and any(k.lower_ in ("by", "from") for k in c.children)
    ]
    clauses = [
        c
        for c in token.children
        if c.dep_ in ("acl", "ccomp") and c.i > i and any(k.lower_ == "that" for k in c.children)
    ]
    if not owners or not clauses:
        return
    content = trim(frame, *_edges(clauses, sentence))
    if content[1] - content[0] > 2:
        yield Attribution(frame, content, "noun", (i, i + 1), phrase(frame, owners[0]))


def trim(frame: Frame, first: int, last: int) -> Range:
    """A range without punctuation, "that" and coordinators at its edges."""
    doc = frame.doc
    while first < last and (
        doc[first].text in (",", ";", ":", "—", "–", "-")
        or doc[first].is_space
        or doc[first].lower_ in ("that", "and", "but", "however")
    ):
        first += 1
    while last > first and (
        doc[last - 1].text in (",", ";", ":", ".", "—", "–", "(")
        or doc[last - 1].is_space
        or doc[last - 1].lower_ in ("and", "but")
    ):
        last -= 1
    return first, last


def _is_quoted(frame: Frame, content: Range, quotes: list[Attribution]) -> bool:
    """Whether a clause is told by a quote already: no three words of it stand outside marks,
    or the quote is a saying of its own."""
    first, last = content
    bare = sum(t.text[:1].isalnum() and not frame.quoted(t.i) for t in frame.doc[first:last])
    if bare < 3 and any(frame.quoted(i) for i in range(first, last)):
        return True
    inside = [a for a in quotes if a.direct and first < a.content[1] and a.content[0] < last]
    return any(a.content[1] - a.content[0] >= bare for a in inside)


def opening_subject(frame: Frame, sentence: Range) -> Source | None:
    """Whom a sentence is about: its first subject."""
    return first_subject(frame, *sentence)
