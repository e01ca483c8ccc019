"""The lexicon of attribution: which words introduce somebody's speech or thought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.records import Attitude

if TYPE_CHECKING:
    from spacy.tokens import Token

_ASIDE = ("ADV", "ADP", "PRON")  # what may stand between a verb and its preposition
DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may "
    "june july august september october november december".split()
)
_VOWELS = "aeiou"
_REACH = 4  # how many tokens may pass before a phrase's next word ("made it abundantly clear")


class Phrases(Struct, frozen=True):
    """Prepositions that name a sentence's source, nouns for the source's own words, and documents
    in (or by) which something stands."""

    source: list[str]
    owned: list[str]
    documents: list[str]


class Audience(Struct, frozen=True):
    """How a report says to whom something was said."""

    verbs: list[str]
    prepositions: list[str]
    occasions: list[str]


class Speech(Struct, frozen=True):
    """The vocabulary file ``speech.yaml``."""

    verbs: dict[str, list[str]]
    behind: dict[str, list[str]]
    irregular: dict[str, str]
    adjectives: dict[str, list[str]]
    nouns: dict[str, list[str]]
    light: list[str]
    core: list[str]
    attitudes: dict[Attitude, list[str]]
    noun_attitudes: dict[Attitude, list[str]]
    framing: list[str]
    naming: list[str]
    phrases: Phrases
    documents: list[str]
    audience: Audience
    relays: list[str]
    citing: list[str]
    outlet_words: list[str]
    expert_words: list[str]
    expert_places: list[str]
    speakers: list[str]


@dataclass(frozen=True)
class Cue:
    """A cue in a text: its head token, its classes, and its last token (of a phrase).

    ``behind`` is the preposition that brings the matter ("warned of"), where there is one."""

    token: Token
    lemma: str
    classes: frozenset[str]
    last: int
    behind: Token | None = None


@dataclass(frozen=True)
class Lexicon:
    """``speech.yaml`` made ready for look-up by word form."""

    speech: Speech
    forms: dict[str, frozenset[str]]
    classes: dict[str, frozenset[str]]
    phrases: dict[str, tuple[tuple[tuple[str, ...], frozenset[str]], ...]]
    behind: dict[str, frozenset[str]]
    attitudes: dict[str, Attitude]
    noun_attitudes: dict[str, Attitude]
    adjectives: dict[str, frozenset[str]]
    nouns: dict[str, frozenset[str]]


@cache
def lexicon() -> Lexicon:
    """The shipped lexicon; raises TermsError where its file breaks the schema."""
    speech = load_yaml(shipped("speech.yaml"), Speech)
    classes: dict[str, set[str]] = defaultdict(set)
    phrases: dict[str, dict[tuple[str, ...], set[str]]] = defaultdict(lambda: defaultdict(set))
    for name, lemmas in speech.verbs.items():
        for lemma in lemmas:
            head, *rest = lemma.split()
            if rest:
                phrases[head][tuple(rest)].add(name)
            else:
                classes[head].add(name)
    behind = _inverted(speech.behind)
    for lemma in behind:
        head, *rest = lemma.split()
        if rest:
            phrases[head].setdefault(tuple(rest), set())
        else:
            classes.setdefault(head, set())
    heads = set(classes) | set(phrases) | set(speech.light)
    return Lexicon(
        speech=speech,
        forms=_forms(heads, speech.irregular),
        classes={lemma: frozenset(names) for lemma, names in classes.items()},
        phrases={
            head: tuple((rest, frozenset(names)) for rest, names in rests.items())
            for head, rests in phrases.items()
        },
        behind=behind,
        attitudes={word: name for name, words in speech.attitudes.items() for word in words},
        noun_attitudes={w: name for name, words in speech.noun_attitudes.items() for w in words},
        adjectives=_inverted(speech.adjectives),
        nouns=_inverted(speech.nouns),
    )


def verb_cue(token: Token) -> Cue | None:
    """The verbal (or adjectival) cue that ``token`` heads, whatever its part of speech tag."""
    words, word = lexicon(), token.lower_
    lemmas = words.forms.get(word)
    if lemmas is None and word not in words.adjectives:
        return None  # as most words are
    if is_adjective(token):
        return Cue(token, word, words.adjectives[word], token.i)
    best: Cue | None = None
    for lemma in sorted(lemmas or ()):
        for found in _readings(token, lemma):
            if best is None or found.last > best.last:
                best = found
    return best


def is_adjective(token: Token) -> bool:
    """Whether a word tells somebody's state of mind: "is convinced", "remain ready"."""
    if token.lower_ not in lexicon().adjectives or token.tag_ in ("VBD", "VBZ", "VBP", "VBG"):
        return False
    if any(child.dep_ == "obl:agent" for child in token.children):
        return False
    kinds = ("cop", "nsubj", "nsubj:pass", "aux:pass")
    return any(child.dep_ in kinds for child in token.children)


def _readings(token: Token, lemma: str) -> Iterator[Cue]:
    """The cues that a form may be as ``lemma``: the bare verb, phrases, with a preposition."""
    words = lexicon()
    bare = [(lemma, words.classes[lemma], token.i)] if lemma in words.classes else []
    for rest, names in words.phrases.get(lemma, ()):
        last = _phrase_end(token, rest)
        if last is not None:
            bare.append((" ".join((lemma, *rest)), names, last))
    for name, classes, last in bare:
        matter = _matter_behind(token, last, words.behind.get(name, frozenset()))
        if matter is not None:
            near = matter.i if matter.i <= last + 2 else last
            yield Cue(token, name, classes | {"matter"}, max(last, near), matter)
        elif classes:
            yield Cue(token, name, classes, last)


def _matter_behind(token: Token, last: int, prepositions: frozenset[str]) -> Token | None:
    """The preposition that brings a verb's matter: right behind it, or of its own oblique."""
    if not prepositions:
        return None
    doc = token.doc
    for i in range(last + 1, min(len(doc), last + 3)):
        if doc[i].lower_ in prepositions and (i == last + 1 or doc[last + 1].pos_ in _ASIDE):
            if i + 1 == len(doc) or doc[i + 1].is_punct or doc[i + 1].lower_ in DAYS:
                return None
            return doc[i]
    if any(c.dep_ in ("ccomp", "xcomp") for c in token.children):
        return None
    heads = [token, *(doc[i] for i in range(token.i + 1, last + 1))]
    for child in (c for head in heads for c in head.children):
        if child.dep_ not in ("obl", "nmod", "advcl", "acl") or child.i <= last:
            continue
        for mark in child.children:
            if mark.dep_ in ("case", "mark") and mark.lower_ in prepositions and mark.i > last:
                return mark
    return None


def attitude(cue: Cue) -> Attitude | None:
    """What kind of attitude a cue tells; None where it only sets a scene ("speaking of")."""
    if is_adjective(cue.token):
        return "planned" if "plan" in cue.classes else "believed"
    if cue.behind is not None and cue.lemma in lexicon().speech.framing:
        return None
    known = lexicon().attitudes
    with_preposition = f"{cue.lemma} {cue.behind.lower_}" if cue.behind is not None else cue.lemma
    return known.get(with_preposition, known.get(cue.lemma.split()[0], "said"))


def noun_attitude(noun: Token, *, clause: bool) -> Attitude | None:
    """What kind of attitude a noun tells; one that takes a clause may tell speech."""
    for form in (noun.lower_, noun.lemma_.lower(), noun.lower_.removesuffix("s")):
        if form in lexicon().noun_attitudes:
            return lexicon().noun_attitudes[form]
    return "said" if clause else None


def is_lemma(token: Token, lemmas: frozenset[str] | set[str] | list[str]) -> bool:
    """Whether a verb form may stand for one of ``lemmas`` (of the lexicon's heads)."""
    return not lexicon().forms.get(token.lower_, frozenset()).isdisjoint(lemmas)


def noun_classes(token: Token) -> frozenset[str]:
    """What a noun of speech takes ("that", "to", "of"), empty where it is none."""
    nouns = lexicon().nouns
    word = token.lower_
    for form in (word, word.removesuffix("s"), word.removesuffix("es")):
        if form in nouns:
            return nouns[form]
    return frozenset()


def _phrase_end(token: Token, rest: tuple[str, ...]) -> int | None:
    doc, at = token.doc, token.i
    for word in rest:
        window = range(at + 1, min(len(doc), at + 1 + _REACH))
        for i in window:
            if doc[i].is_punct and i > at + 1:
                return None
            if doc[i].lower_ == word or doc[i].lower_ == word + "s":
                at = i
                break
        else:
            return None
        if word in ("on", "to", "of", "at", "for", "in", "about", "against") and at > token.i + 2:
            return None  # a preposition belongs to the verb only beside it
    return at


def _inverted(groups: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, words in groups.items():
        for word in words:
            found[word].add(name)
    return {word: frozenset(names) for word, names in found.items()}


def _forms(lemmas: set[str], irregular: dict[str, str]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for lemma in lemmas:
        for form in _inflected(lemma):
            found[form].add(lemma)
    for form, lemma in irregular.items():
        if lemma in lemmas:
            found[form].add(lemma)
    return {form: frozenset(names) for form, names in found.items()}


def _inflected(lemma: str) -> Iterator[str]:
    """A regular English verb's forms, and a few too many: doubled consonants both ways."""
    yield lemma
    if lemma.endswith("y") and lemma[-2] not in _VOWELS:
        yield from (lemma[:-1] + "ies", lemma[:-1] + "ied", lemma + "ing")
    elif lemma.endswith("e"):
        yield from (lemma + "s", lemma + "d", lemma[:-1] + "ing")
        if lemma.endswith("ee"):
            yield lemma + "ing"
    else:
        yield lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")
        yield from (lemma + "ed", lemma + "ing")
        if lemma[-1] not in _VOWELS + "wxy" and lemma[-2:-1] in tuple(_VOWELS):
            yield from (lemma + lemma[-1] + "ed", lemma + lemma[-1] + "ing")
