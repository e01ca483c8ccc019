"""Did it happen? Reads a modality off auxiliaries, negation, conjunctions and governing words."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.records import Modality

if TYPE_CHECKING:
    from spacy.tokens import Token

_NEGATIONS = frozenset({"not", "n't", "n’t", "never", "no", "neither", "nor", "none", "hardly"})
_NOBODY = frozenset({"nobody", "nothing", "none", "neither"})
# Steps up the tree on which the word above governs what the word below tells.
_GOVERNED = frozenset(
    "xcomp ccomp obj obl nmod acl nsubj nsubj:pass conj advcl csubj iobj nmod:poss compound".split()
)


class ModalityFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``terms/data/modality.yaml``."""

    checked: str
    auxiliaries: dict[Modality, tuple[str, ...]]
    marks: dict[Modality, tuple[str, ...]]
    governors: dict[Modality, tuple[str, ...]]
    factive: tuple[str, ...]


class ModalityLexicon(Struct, frozen=True):
    """The same, by word."""

    auxiliaries: dict[str, Modality]
    marks: dict[str, Modality]
    governors: dict[str, Modality]
    factive: frozenset[str]


@lru_cache(maxsize=1)
def load_modality() -> ModalityLexicon:
    """The shipped lexicon of modality. Cached."""
    loaded = load_yaml(shipped("modality.yaml"), ModalityFile)
    return ModalityLexicon(
        _by_word(loaded.auxiliaries),
        _by_word(loaded.marks),
        _by_word(loaded.governors),
        frozenset(loaded.factive),
    )


def _by_word(classes: dict[Modality, tuple[str, ...]]) -> dict[str, Modality]:
    table: dict[str, Modality] = {}
    for modality, words in classes.items():
        for word in words:
            table.setdefault(word, modality)
    return table


def modality_of(token: Token) -> Modality:
    """The modality of the event that ``token`` tells, as its own sentence has it.

    Quotation and attribution are the caller's matter: here a clause under "said" counts as told.
    """
    if _asked(token):
        return "asked"
    negated = _negated(token)
    found = _own(token) or _governing(token)
    if found == "denied":
        return "possible" if negated else "denied"
    if negated:
        return "denied" if found in (None, "expected", "intended") else found
    return found or "happened"


def _asked(token: Token) -> bool:
    sentence = token.sent
    last = next((t for t in reversed(sentence) if not t.is_space and not t.is_quote), None)
    if last is None or not last.text.endswith("?"):
        return False
    colon = next((t.i for t in reversed(sentence) if t.text == ":" and t.i < last.i), -1)
    return token.i > colon


def _negated(token: Token) -> bool:
    return any(
        (c.lower_ in _NEGATIONS and c.dep_ in ("advmod", "det", "neg", "cc:preconj"))
        or (c.lower_ in _NOBODY and c.dep_ in ("obj", "nsubj", "nsubj:pass"))
        for c in token.children
    )


def _own(token: Token) -> Modality | None:
    """From the word's own auxiliaries, conjunctions, adverbs and adjectives."""
    lexicon = load_modality()
    for child in token.children:
        word = child.lower_
        if child.dep_ == "aux" and word in lexicon.auxiliaries:
            return _with_adverbs(token, lexicon.auxiliaries[word])
        if child.dep_ in ("mark", "advmod") and word in lexicon.marks:
            return lexicon.marks[word]
        if child.dep_ in ("advmod", "amod") and word in lexicon.governors:
            return lexicon.governors[word]
    if token.pos_ == "VERB" and _purpose(token):
        return "intended"
    return None


def _with_adverbs(token: Token, found: Modality) -> Modality:
    """ "could possibly": the auxiliary decides; "will likely" is expected as well."""
    likely = any(c.dep_ == "advmod" and c.lower_ in ("likely", "probably") for c in token.children)
    return "expected" if likely else found


def _purpose(verb: Token) -> bool:
    to = any(c.dep_ == "mark" and c.lower_ == "to" for c in verb.children)
    return to and verb.dep_ == "advcl"


def _governing(token: Token) -> Modality | None:
    """From the words above: the first that says anything, up to the edge of the sentence."""
    lexicon = load_modality()
    below, steps = token, 0
    while below.head != below and steps < 6:
        above = below.head
        if below.dep_ not in _GOVERNED or _fresh_clause(below):
            return None
        found = _from_governor(below, above, lexicon)
        if found is not None:
            return found
        below, steps = above, steps + 1
    return None


def _fresh_clause(token: Token) -> bool:
    """A finite adverbial clause stands on its own: its main clause does not govern it."""
    return token.dep_ in ("advcl", "conj") and (
        any(c.dep_.startswith("nsubj") for c in token.children) or token.dep_ == "advcl"
    )


def _from_governor(below: Token, above: Token, lexicon: ModalityLexicon) -> Modality | None:
    lemma = above.lemma_.lower()
    subject = below.dep_.startswith("nsubj")
    verbal = above.pos_ in ("VERB", "AUX")
    found: Modality | None = None
    # What "seek" or "threaten" governs is its object or complement, never its own subject.
    if not subject and lemma not in lexicon.factive:
        found = lexicon.governors.get(lemma)
    own = _own(above) if verbal and below.dep_ != "ccomp" else None
    if found == "denied" and _negated(above):
        return "possible"
    if found is None and verbal and not subject and below.dep_ != "ccomp" and _negated(above):
        return "denied"
    return found or own
