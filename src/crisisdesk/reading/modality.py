"""Did it happen? Reads a modality off auxiliaries, negation, conjunctions and governing words.

From the event's word the tree is climbed to the edge of what its clause depends on. Each step
may say something: its own helping verbs and conjunctions, and what the word above does to what
it governs. The nearest word that says anything decides; further ones may only deny it, make it
depend on a condition, or leave it as somebody's claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from crisisdesk.reading.modality_words import load_modality
from crisisdesk.reading.negation import negated
from crisisdesk.reading.triggers import load_events
from crisisdesk.terms.plover import quad_of
from crisisdesk.terms.records import Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

_STEPS = 7
# Steps up the tree on which the word above governs what the word below tells.
_GOVERNED = frozenset(
    "xcomp ccomp obj obl nmod acl nsubj nsubj:pass conj advcl csubj iobj nmod:poss compound "
    "acl:relcl appos amod".split()
)
_NOUN_STEPS = frozenset("obj obl nmod nsubj:pass iobj compound nmod:poss".split())
_DEFINITE = frozenset("the this that these those".split())
_CASES = frozenset({"case", "mark"})
_SAYING_IF = frozenset({"ask", "wonder", "see", "know", "question", "determine", "decide"})
# What a clause under "would" is when somebody says so of the time to come.
_TOLD = frozenset(
    "say announce tell add state declare report confirm note explain predict think believe "
    "indicate hint certain sure".split()
)
# Which of the classes an outer word may still turn round.
_OVER_CLAIM = frozenset({None, "intended", "possible", "expected", "happened"})
_OVER_DENIAL = frozenset({None, "intended", "asked", "expected", "offered", "threatened"})
_IN_VIEW = frozenset({"since", "following", "despite", "amid"})
_PURPOSES = frozenset("purpose aim goal objective intention plan idea point task mission".split())
_SPEAKING = frozenset({"threatened", "offered", "asked", "possible"})
_CONTENT = frozenset({"ccomp", "ccomp:speech"})
# What a threat, an offer, a demand or a doubt further up may replace: what it is about is a
# plan only by its grammar, and in a whole clause "would" and "will" only tell the time.
_GIVES_WAY = (
    frozenset({None, "intended"}),
    frozenset({None, "intended", "expected", "hypothetical"}),
)
_OVER_CONDITION = frozenset({None, "intended", "expected", "possible", "offered", "threatened"})


def modality_of(token: Token) -> Modality:
    """The modality of the event that ``token`` tells, as its own sentence has it.

    Quotation and attribution are the caller's matter: here a clause under "said" counts as told.
    """
    found = _own(token)
    if negated(token):
        found = _denied(found)
    top = token
    for below, above in _climb(token):
        if _stands_alone(below, above):
            break
        if _purpose(below, above):
            found = found or "intended"
            break
        if _stays(below, above):
            found = found or "happened"
            break
        found = _turned(found, below, above)
        top = above
    if found in (None, "expected") and _asked(token, top):
        return "asked"
    return found or "happened"


def _denied(found: Modality | None) -> Modality | None:
    """Of a word that is itself negated: "may not" is still possible, "not allegedly" a claim."""
    return found if found in ("possible", "hypothetical", "stated", "asked") else "denied"


def _climb(token: Token) -> Iterator[tuple[Token, Token]]:
    """The steps up to the edge of what the token's clause depends on."""
    below = token
    for _ in range(_STEPS):
        above = below.head
        if above == below or not _governed(below):
            return
        yield below, above
        below = above


def _stands_alone(below: Token, above: Token) -> bool:
    """A thing done that is only mentioned ("used for the evacuation") is what it was."""
    if below.pos_ not in ("NOUN", "PROPN") or above.pos_ not in ("VERB", "AUX"):
        return False
    if below.dep_ not in ("obl", "nsubj") or _given(below, above) is not None:
        return False
    return not _reached(below, above) and (below.dep_ == "nsubj" or _definite(below))


def _stays(below: Token, above: Token) -> bool:
    """Whether the word above takes for granted what is below: "end the strike", "rejected the
    demand", where the strike goes on and the demand was made."""
    given = _given(below, above)
    if given == "happened" or _lies_behind(below):
        return True
    said = below.pos_ == "NOUN" and below.lemma_.lower() in load_modality().acts
    return said and given == "denied" and below.dep_ in ("obj", "obl") and not negated(below)


def _lies_behind(below: Token) -> bool:
    """ "After his arrest", "despite the raid": what other things come after has taken place."""
    if below.pos_ != "NOUN" or below.dep_ not in ("obl", "nmod"):
        return False
    before = _preposition(below)
    return before in _IN_VIEW or (before == "after" and _definite(below))


def _governed(below: Token) -> bool:
    """Whether the word above may govern the word below; a clause with a life of its own is free."""
    if below.dep_ not in _GOVERNED:
        return False
    has_subject = any(c.dep_.startswith("nsubj") for c in below.children)
    if below.dep_ == "acl:relcl":
        return has_subject and _whole(below)
    if below.dep_ == "conj":
        return not has_subject and _alike(below, below.head)
    if below.dep_ == "advcl":
        content = below.i > below.head.i and _preposition(below) in _GOVERNING_MARKS
        beside = below.tag_ == "VBG" and below.left_edge.i == below.head.i + 1
        return ((content or beside) and not has_subject) or _content(below)
    if below.dep_ == "acl" and below.tag_ == "VBN" and _shaken_by(below):
        return False
    if below.dep_ == "acl":
        return (has_subject or bool(_preposition(below))) and not _relative(below)
    return True


def _content(clause: Token) -> bool:
    """ "Denied on Monday that it armed them": what is told, hung as if it said when."""
    that = next((c for c in clause.children if c.lower_ == "that" and c.dep_ == "mark"), None)
    if clause.dep_ != "advcl" or that is None or clause.i < clause.head.i:
        return False
    return that.nbor(-1).lower_ not in ("so", "such", "now", "given", "provided")


def _shaken_by(participle: Token) -> bool:
    """ "A region shaken by war": what describes a thing is so, whatever is done to the thing."""
    return any(c.dep_.startswith("obl") and _preposition(c) == "by" for c in participle.children)


_GOVERNING_MARKS = frozenset("of from to for against with on at in about".split())
# Under these a noun may be governed by a word that the lexicon has without a preposition.
_PLAIN = frozenset({"", "of", "for", "to", "against", "on", "with", "from", "that"})


def _relative(clause: Token) -> bool:
    """Whether a relative pronoun has a part in the clause: "a charge that he rejected"."""
    return any(
        c.lower_ in ("that", "which", "who", "whom") and c.dep_ in ("obj", "obl", "nsubj")
        for c in clause.children
    )


def _whole(clause: Token) -> bool:
    """A clause under "that" which lacks nothing is no relative one: "allegations that he hit her",
    but "a charge that he rejected"."""
    marked = any(c.lower_ == "that" and c.dep_ == "mark" for c in clause.children)
    return marked and any(c.dep_ in ("obj", "nsubj:pass", "obl") for c in clause.children)


def _alike(below: Token, above: Token) -> bool:
    """Two verbs share a helping verb where their forms are one: "may strike and invade"."""
    return below.pos_ != "VERB" or below.tag_ == above.tag_ or below.tag_ in ("VB", "VBG")


def _preposition(token: Token) -> str:
    """The preposition, or the "to" of an infinitive, under which a word stands; "" for none."""
    return next((str(c.lower_) for c in token.children if c.dep_ in _CASES), "")


# --- the word itself


def _own(token: Token) -> Modality | None:
    """From the word's own auxiliaries, conjunctions, adverbs and adjectives."""
    mark, helper = _by_mark(token), _by_auxiliary(token)
    if mark == "possible" and helper is not None:
        return helper
    return mark or helper or _by_adjective(token) or _by_form(token)


def _by_mark(token: Token) -> Modality | None:
    lexicon = load_modality()
    for child in token.children:
        word = child.lower_
        if child.dep_ not in ("mark", "advmod", "case", "cc") or word not in lexicon.marks:
            continue
        if word == "if" and token.head.lemma_ in _SAYING_IF and token.dep_ in ("ccomp", "advcl"):
            return "asked"
        if word == "whether" and token.dep_ in ("csubj", "advcl"):
            return "hypothetical"
        if word == "instead" and not any(c.lower_ == "of" for c in child.children):
            continue
        return lexicon.marks[word]
    before = token.nbor(-1).lower_ if token.i > 0 else ""
    return "hypothetical" if before == "if" and token.tag_ == "VBN" else None


def _by_auxiliary(token: Token) -> Modality | None:
    lexicon = load_modality()
    for child in token.children:
        if child.dep_ != "aux" or child.lower_ not in lexicon.auxiliaries:
            continue
        found = lexicon.auxiliaries[child.lower_]
        if child.lower_ == "should" and _before_subject(child, token):
            return "hypothetical"
        if found == "possible" and negated(token) and child.lower_ in ("can", "ca", "could"):
            return "denied"
        return _would(token) if found == "hypothetical" else found
    return None


def _before_subject(helper: Token, verb: Token) -> bool:
    """ "Should China attack": a condition without its conjunction."""
    subject = next((c for c in verb.children if c.dep_.startswith("nsubj")), None)
    asks = verb.sent.text.rstrip("”\"' ").endswith("?")
    return subject is not None and helper.i < subject.i and not (asks and verb.dep_ == "ROOT")


def _would(verb: Token) -> Modality:
    """What somebody said would come is expected; what hangs on a condition is hypothetical."""
    perfect = any(c.lower_ == "have" and c.dep_ == "aux" for c in verb.children)
    conditional = any(
        c.dep_ == "advcl" and any(m.lower_ in ("if", "unless", "were") for m in c.children)
        for c in verb.children
    )
    told = verb.dep_ in ("ccomp", "ccomp:speech", "parataxis") and verb.head.lemma_ in _TOLD
    later = verb.dep_ == "advcl" and _preposition(verb) in ("before", "until", "till")
    ahead = (told or later) and not conditional and not perfect
    return "expected" if ahead else "hypothetical"


def _by_adjective(token: Token) -> Modality | None:
    """ "A planned strike", "talks scheduled for Monday", "any attack"; of a verb an adjective that
    the parse takes for its mark: "due to meet"."""
    where = ("amod", "acl", "det") if token.pos_ in ("NOUN", "PROPN") else ("mark",)
    lexicon = load_modality()
    for child in token.children:
        if child.dep_ in where and child.lower_ in lexicon.adjectives:
            return lexicon.adjectives[child.lower_]
    return None


def _by_form(token: Token) -> Modality | None:
    """ "To defeat them, we need", "is to meet"."""
    if token.pos_ not in ("VERB", "AUX") or _preposition(token) != "to":
        return None
    if token.dep_ == "advcl" and token.i < token.head.i:
        return "intended"
    if any(c.dep_ in ("aux", "cop") and c.lemma_ == "be" for c in token.children):
        if any(
            c.dep_.startswith("nsubj") and c.lemma_.lower() in _PURPOSES for c in token.children
        ):
            return "intended"
        finite = any(c.tag_ in ("VBZ", "VBP", "VBD") for c in token.children if c.lemma_ == "be")
        return "expected" if finite and token.dep_ not in ("xcomp", "advcl", "acl") else None
    return None


# --- the words above


def _turned(found: Modality | None, below: Token, above: Token) -> Modality | None:
    """What the step from ``below`` to ``above`` makes of what was found further down."""
    given = _given(below, above)
    denies = negated(above) and (given is not None or _reached(below, above))
    if given is not None and denies and not _untraced(above):
        return _undone(given, found, above)
    if given == "stated":
        return given if found in _OVER_CLAIM else found
    if given == "denied":
        return given if found in _OVER_DENIAL else found
    if given in _SPEAKING and found in _GIVES_WAY[below.dep_ in _CONTENT]:
        found = given
    if found is None:
        found = given
    return _from_verb(found, below, above, denies)


def _undone(given: Modality, found: Modality | None, above: Token) -> Modality | None:
    """Under a word that is itself negated: "did not deny", "no plans to", "may not be able to"."""
    if given == "denied":
        return "possible" if found in (None, "denied") else found
    return "possible" if given == "possible" and _may(above) else "denied"


def _may(verb: Token) -> bool:
    return any(c.dep_ == "aux" and c.lower_ in ("may", "might") for c in verb.children)


def _from_verb(found: Modality | None, below: Token, above: Token, denies: bool) -> Modality | None:
    """The helping verbs, the conjunction, the adjectives and the negation of the word above."""
    if above.pos_ == "NOUN" and (below.dep_ == "compound" or _preposition(below) == "of"):
        return found or _by_adjective(above)
    if not _reached(below, above):
        return found
    own = _own(above)
    if own == "hypothetical" and found in _OVER_CONDITION:
        return "hypothetical"
    if own == "denied" or denies:
        return "denied" if found in _OVER_DENIAL else found
    if own == "stated":
        return own if found in _OVER_CLAIM else found
    return found or own


def _reached(below: Token, above: Token) -> bool:
    """Whether what is true of the verb above is true of the word below."""
    if above.pos_ not in ("VERB", "AUX") or below.dep_ in ("ccomp", "ccomp:speech", "acl:relcl"):
        return below.dep_ == "conj"
    if _content(below):
        return False
    lexicon = load_modality()
    if below.dep_ in ("nsubj", "nsubj:pass"):
        noun = below.pos_ == "NOUN" and not _definite(below)
        return below.pos_ == "NOUN" and (
            above.lemma_ in lexicon.occur or (noun and below.dep_ == "nsubj:pass")
        )
    if below.pos_ in ("NOUN", "PROPN") and below.dep_ in _NOUN_STEPS:
        if below.dep_ != "obl" and above.lemma_ in lexicon.hold | lexicon.occur:
            return True
        return not _definite(below)
    return True


def _definite(noun: Token) -> bool:
    return any(
        (c.dep_ == "det" and c.lower_ in _DEFINITE) or c.dep_ == "nmod:poss" for c in noun.children
    )


def _given(below: Token, above: Token) -> Modality | None:
    """What the word above does to the word below, by the lexicon and by the shape of the two."""
    if below.dep_ in ("nsubj", "nsubj:pass", "csubj"):
        return _said_of(above, below.dep_)
    if below.dep_ == "conj":
        return None
    preposition = _preposition(below)
    if _untraced(above):
        return "denied"
    if above.lemma_ in load_modality().naming and below.dep_ == "xcomp" and not preposition:
        return "stated"
    if preposition == "to" and (_too(above) or _yet(above)):
        return "denied"
    if preposition == "to" and above.lemma_ == "have" and above.tag_ == "VBD":
        return None
    found = _listed(below, above, preposition)
    if found == "threatened":
        return _threat(below, above)
    if found == "offered" and above.lemma_.lower() in _EITHER_WAY and harmful(below):
        return "intended"
    return found


# Ready to help is an offer, ready to strike is none.
_EITHER_WAY = frozenset({"ready", "commit", "prepared", "willing"})


def _listed(below: Token, above: Token, preposition: str) -> Modality | None:
    """By the lexicon: the word above with the preposition, or alone; or its object with the
    preposition ("repeat calls for", where the parse hangs it on the verb)."""
    lexicon = load_modality()
    heads = [above, *(c for c in above.children if c.dep_ == "obj" and c is not below)]
    if preposition:
        for head in heads:
            for form in _forms(head):
                if found := lexicon.governors.get(f"{form} {preposition}"):
                    return found
    if below.dep_ in ("obl", "nmod") and preposition not in _PLAIN:
        return None
    for form in _forms(above):
        if form in lexicon.factive:
            return None
        if found := lexicon.governors.get(form):
            return found
    return None


def _forms(token: Token) -> tuple[str, ...]:
    """The lemma, and what else it may be where the lemmatiser erred on a rare verb."""
    lemma = token.lemma_.lower()
    if lemma.endswith("ing") and len(lemma) > 6:
        return (lemma, lemma[:-3], lemma[:-3] + "e", lemma[:-4])
    return (lemma, lemma + "e") if token.pos_ == "VERB" else (lemma,)


def _said_of(above: Token, dep: str) -> Modality | None:
    """ "An attack is imminent", "talks are expected"."""
    if dep == "nsubj" and above.pos_ != "ADJ":
        return None
    return load_modality().adjectives.get(above.lower_)


def _purpose(below: Token, above: Token) -> bool:
    """An infinitive under a noun, or one that tells the purpose of a verb, is intended."""
    if below.pos_ != "VERB" or _preposition(below) != "to" or _given(below, above) is not None:
        return False
    return below.dep_ == "advcl" or (below.dep_ == "acl" and above.pos_ in ("NOUN", "PROPN"))


def _untraced(noun: Token) -> bool:
    """ "No evidence of", "no plans to"."""
    return (
        noun.pos_ == "NOUN"
        and noun.lemma_.lower() in load_modality().traces
        and _denied_trace(noun)
    )


def _denied_trace(noun: Token) -> bool:
    """ "No evidence of", "no plans to", "without any sign of"."""
    if negated(noun):
        return True
    if any(c.dep_ == "case" and c.lower_ == "without" for c in noun.children):
        return True
    return noun.dep_ == "obj" and negated(noun.head) and not _definite(noun)


def _too(above: Token) -> bool:
    """ "Too weak to attack"."""
    return any(c.lower_ == "too" and c.dep_ == "advmod" for c in above.children)


def _yet(above: Token) -> bool:
    """ "Has yet to answer"."""
    return above.lemma_ in ("have", "be") and any(c.lower_ == "yet" for c in above.children)


def _threat(below: Token, above: Token) -> Modality:
    """Vows and threats of harm; what one vows to do that hurts nobody is a plan."""
    if above.lemma_.lower() == "vow" and not harmful(below):
        return "intended"
    return "threatened"


def harmful(token: Token) -> bool:
    """Whether a word by itself tells of something done against somebody."""
    lexicon = load_events()
    patterns = [
        *lexicon.verbs.get(token.lemma_.lower(), ()),
        *lexicon.nouns.get(token.lemma_.lower(), ()),
    ]
    conflict = [quad_of(p.group.type).endswith("conflict") for p in patterns]
    alone = [hurts for p, hurts in zip(patterns, conflict, strict=True) if not p.rest]
    return any(alone) or (bool(conflict) and all(conflict))


# --- questions


def _asked(token: Token, top: Token) -> bool:
    """Whether the sentence asks for it: its main clause does, and what is under it."""
    sentence = token.sent
    last = next((t for t in reversed(sentence) if not t.is_space and not t.is_quote), None)
    if last is None or not last.text.endswith("?"):
        return False
    if top.dep_ in ("acl:relcl", "acl", "advcl", "nmod") or (
        token.pos_ == "NOUN" and _definite(token)
    ):
        return False
    colon = next((t.i for t in reversed(sentence) if t.text == ":" and t.i < last.i), -1)
    return token.i > colon
