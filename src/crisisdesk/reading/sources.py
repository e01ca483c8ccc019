"""Finds who speaks: the noun phrase that a cue has as its source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from crisisdesk.reading.cues import DAYS, Cue, is_lemma, lexicon, verb_cue
from crisisdesk.reading.frames import Frame, is_finite
from crisisdesk.reading.minds import has_mind
from crisisdesk.reading.page import Part

if TYPE_CHECKING:
    from spacy.tokens import Token

NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_SHARING = frozenset({"conj", "advcl", "xcomp", "parataxis", "ccomp"})
_SUBJECTS = ("nsubj", "nsubj:pass", "nsubj:outer", "csubj")
_RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
_IN_PHRASE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "PRON", "NUM", "PART", "X"})
_LINKS = frozenset({"of", "for", "from", "like", "at", "’s", "'s", "&", "and"})
_NOMINATIVE = frozenset({"he", "she", "they", "we", "i"})
_NOBODY = frozenset({"it", "there", "this", "that", "these", "those", "what"})
_SKIP = frozenset({"AUX", "ADV", "PART"})


@dataclass(frozen=True)
class Source:
    """Whose words: tokens ``first`` to ``last`` (exclusive) of a part, and their head.

    ``pronoun`` is the relative pronoun that stood for them ("officials who said")."""

    part: Part
    head: Token
    first: int
    last: int
    pronoun: Token | None = None

    @property
    def text(self) -> str:
        """The words that name the source."""
        return str(self.part.doc[self.first : self.last].text)


def source_of(frame: Frame, cue: Cue) -> Source | None:
    """The source of a verbal cue: its subject by the parse, by sharing, or by position."""
    inverted = _inverted(frame, cue)
    if inverted is not None:
        return inverted
    subject = subject_of(cue.token)
    pronoun = _relative(subject) if subject is not None else None
    if pronoun is not None:
        subject = pronoun.head.head
    if subject is not None and not _plausible(frame, subject, cue):
        subject = None
    if subject is None:
        return subject_before(frame, cue)
    if subject.lower_ == "who" and (known := _before_relative(frame, subject)) is not None:
        return known
    found = phrase(frame, subject, cue.token)
    return _beside(frame, cue, found) or replace(found, pronoun=pronoun)


def _before_relative(frame: Frame, pronoun: Token) -> Source | None:
    """Whom a "who" stands for whose noun the parse does not know: the phrase right before it."""
    low = frame.sentence_of(pronoun.i)[0]
    last = pronoun.i - (frame.doc[max(pronoun.i - 1, 0)].text == ",")
    found = phrase_ending(frame, last, low) if last > low else None
    return replace(found, pronoun=pronoun) if found is not None else None


def _inverted(frame: Frame, cue: Cue) -> Source | None:
    """The source behind its verb: ``..., says analyst X``, whatever the parse makes of it."""
    doc, token, behind = frame.doc, cue.token, cue.last + 1
    if token.i == 0 or doc[token.i - 1].text not in (",", "—", "–") or "say" not in cue.classes:
        return None
    if is_lemma(token, lexicon().speech.audience.verbs):
        return None  # who stands behind "told" was told
    if token.lower_.endswith("ing") or any(
        c.dep_ in _SUBJECTS and c.i < token.i for c in token.children
    ):
        return None
    high = frame.sentence_of(token.i)[1]
    if behind >= high or frame.quoted(behind) or doc[behind].lower_ in _NOBODY:
        return None
    if any(c.dep_ in ("ccomp", "xcomp") and c.i > token.i for c in token.children):
        return None
    found = phrase_starting(frame, behind, high)
    return found if found is not None and found.first == behind else None


def _beside(frame: Frame, cue: Cue, found: Source) -> Source | None:
    """The name or pronoun right before a cue, where the parse has missed it for another."""
    i, low = cue.token.i - 1, frame.sentence_of(cue.token.i)[0]
    while i >= low and frame.doc[i].pos_ in _SKIP:
        i -= 1
    if i < low or frame.quoted(i) or i == found.head.i:
        return None
    token = frame.doc[i]
    swallowed = found.first <= i < found.last  # "a call on Sunday Minister X assured"
    if swallowed and (has_mind(found.head) or token.pos_ != "PROPN"):
        return None
    if token.lower_ in _NOMINATIVE:
        return Source(frame.part, token, i, i + 1)
    inside = token.head == found.head or found.head.i < i < found.last
    if token.pos_ != "PROPN" or (inside and not swallowed):
        return None
    first = i
    while first > low and frame.doc[first - 1].pos_ in ("PROPN", "NOUN", "ADJ"):
        if frame.doc[first - 1].lower_ in DAYS:
            break
        first -= 1
    # "officials in Tehran said": the name belongs to the phrase before it.
    if first > low and frame.doc[first - 1].pos_ in ("ADP", "CCONJ", "PART"):
        return None
    return Source(frame.part, token, first, i + 1)


def subject_of(verb: Token) -> Token | None:
    """The subject of a verb, its own or shared with the verb that it hangs from."""
    seen = 0
    token = verb
    while seen < 5:
        agent = [c for c in token.children if c.dep_ == "obl:agent"]
        if agent:
            return agent[0]
        own = [c for c in token.children if c.dep_ in _SUBJECTS]
        # "said the truce was dead and accused them": what is dead accuses nobody.
        torn = bool(own) and seen > 0 and token.dep_ == "ccomp" and not any(map(has_mind, own))
        if own and not torn:
            return min(own, key=lambda c: abs(c.i - token.i))
        if token.dep_ in ("acl", "acl:relcl") and token.head.pos_ in NOMINAL:
            return _described(token)
        if token.dep_ not in _SHARING or token.head == token:
            return None
        if token.dep_ == "ccomp" and is_finite(token) and not torn:
            return None
        token = token.head
        seen += 1
    return None


def _described(token: Token) -> Token:
    """Who acts in a clause that hangs from a noun: the noun, if it can ("officials saying"); else
    the subject of what is told of the noun ("she issued a statement saying", "a bid to stop")."""
    noun = token.head
    infinitive = any(c.dep_ == "mark" and c.lower_ == "to" for c in token.children)
    if has_mind(noun) and not infinitive:
        return noun
    verb = noun.head
    while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
        verb = verb.head
    subject = next((c for c in verb.children if c.dep_ == "nsubj" and has_mind(c)), None)
    return subject if subject is not None and subject.i < token.i else noun


def _relative(subject: Token) -> Token | None:
    """The subject itself where it is a relative pronoun whose noun the parse knows."""
    clause = subject.head
    known = clause.dep_ == "acl:relcl" and clause.head.pos_ in NOMINAL
    return subject if subject.lower_ in _RELATIVES and known else None


def _plausible(frame: Frame, subject: Token, cue: Cue) -> bool:
    first, last = frame.sentence_of(cue.token.i)
    if not first <= subject.i < last or frame.quoted(subject.i):
        return False
    if subject.lower_ in DAYS and subject.lower_.endswith("day"):
        return False
    return subject.pos_ in NOMINAL or subject.pos_ == "ADJ"


def phrase(frame: Frame, head: Token, cue: Token | None = None) -> Source:
    """The noun phrase of ``head``: what hangs from it and lies beside it, up to the cue, a
    quote, or a clause of its own."""
    doc = frame.doc
    low, high = frame.sentence_of(head.i)
    members = {t.i for t in head.subtree if low <= t.i < high and not frame.quoted(t.i)}
    for clause in _own_clauses(head):
        members -= {t.i for t in clause.subtree}
    if cue is not None:
        members.discard(cue.i)
        side = range(0, cue.i) if head.i < cue.i else range(cue.i + 1, len(doc))
        members &= set(side)
    first = last = head.i
    while first - 1 in members:
        first -= 1
    while last + 1 in members:
        last += 1
    return trimmed(frame, head, first, last + 1)


def _own_clauses(head: Token) -> list[Token]:
    kinds = ("acl", "acl:relcl", "parataxis", "advcl", "ccomp", "cc")
    return [c for c in head.children if c.dep_ in kinds and (c.dep_ != "cc" or c.i < head.i)]


def trimmed(frame: Frame, head: Token, first: int, last: int) -> Source:
    """A source without the punctuation and prepositions at its edges."""
    doc = frame.doc
    while first < head.i and (doc[first].is_punct or doc[first].pos_ in ("ADP", "SCONJ", "CCONJ")):
        first += 1
    while last - 1 > head.i and (doc[last - 1].is_punct or doc[last - 1].is_space):
        last -= 1
    return Source(frame.part, head, first, last)


def subject_before(frame: Frame, cue: Cue) -> Source | None:
    """The noun phrase right before the cue; for a participle, the sentence's own subject."""
    doc, (low, _) = frame.doc, frame.sentence_of(cue.token.i)
    if cue.token.lower_.endswith("ing") and not any(c.dep_ == "aux" for c in cue.token.children):
        return first_subject(frame, low, cue.token.i)
    i = cue.token.i - 1
    while i >= low and (doc[i].pos_ in _SKIP or doc[i].lower_ in ("has", "have", "had", "also")):
        i -= 1
    if i < low or frame.quoted(i):
        return None
    if doc[i].pos_ == "CCONJ":
        return first_subject(frame, low, i)
    if doc[i].text == ",":
        named = phrase_ending(frame, i, low)  # "the negotiator, X Y, told"
        close = named is not None and named.head.pos_ == "PROPN" and has_mind(named.head)
        return named if close else first_subject(frame, low, i)
    return phrase_ending(frame, i + 1, low)


def who_spoke_before(frame: Frame, pronoun: Token) -> Source | None:
    """ "X concedes as much, though she says": who is named in the sentence before a pronoun and
    speaks or thinks there."""
    for token in reversed(list(frame.doc[pronoun.sent.start : pronoun.i])):
        if token.dep_ not in _SUBJECTS or frame.quoted(token.i) or token.pos_ == "PRON":
            continue
        if token.head != pronoun.head and verb_cue(token.head) is not None:
            found = phrase(frame, token, token.head if token.head.i > token.i else None)
            named = any(t.ent_type_ == "PERSON" for t in frame.doc[found.first : found.last])
            return found if named else None
    return None


def first_subject(frame: Frame, low: int, high: int) -> Source | None:
    """The first subject of a range; failing a parsed one, its first noun phrase."""
    for token in frame.doc[low:high]:
        if token.dep_ in _SUBJECTS and not frame.quoted(token.i) and _person_like(token):
            return phrase(frame, token, token.head if token.head.i > token.i else None)
    for token in frame.doc[low:high]:
        if token.pos_ in NOMINAL and not frame.quoted(token.i) and _person_like(token):
            return phrase_starting(frame, token.i, high)
    return None


def _person_like(token: Token) -> bool:
    return token.lower_ not in _NOBODY


def phrase_ending(frame: Frame, last: int, low: int) -> Source | None:
    """The noun phrase that ends before token ``last``, not reaching left of ``low``."""
    doc = frame.doc
    first = last
    while first > low and not frame.quoted(first - 1) and _joins_left(frame, first - 1):
        first -= 1
    while first < last and doc[first].lower_ in _LINKS:
        first += 1
    return _of_range(frame, first, last)


def _joins_left(frame: Frame, i: int) -> bool:
    token = frame.doc[i]
    if token.lower_ in _LINKS:
        return True
    if verb_cue(token) is not None and token.pos_ in ("VERB", "AUX"):
        return False
    return token.pos_ in _IN_PHRASE or token.text in ("-", "–")


def phrase_starting(frame: Frame, first: int, high: int) -> Source | None:
    """The noun phrase that starts at token ``first``, not reaching ``high``."""
    doc = frame.doc
    last = first
    while last < high and not frame.quoted(last):
        token = doc[last]
        if not (_joins_left(frame, last) and (last == first or token.lower_ not in _RELATIVES)):
            break
        last += 1
    while last > first and doc[last - 1].lower_ in _LINKS | {"from", "at"}:
        last -= 1
    return _of_range(frame, first, last)


def _of_range(frame: Frame, first: int, last: int) -> Source | None:
    """A source over a range, its head being the token that hangs outside it."""
    doc = frame.doc
    nominal = [t for t in doc[first:last] if t.pos_ in NOMINAL]
    nominal = nominal or [t for t in doc[first:last] if t.text.istitle() and t.pos_ == "ADJ"]
    if not nominal:
        return None
    outward = [t for t in nominal if not first <= t.head.i < last or t.head == t]
    head = outward[0] if outward else nominal[-1]
    return Source(frame.part, head, first, last)


def source_range(frame: Frame, first: int, last: int) -> Source | None:
    """The source that a range holds, whole: a tag's subject with its appositions."""
    doc = frame.doc
    while first < last and (doc[first].is_punct or doc[first].pos_ in ("ADV", "CCONJ", "AUX")):
        first += 1
    while last > first and (doc[last - 1].is_punct or doc[last - 1].pos_ in ("AUX", "ADV")):
        last -= 1
    return _of_range(frame, first, last)
