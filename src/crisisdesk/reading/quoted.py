"""Whose words stand between quotation marks.

A quote's cue is sought where writers put it, in this order: right behind the quote, right before
it, above it in the parse, then anywhere in its sentence; a quote without any cue goes to whoever's
verb governs it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from crisisdesk.reading.attribution import (
    TAG_REACH,
    Attribution,
    Range,
    by_phrase,
    has_auxiliary,
    passive,
    phrase_behind,
    source_for,
)
from crisisdesk.reading.cues import Cue, is_adjective, lexicon, verb_cue
from crisisdesk.reading.frames import TERMINAL, Frame, Quoted, is_finite
from crisisdesk.reading.minds import has_mind
from crisisdesk.reading.sources import (
    NOMINAL,
    Source,
    phrase_starting,
    source_of,
    source_range,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

DASHES = ("—", "–", "―", "-", "~", "--")
_SPOKEN = frozenset({"say", "utter", "ask"})
_CLIMB = 12
_SCARE = 4  # tokens up to which quoted words without a cue are a name, a term or a doubt
_TAKEN = frozenset({"obj", "ccomp", "xcomp"})
_ASIDES = frozenset("though although while when because since until unless if".split())
_LEAD_IN = ("DET", "ADP", "ADV", "SCONJ", "PART", "PRON", "ADJ", "AUX")


def attribute_quote(frame: Frame, quoted: Quoted, cues: list[Cue], sentence: Range) -> Attribution:
    direct = is_direct(frame, quoted, sentence)
    content = (quoted.first, quoted.last)
    follows = phrase_behind(frame, quoted.closing, sentence)
    if follows is not None:
        return Attribution(frame, content, "phrase", *follows, quoted, direct)
    signed = _signature(frame, quoted, sentence)
    if signed is not None:
        return Attribution(frame, content, "signed", None, signed, quoted, direct)
    cue, rule = _cue_of(frame, quoted, cues, sentence)
    if cue is not None and _names(cue):
        return Attribution(frame, content, "bare", None, None, quoted, direct)
    beside = direct or rule in ("tag", "lead")
    if cue is not None and (beside or _may_cite(quoted, cue, rule, _roots(frame, quoted))):
        source = _tag_source(frame, cue, quoted, sentence) if rule == "tag" else None
        source = source or source_for(frame, cue)
        return Attribution(
            frame, content, rule, (cue.token.i, cue.last + 1), source, quoted, direct
        )
    phrases = list(by_phrase(frame, *sentence))
    if phrases:
        found = phrases[0]
        return Attribution(frame, content, "phrase", found.cue, found.source, quoted, direct)
    if not _other_words(frame, quoted, sentence):
        return Attribution(frame, content, "alone", None, None, quoted, direct)
    return _governed(frame, quoted, direct)


def _signature(frame: Frame, quoted: Quoted, sentence: Range) -> Source | None:
    """Whose name stands behind a quote and a dash, and nothing else: ``"..." — Name, office``."""
    doc, at = frame.doc, quoted.closing
    if at + 1 >= sentence[1] or doc[at].text not in DASHES or frame.quoted(at + 1):
        return None
    rest = doc[at + 1 : sentence[1]]
    if len(rest) > TAG_REACH or any(t.pos_ in ("VERB", "AUX") or t.text == ":" for t in rest):
        return None
    names = rest[0].text[:1].isupper() and any(t.pos_ == "PROPN" for t in rest[:3])
    return source_range(frame, at + 1, sentence[1]) if names else None


def _tag_source(frame: Frame, cue: Cue, quoted: Quoted, sentence: Range) -> Source | None:
    """The source of a tag, by position: what stands between quote and cue, else behind both."""
    between = [t for t in frame.doc[quoted.closing : cue.token.i] if not t.is_punct]
    if between and between[0].pos_ in ("ADP", "SCONJ"):
        between = []  # ``"..." like the one before, said X``
    if any(t.pos_ in NOMINAL for t in between):
        return source_range(frame, between[0].i, cue.token.i)
    behind = cue.last + 1
    if behind >= sentence[1] or any(t.pos_ != "ADV" for t in between):
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
    verbal = [c for c in cues if not is_adjective(c.token)]
    spoken = [c for c in cues if c.classes & _SPOKEN]
    # Beside a quote a verb of speech is one, whatever the tagger took it for.
    loose = [c for c in map(verb_cue, frame.doc[sentence[0] : sentence[1]]) if c is not None]
    loose = [c for c in loose if c.classes & _SPOKEN and _may_tell(frame, c.token)]
    finders: tuple[tuple[str, Callable[[], Cue | None]], ...] = (
        ("tag", lambda: _behind(frame, quoted, loose)),
        ("lead", lambda: _before(frame, quoted, loose)),
        ("above", lambda: _above(quoted, frame, _without_relays(verbal, loose, quoted))),
        ("near", lambda: _near(frame, quoted, _without_relays(spoken or loose, loose, quoted))),
    )
    for rule, find in finders:
        cue = find()
        if cue is not None:
            return cue, rule
    return None, ""


def _names(cue: Cue) -> bool:
    """Whether a cue only tells what a thing is called: ``a spot titled "..."``."""
    if cue.token.dep_ != "acl" or cue.lemma not in lexicon().speech.naming:
        return False
    return not any(c.dep_ == "obl:agent" for c in cue.token.children)


def _may_cite(quoted: Quoted, cue: Cue, rule: str, roots: list[Token]) -> bool:
    """Whether a cue above or near a word or two in marks cites them: what is placed in a separate
    "holding trust" or listed as the "Long War" is nobody's words."""
    if quoted.last - quoted.first >= _SCARE:
        return True
    if rule == "near":
        return cue.token.pos_ == "VERB"
    if passive(cue.token) and not any(c.dep_ == "obl:agent" for c in cue.token.children):
        return False
    own = any(root.dep_ == "obj" and root.head == cue.token for root in roots)
    return own or not cue.classes <= {"show"}


def _may_tell(frame: Frame, token: Token) -> bool:
    """Whether a verb's form may be one here: "State" in "Secretary of State" is none."""
    named = token.pos_ == "PROPN" and token.text[:1].isupper()
    return not named and not frame.quoted(token.i)


def _without_relays(cues: list[Cue], loose: list[Cue], quoted: Quoted) -> list[Cue]:
    """The cues but for those of an outlet behind the quote (", Reuters reported"), where
    somebody's own speech leads to it."""
    relays = lexicon().speech.relays
    if not any(c.token.i < quoted.opening for c in loose):
        return cues
    return [c for c in cues if c.token.i < quoted.opening or c.lemma not in relays]


def _behind(frame: Frame, quoted: Quoted, cues: list[Cue]) -> Cue | None:
    """The cue of a tag: ``"...," said X`` or ``"...," X, minister of Y, said``."""
    doc, at = frame.doc, quoted.closing
    final = doc[quoted.last - 1].text[-1:]
    if final not in ",?!—–-" and (at >= len(doc) or doc[at].text not in (",", "—", "–")):
        return None
    while at < len(doc) and doc[at].is_punct:
        at += 1
    if at < len(doc) and doc[at].lower_ in _ASIDES:
        return None  # ``"...," though she notes that``
    by_token, aside = {c.token.i: c for c in cues}, False
    for i in range(at, min(len(doc), at + TAG_REACH)):
        token = doc[i]
        if i in by_token and not (aside and "say" not in by_token[i].classes):
            goes_on = token.lower_.endswith("ing") and not has_auxiliary(token)
            return None if goes_on else by_token[i]  # ``"...," adding that``
        if frame.quoted(i) or token.text in TERMINAL or (token.pos_ == "CCONJ" and not aside):
            return None
        verb = token.pos_ == "VERB" and token.tag_.startswith("VB")
        if not aside and (verb or token.lower_ in ("that", "which", "who")):
            takes = any(c.dep_ in _TAKEN and c.i > i for c in token.children)
            return _any_verb(frame, i) if final == "," and not takes else None
        aside = aside or (token.text == "," and i > at)  # "..., X, who leads Y, said"
    return None


def _before(frame: Frame, quoted: Quoted, cues: list[Cue]) -> Cue | None:
    """The cue that leads to a quote: ``saying, "..."``, ``told the paper: "..."``."""
    doc, i = frame.doc, quoted.opening - 1
    if i >= 0 and doc[i].text == ":":
        ahead = [c for c in cues if c.token.i < i and not _quotes_between(frame, c.token.i, i)]
        return _any_verb(frame, i - 1) or (ahead[-1] if ahead else _carrying(frame, i - 1))
    for j in range(i, max(-1, i - 5), -1):
        cue = next((c for c in cues if j in (c.token.i, c.last)), None)
        if cue is not None:
            return cue
        if doc[j].text != "," and doc[j].pos_ not in _LEAD_IN:
            return None
    return None


def _any_verb(frame: Frame, i: int) -> Cue | None:
    """Beside a colon or behind a comma, any finite verb of somebody introduces speech."""
    token = frame.doc[i]
    if token.pos_ != "VERB" or not is_finite(token) or frame.quoted(i):
        return None
    subject = next((c for c in token.children if c.dep_ == "nsubj" and not frame.quoted(c.i)), None)
    if subject is None or not has_mind(subject):
        return None
    return verb_cue(token) or Cue(token, token.lemma_, frozenset({"utter"}), i)


def _carrying(frame: Frame, i: int) -> Cue | None:
    """The verb above the words that end at a colon: ``issued the following statement: "..."``."""
    token = frame.doc[i]
    for _ in range(_CLIMB):
        cue = _any_verb(frame, token.i)
        if cue is not None and token.i <= i:
            return cue
        token = token.head
    return None


def _quotes_between(frame: Frame, first: int, last: int) -> bool:
    return any(frame.quoted(i) for i in range(first, last))


def _roots(frame: Frame, quoted: Quoted) -> list[Token]:
    words = frame.doc[quoted.first : quoted.last]
    return [t for t in words if not quoted.first <= t.head.i < quoted.last or t.head == t]


def _above(quoted: Quoted, frame: Frame, cues: list[Cue]) -> Cue | None:
    """The nearest cue on the way from the quote's head up to the root."""
    by_token = {c.token.i: c for c in cues if not c.classes <= {"matter"}}
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
            if token.pos_ == "VERB" and not frame.quoted(token.i) and not passive(token):
                if not direct and quoted.last - quoted.first < _SCARE:
                    break  # marks about a word or two set it off; nobody is cited
                source = source_of(frame, Cue(token, token.lemma_, frozenset(), token.i))
                where = (token.i, token.i + 1)
                return Attribution(frame, content, "governed", where, source, quoted, direct)
            if token.head == token:
                break
            token = token.head
    return Attribution(frame, content, "bare", None, None, quoted, direct)
