"""Where attributed words end, when the parse has torn them or let them run on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.reading.attribution import Range
from crisisdesk.reading.cues import DAYS, Cue, lexicon, verb_cue
from crisisdesk.reading.frames import Frame

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_CONTRAST = frozenset({"although", "though", "while", "whereas", "even"})
# Tags of a verb that may go on from one so tagged; the tagger mixes up "-ed" forms.
_LIKE = {
    "VBD": ("VBD", "VBN"),
    "VBZ": ("VBZ",),
    "VBP": ("VBP",),
    "VBN": ("VBN", "VBD"),
    "VBG": ("VBZ", "VBP"),
}
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})
_JOINS = frozenset({",", "and", "or", "then"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_IN_SUBJECT = frozenset({*_NOMINAL, "DET", "ADJ", "ADV"})
_APPOSITION = 10  # tokens that an apposition may take between its commas
_SUBJECT = 6  # tokens that a subject may take before its verb
_BEGINS = frozenset("that which who whom whose what how where why".split())
_NOMINATIVE = frozenset("he she they we i it".split())
_DESCRIBING = frozenset(
    "of in with against between from over about into toward towards for on by among under".split()
)
_DASHES = frozenset({"—", "–", "--"})
_SETTING = frozenset("in on at during via through".split())
_SCENES = frozenset({"as", "when", "after", "before", "because", "since", "until"})


def to_its_end(frame: Frame, cue: Cue, last: int, sentence: Range) -> int:
    """Where a clause ends that the parse may have torn: it runs on to the next punctuation,
    unless what follows belongs to the cue itself ("said ... on Monday"), and over a further
    "and that", "but that"."""
    doc = frame.doc
    own = {t.i for c in cue.token.children if c.i >= last for t in c.subtree}
    while last < sentence[1] and not doc[last].is_punct and last not in own:
        if doc[last].pos_ in ("CCONJ", "SCONJ") or doc[last].is_space:
            break
        last += 1
    if last < sentence[1] and (beyond := _over_aside(doc, last, sentence)) > last:
        return to_its_end(frame, cue, beyond, sentence)
    if last < sentence[1] - 1 and doc[last].text == ":":
        return sentence[1]
    behind = [t for t in doc[last : min(last + 4, sentence[1])] if not t.is_punct]
    if len(behind) > 1 and behind[0].pos_ == "CCONJ" and behind[1].lower_ == "that":
        return sentence[1]
    return last


def _over_aside(doc: Doc, comma: int, sentence: Range) -> int:
    """Behind the second comma of ``the king, Ana Duarte, did not``, ``towns, led by Oran, will``;
    else ``comma``."""
    if doc[comma].text != "," or doc[comma - 1].pos_ not in _NOMINAL:
        return comma
    clause = doc[comma + 1].tag_ in ("VBN", "VBG") or doc[comma + 1].lower_ in _BEGINS
    for i in range(comma + 1, min(comma + _APPOSITION, sentence[1] - 1)):
        if doc[i].text == ",":
            verb = doc[i + 1].pos_ in ("VERB", "AUX") and doc[i + 1].tag_ in _FINITE
            return i + 1 if verb and i > comma + 1 else comma
        within = clause or doc[i].pos_ in _IN_SUBJECT | {"ADP", "PART"}
        if not within and doc[i].text != "-":
            return comma
    return comma


def over_its_verb(frame: Frame, first: int, last: int, sentence: Range) -> int:
    """Where words end that are a clause, though the parse took its subject for the cue's object:
    ``acknowledged [funding] was the reason``, ``demands [the king] make a pledge``."""
    doc, at = frame.doc, last
    aside = at + 1 < sentence[1] and doc[at].text == "," and doc[at + 1].tag_ == "MD"
    at += aside
    while at < sentence[1] and doc[at].pos_ == "ADV":
        at += 1
    if at >= sentence[1] or at <= first or doc[at - 1 - aside].pos_ not in (*_NOMINAL, "ADV"):
        return last
    if doc[at].pos_ not in ("VERB", "AUX") or doc[at].tag_ not in (*_FINITE, "VB"):
        return last
    return to_punctuation(frame, at, sentence)


def over_infinitives(frame: Frame, last: int, sentence: Range) -> int:
    """Where a row of infinitives ends: ``to triple it, grow the corps and create another``."""
    doc = frame.doc
    while True:
        at = last
        while at < sentence[1] and (doc[at].lower_ in _JOINS or doc[at].pos_ == "ADV"):
            at += 1
        if at == last or at >= sentence[1] or doc[at].tag_ != "VB":
            return last
        if doc[at].head.i >= at and doc[at].head != doc[at]:
            return last
        last = max(at + 1, min(sentence[1], doc[at].right_edge.i + 1))


def onward(frame: Frame, last: int, sentence: Range) -> int:
    """Where a noun phrase ends over what describes it but hangs elsewhere in the parse: ``called
    for [a force] to guard the border``, ``asked about [the deal] with Oslo that expired``."""
    doc = frame.doc
    while last < sentence[1] and not frame.quoted(last):
        token = doc[last]
        if token.pos_ == "ADP" and token.lower_ in _DESCRIBING:
            head = token.head
        elif token.lower_ in ("to", "that", "which", "who") and token.dep_ not in ("obj", "det"):
            head = token.head if token.head.pos_ in ("VERB", "AUX") else token
        elif token.dep_ == "nsubj" and token.head.dep_ == "acl:relcl":
            head = token.head  # "the remarks the king had made"
        else:
            break
        if head.i <= last or head.pos_ == "NUM" or is_scene(head):
            break
        last = min(sentence[1], max(head.right_edge.i, head.i) + 1)
    return last


def is_scene(noun: Token) -> bool:
    """Whether a noun only tells when or where something was said: a day, an interview."""
    occasions = lexicon().speech.audience.occasions
    return noun.lower_ in DAYS or noun.lower_.removesuffix("s") in occasions


def without_scene(frame: Frame, first: int, last: int) -> int:
    """Where an object ends without the phrase that tells when or where it was said: ``praised
    the deal in an interview``, ``on Twitter``, ``during a visit``."""
    doc = frame.doc
    for i in range(first + 2, last - 1):
        if doc[i].pos_ != "ADP" or frame.quoted(i) or doc[i].head.i <= i:
            continue
        scene = doc[i].lower_ in _SETTING and is_scene(doc[i].head)
        if scene or doc[i].lower_ == "during":
            return i
    return last


def to_punctuation(frame: Frame, last: int, sentence: Range) -> int:
    """The next punctuation mark from a token on, else the end of the sentence."""
    while last < sentence[1] and not frame.doc[last].is_punct and not frame.doc[last].is_space:
        last += 1
    return last


def before_next_cue(frame: Frame, cue: Cue, first: int, last: int) -> int:
    """Where a clause ends if the same speaker goes on: ``said he would stay and called on her``."""
    doc = frame.doc
    for i in range(first + 2, last - 2):
        if doc[i].pos_ != "CCONJ" or frame.quoted(i):
            continue
        verb = doc[i + 2] if doc[i + 1].pos_ == "ADV" else doc[i + 1]
        if verb.pos_ != "VERB" or verb.tag_ not in _LIKE.get(cue.token.tag_, ()):
            continue
        later = verb_cue(verb)
        if later is not None and later.classes & {"say", "judge", "direct"}:
            return i
    return last


def before_break(frame: Frame, first: int, last: int) -> int:
    """Where the words end if, behind a comma, a cue in "-ing" takes over ("..., adding that") or
    the reporter sets something against them (", although")."""
    doc = frame.doc
    for i in range(first + 2, last - 1):
        if doc[i].text != "," or frame.quoted(i):
            continue
        if doc[i + 1].lower_ in _CONTRAST:
            return i
        if doc[i + 1].lower_.endswith("ing"):
            cue = verb_cue(doc[i + 1])
            citing = cue is not None and cue.lemma in lexicon().speech.citing
            if citing or (cue is not None and cue.classes & {"say", "hold", "judge"}):
                return i
    return last


def without_aside(frame: Frame, first: int, last: int) -> int:
    """Where an object ends without the clause or apposition that a comma sets behind it."""
    doc = frame.doc
    for i in range(first + 1, last - 1):
        if _is_dash(doc[i]) and not frame.quoted(i):
            return i
        if doc[i].text != "," or frame.quoted(i):
            continue
        if doc[i + 1].lower_ in ("who", "which", "where", "whose"):
            return i
        if doc[i + 1].tag_ == "VBG" and doc[i + 1].dep_ == "advcl":
            return i
        if doc[i + 1].pos_ == "DET" and not any(t.pos_ == "CCONJ" for t in doc[i:last]):
            return i
    return last


def _is_dash(token: Token) -> bool:
    """Whether a token is a dash: also a hyphen that stands free."""
    free = bool(token.whitespace_) and token.i > 0 and bool(token.nbor(-1).whitespace_)
    return token.text in _DASHES or (token.text == "-" and free)


def without_more(frame: Frame, first: int, last: int) -> int:
    """Where an object ends without the sentence that goes on behind it: ``backs one man and a
    tenth back another``, ``shows a lead as others fall behind``."""
    doc = frame.doc
    for i in range(first + 1, last - 1):
        if frame.quoted(i):
            continue
        joins = doc[i].pos_ == "CCONJ" or doc[i].text in (",", ";")
        if joins and not _waits(list(doc[first:i])) and _goes_on(list(doc[i + 1 : last])):
            return i
        if doc[i].lower_ in _SCENES and doc[i].dep_ == "mark" and _has_subject(doc[i].head):
            return i
    return last


def _waits(words: list[Token]) -> bool:
    """Whether a clause has begun among some words whose verb has not come yet."""
    for token in reversed(words):
        if token.pos_ in ("VERB", "AUX"):
            return False
        if token.lower_ in _BEGINS:
            return True
    return False


def _goes_on(words: list[Token]) -> bool:
    """Whether some words begin with a finite verb, or a subject and its verb."""
    if words[0].pos_ in ("VERB", "AUX"):
        return words[0].tag_ in _FINITE
    for k, token in enumerate(words[:_SUBJECT]):
        if token.pos_ in ("VERB", "AUX"):
            return token.tag_ in _FINITE and words[k - 1].pos_ in _NOMINAL
        relative = token.lower_ in _BEGINS or (k > 0 and token.lower_ in _NOMINATIVE)
        if relative or token.pos_ not in _IN_SUBJECT:
            return False
    return False


def _has_subject(verb: Token) -> bool:
    return any(c.dep_.startswith("nsubj") for c in verb.children)
