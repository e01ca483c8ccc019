"""Which words a cue takes: its clause, its infinitive, what a preposition brings, its object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from crisisdesk.reading.attribution import Range, misread, passive, phrase_cue, trim
from crisisdesk.reading.cues import Cue, is_lemma, lexicon
from crisisdesk.reading.extents import (
    before_break,
    before_next_cue,
    onward,
    over_infinitives,
    over_its_verb,
    to_its_end,
    to_punctuation,
    without_aside,
    without_more,
    without_scene,
)
from crisisdesk.reading.frames import Frame
from crisisdesk.reading.minds import has_mind, is_document, is_pointer

if TYPE_CHECKING:
    from spacy.tokens import Token

    from crisisdesk.reading.sources import Source

_LATER = frozenset({"punct", "cc", "conj", "parataxis", "nsubj", "nsubj:outer", "mark"})
_REASONS = frozenset({"for", "over", "as", "because", "by"})
_BROUGHT = frozenset({"about", "of", "at", "by", "over", "with", "to", "for", "against", "that"})
_ADJUNCTS = 10  # tokens of adjuncts that may stand between a cue and its "that"
_TIMES = frozenset("on in at during after before since via until because when while amid".split())
_QUESTIONS = frozenset("whether how why what who".split())
_OPENERS = frozenset("that whether if how why what who when where".split())


def taken(frame: Frame, cue: Cue, source: Source, sentence: Range, free: bool) -> Range | None:
    """The words that a cue takes; failing a parsed complement, and where no quote has taken the
    cue (``free``), what stands behind it."""
    for find in (_passive, _clause, _asked, _infinitive, _brought, _object):
        content = find(frame, cue, source, sentence)
        if content is not None:
            return content
    if misread(cue.token) and cue.classes & {"matter", "hold"}:
        stops = [t.i for t in frame.doc[cue.last + 1 : sentence[1]] if t.is_punct]
        return checked(frame, cue.token.i, stops[0] if stops else sentence[1], source)
    if free and cue.classes & {"say", "hold"}:
        return _behind_cue(frame, cue, source, sentence)
    return None


def edges(tokens: list[Token], sentence: Range) -> Range:
    """The first and last token of some subtrees, within the sentence."""
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
    if not cue.classes & {"say", "hold", "show", "ask", "direct", "plan"}:
        clauses = [c for c in clauses if c.left_edge.lower_ in _OPENERS]
    if not clauses or cue.behind is not None:
        return None
    first, last = edges(clauses, sentence)
    first = _behind_listener(frame, cue, _with_subject(cue, first), last)
    first = max(first, cue.last + 1)
    last = before_next_cue(frame, cue, first, to_its_end(frame, cue, last, sentence))
    return checked(frame, first, last, source)


def _with_subject(cue: Cue, first: int) -> int:
    """Where a clause begins whose subject the parse took for the cue's object: right behind the
    cue, if that is one that nobody is the object of."""
    if is_lemma(cue.token, lexicon().speech.audience.verbs) or not cue.classes & {"say", "hold"}:
        return first
    between = [c for c in cue.token.children if cue.last < c.i < first and not c.is_punct]
    torn = bool(between) and all(c.dep_ in ("obj", "nsubj", "nsubj:pass") for c in between)
    starts = torn and between[0].left_edge.i == cue.last + 1
    return cue.last + 1 if starts else first


def _behind_listener(frame: Frame, cue: Cue, first: int, last: int) -> int:
    """Where the words begin if a parse has put the one addressed among them: behind the "that"
    of ``assured his counterpart, the envoy, that``."""
    if not is_lemma(cue.token, lexicon().speech.audience.verbs) or first != cue.last + 1:
        return first
    for i in range(first, min(first + _ADJUNCTS, last)):
        if frame.doc[i].pos_ in ("VERB", "AUX"):
            return first
        if frame.doc[i].lower_ == "that" and frame.doc[i].dep_ == "mark":
            return i + 1
    return first


def _asked(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    """The question that a cue takes ("asked the envoy whether", "explained why"), whatever the
    parse makes of it."""
    first, doc = cue.last + 1, frame.doc
    if not cue.classes & {"ask", "say", "hold", "show"} or cue.behind is not None:
        return None
    if "ask" in cue.classes:
        while first < sentence[1] and doc[first].pos_ in ("DET", "ADJ", "NOUN", "PROPN", "PRON"):
            if doc[first].lower_ in _QUESTIONS:
                break
            first += 1
    if first >= sentence[1] or doc[first].lower_ not in _QUESTIONS or frame.quoted(first):
        return None
    last = before_next_cue(frame, cue, first, to_punctuation(frame, first, sentence))
    return checked(frame, first, last, source)


def _infinitive(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    if not cue.classes & {"plan", "direct", "hold", "matter"}:
        return None
    told = "direct" in cue.classes and any(c.dep_ in ("obj", "iobj") for c in cue.token.children)
    loose = told or cue.token.pos_ == "ADJ" or " " in cue.lemma
    kinds = ("xcomp", "ccomp", "advcl") if loose else ("xcomp", "ccomp")
    found = [c for c in cue.token.children if c.dep_ in kinds and c.i > cue.token.i]
    found = [c for c in found if c.dep_ != "advcl" or any(k.lower_ == "to" for k in c.children)]
    if not found:
        return None
    found += [c for c in cue.token.children if c.dep_ in ("obj", "iobj") and c.i > cue.token.i]
    first, last = edges(found, sentence)
    last = over_infinitives(frame, last, sentence)
    return checked(frame, max(first, cue.last + 1), last, source)


def _passive(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    """What a passive is said of, with its complement: "the plan was seen as a threat by Rome"."""
    if not passive(cue.token) or not cue.classes & {"matter", "judge", "hold", "assail"}:
        return None
    token = cue.token
    what = [c for c in token.children if c.dep_ in ("nsubj:pass", "nsubj") and c.i < token.i]
    more = [c for c in token.children if c.dep_ in ("xcomp", "ccomp", "obl") and c.i > token.i]
    described = token.dep_ == "acl" and token.head.i < token.i and "say" not in cue.classes
    if not what and described:  # "the rules favoured by Rome"
        first = token.head.left_edge.i
        first += frame.doc[first].pos_ == "ADP"
        return checked(frame, first, token.i, source, least=1)
    first, last = edges([*what, *more], sentence) if what else edges(more, sentence)
    return checked(frame, first, last, source, least=1) if last > first else None


def _brought(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    """What a preposition brings: "warned of a siege", "worried about the talks"."""
    doc = frame.doc
    if cue.behind is not None:
        head = cue.behind.head
        inside = edges([head], sentence)
        last = inside[1] if inside[0] >= cue.token.i and head.i > cue.behind.i else cue.last + 1
        last = max(last, _phrase_end(frame, cue.behind.i + 1, sentence))
        if frame.doc[min(cue.behind.i + 1, sentence[1] - 1)].lower_ in _OPENERS:
            last = to_its_end(frame, cue, last, sentence)
        last = onward(frame, last, sentence)
        last = without_scene(frame, cue.behind.i, without_aside(frame, cue.behind.i, last))
        return checked(frame, cue.token.i, last, source, least=1)
    if cue.token.pos_ != "ADJ" or "hold" not in cue.classes:
        return None
    for child in cue.token.children:
        case = next((c for c in child.children if c.dep_ in ("case", "mark")), None)
        if child.i > cue.token.i and case is not None and case.lower_ in _BROUGHT:
            last = edges([child], sentence)[1]
            return checked(frame, cue.token.i, last, source) if doc[last - 1].i > case.i else None
    return None


def _phrase_end(frame: Frame, first: int, sentence: Range) -> int:
    """Where the noun phrase ends that starts at a token, by tags alone."""
    last = first
    while last < sentence[1] and frame.doc[last].pos_ in ("DET", "ADJ", "NOUN", "PROPN", "NUM"):
        last += 1
    return last


def _object(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    if not cue.classes & {"matter", "judge", "assail", "show"}:
        return None
    behind = [c for c in cue.token.children if c.i > cue.token.i and c.dep_ not in _LATER]
    commas = [t.i for t in frame.doc[cue.last + 1 : sentence[1]] if t.text in (",", ";", "—")]
    behind = [c for c in behind if c.dep_ != "advcl" or not commas or c.i < commas[0]]
    named = ("obj", "obl") if " " in cue.lemma else ("obj",)
    while behind and behind[-1].dep_ not in named and _adjunct(behind[-1]):
        behind.pop()
    if not any(c.dep_ in named and c.lower_ not in _REFLEXIVE for c in behind):
        return _relative(frame, cue, source, sentence)
    if not cue.classes & {"matter", "judge", "show"} and not any(map(_reason, behind)):
        return None
    first, last = edges(behind, sentence)
    last = onward(frame, last, sentence)
    whole = over_its_verb(frame, first, last, sentence) if cue.classes & {"say", "hold"} else last
    if whole > last:
        last = whole
    else:
        last = without_more(frame, first, without_aside(frame, first, last))
        last = without_scene(frame, first, last)
    # The verb belongs to the words, for "denies part" and "expects part" are not the same.
    return checked(frame, min(first, cue.token.i), last, source, least=1)


def _relative(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    """What is said of the noun that a clause hangs from: "a bargain that he dismissed as naive"."""
    token = cue.token
    if token.dep_ not in ("acl", "acl:relcl") or source.head == token.head:
        return None
    views = [
        c for c in token.children if c.i > token.i and any(k.lower_ == "as" for k in c.children)
    ]
    return checked(frame, token.i, edges(views, sentence)[1], source) if views else None


_REFLEXIVE = frozenset({"himself", "herself", "itself", "themselves", "myself", "ourselves"})


def _adjunct(child: Token) -> bool:
    """Whether a child tells when, where or how it was said rather than what."""
    if child.dep_ in ("advmod", "obl:unmarked", "obl:tmod"):
        return True
    case = next((c.lower_ for c in child.children if c.dep_ in ("case", "mark")), "")
    return child.dep_ in ("obl", "advcl") and case in _TIMES


def _reason(child: Token) -> bool:
    return any(c.dep_ in ("case", "mark") and c.lower_ in _REASONS for c in child.children)


def checked(
    frame: Frame, first: int, last: int, source: Source | None, least: int = 2
) -> Range | None:
    """A range without what belongs to others: the source, a phrase that names one, a participle
    or contrast that takes over. None where fewer than ``least`` tokens are left."""
    if source is not None and first <= source.first < last:
        last = source.first
    phrases = [i for i in range(first + 1, last) if phrase_cue(frame, i) is not None]
    first, last = trim(frame, first, phrases[0] if phrases else before_break(frame, first, last))
    if {"named", "identified"} & {t.lower_ for t in frame.doc[last - 2 : last]}:
        return None  # "asked not to be named"
    return (first, last) if last - first >= least else None


def _behind_cue(frame: Frame, cue: Cue, source: Source, sentence: Range) -> Range | None:
    """Where the parse gives no clause: what follows the cue and its adjuncts ("said in a statement
    that"), up to a comma and a participle."""
    behind = max(cue.last + 1, source.last if source.first > cue.token.i else 0)
    last = _to_a_break(frame, cue, behind, sentence)
    first = _clause_opens(frame, behind, last, misread(cue.token))
    if first is None or first >= last or frame.quoted(first):
        return None
    last = before_next_cue(frame, cue, first, last)
    words = frame.doc[first:last]
    speech = lexicon().speech
    plain = cue.lemma in speech.core and not is_lemma(cue.token, speech.audience.verbs)
    subject = plain or any(t.dep_.startswith("nsubj") for t in words)
    has_verb = plain or any(t.pos_ in ("VERB", "AUX") for t in words)
    if not plain and _is_thing(cue, words):
        return None
    return checked(frame, first, last, source) if subject and has_verb else None


def _is_thing(cue: Cue, words: Iterable[Token]) -> bool:
    """Whether what stands behind a cue is its object alone, whose verbs only describe it:
    ``accepted a request to join a body that fails``."""
    if is_lemma(cue.token, lexicon().speech.audience.verbs):
        return False
    if not any(c.dep_ == "obj" and c.i > cue.last for c in cue.token.children):
        return False
    return all(map(_describes, words))


def _describes(token: Token) -> bool:
    if token.pos_ not in ("VERB", "AUX") or token.dep_ in ("aux", "aux:pass", "cop"):
        return True
    infinitive = any(c.lower_ == "to" and c.dep_ == "mark" for c in token.children)
    return token.dep_ == "acl:relcl" or infinitive


def _to_a_break(frame: Frame, cue: Cue, first: int, sentence: Range) -> int:
    doc, last = frame.doc, first
    while last < sentence[1]:
        if doc[last].text in (",", ";", "—") and last + 1 < sentence[1]:
            if cue.token.dep_ == "advcl" and cue.token.head.i > last:
                break  # "once he has said it, he goes": the main clause is the reporter's
            behind = doc[last + 1].lower_
            if behind.endswith("ing") or behind in ("but", "who", "which"):
                break
        last += 1
    return last


def _clause_opens(frame: Frame, first: int, last: int, torn: bool) -> int | None:
    """Where a clause opens in a range: behind "that", at once, or at its first subject. Where the
    parse is ``torn``, any "that" opens one."""
    doc = frame.doc
    if first >= last or doc[first].is_punct:
        return None
    for i in range(first, min(first + _ADJUNCTS, last)):
        if (doc[i].is_punct and doc[i].text != ",") or doc[i].pos_ in ("VERB", "AUX"):
            break
        if doc[i].lower_ == "that" and (doc[i].dep_ == "mark" or torn):
            return i + 1
    if doc[first].pos_ != "ADP":
        return first
    for token in doc[first:last]:
        if token.is_punct:
            return None
        if token.dep_ in ("nsubj", "nsubj:pass"):
            return max(first, token.left_edge.i)
    return None


def can_hold(cue: Cue, source: Source) -> bool:
    """Whether the source is of a kind that the cue is said of: a mind, or a document that shows."""
    if cue.classes <= {"show"}:
        return is_document(source.head)
    if has_mind(source.head) or (source.pronoun is not None and source.pronoun.lower_ == "who"):
        return True
    if cue.classes & {"say", "show", "ask"} and is_document(source.head):
        return True
    return cue.lemma in lexicon().speech.core and not is_pointer(source.head)
