"""What kind of deed a word tells, as a CAMEO code: ``terms/data/deeds`` over a parse, turned by the
words above it as ``terms/data/turns.yaml`` says ("refused to release", "called off the strike").

Finer and broader than the lexicon that finds events in prose (`triggers`): here every deed of
CAMEO has its words, everyday ones too, and promise, refusal and end make another deed of what they
govern. Meant for a sentence that is known to tell an event.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from msgspec import Struct

from crisisdesk.reading.patterns import Pattern, Patterns, find_pattern, index_patterns, verbal
from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.plover import CameoCode

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

FILES = ("verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict")
KEEP = "="
_FORCE = "18"  # from here on codes name violence outright
DUTY = "100"  # "must": a demand, whatever it is that must be done
_DEPTH = 6
_PROTEST = re.compile("14[1-5]")
_AIM = re.compile("(?:024|104|034|083)([1-4])")
_NAMES_TOO = ("NOUN", "PROPN")
_FURTHER = frozenset({"nmod", "acl", "compound", "amod", "xcomp", "obj", "ccomp"})
# Where a word's complement hangs, the likeliest first.
_COMPLEMENTS = ("xcomp", "ccomp", "obj", "acl", "obl", "nmod", "advcl", "nsubj:pass", "compound")
_OPEN = frozenset({"to", "on", "for", "of", "in", "into", "against", "from", "with", "over"})
_DUTY = frozenset({"must", "should", "ought"})
# The turn that a word beside the verb brings, the stronger first.
_AUXILIARIES = {
    "not": frozenset({"not", "n't", "n’t", "never"}),
    "demand": _DUTY,
    "will": frozenset({"will", "would", "shall", "'ll", "’ll", "wo"}),
}


class Deed(Struct, frozen=True, forbid_unknown_fields=True):
    """The words of one CAMEO code."""

    cameo: CameoCode
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()


class DeedsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of ``terms/data/deeds``."""

    checked: str
    deeds: tuple[Deed, ...]


class ClassesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``terms/data/deeds/classes.yaml``: what ``$name`` in a pattern stands for."""

    checked: str
    classes: dict[str, tuple[str, ...]]


class Turn(Struct, frozen=True, forbid_unknown_fields=True):
    """What a governing word makes of the code below it, by the code's longest known beginning."""

    of: dict[str, str]
    default: str | None = None
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    of_nouns: dict[str, str] = {}
    of_another: frozenset[str] = frozenset()

    def code(self, below: str, noun: bool = False) -> str | None:
        """The code of the whole; None where this turn makes no deed of what is below. A noun
        below may be turned otherwise than a verb: "agreed a deal", "agreed to sign a deal"."""
        table = self.of | self.of_nouns if noun else self.of
        for end in range(len(below), 1, -1):
            found = table.get(below[:end])
            if found is not None:
                return below if found == KEEP else found
        return None


class Context(Struct, frozen=True, forbid_unknown_fields=True):
    """Words beside a deed, below it or in its ``sentence``, that make another code of it."""

    words: frozenset[str]
    of: dict[str, str]
    sentence: bool = False


class TurnsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``terms/data/turns.yaml``."""

    checked: str
    turns: dict[str, Turn]
    contexts: tuple[Context, ...]


@dataclass(frozen=True)
class DeedLexicon:
    """Patterns of deeds and of turns, verbs and nouns apart; patterns of turns carry ``@name``."""

    verbs: Patterns[str]
    nouns: Patterns[str]
    turn_verbs: Patterns[str]
    turn_nouns: Patterns[str]
    turns: dict[str, Turn]
    contexts: tuple[Context, ...]


@dataclass(frozen=True)
class Told:
    """A word that tells a deed: its code, the words of its pattern and of those it governs."""

    token: Token
    code: str
    used: frozenset[int]
    words: int


@lru_cache(maxsize=1)
def load_deeds() -> DeedLexicon:
    """The shipped lexicon of deeds. Raises TermsError where a file is broken. Cached."""
    classes = load_yaml(shipped("deeds/classes.yaml"), ClassesFile).classes
    deeds = [
        deed for name in FILES for deed in load_yaml(shipped(f"deeds/{name}.yaml"), DeedsFile).deeds
    ]
    file = load_yaml(shipped("turns.yaml"), TurnsFile)
    turns = file.turns
    return DeedLexicon(
        index_patterns([(text, d.cameo) for d in deeds for text in d.verbs], classes),
        index_patterns([(text, d.cameo) for d in deeds for text in d.nouns], classes),
        index_patterns([(text, n) for n, t in turns.items() for text in t.verbs], classes),
        index_patterns([(text, n) for n, t in turns.items() for text in t.nouns], classes),
        turns,
        file.contexts,
    )


class DeedReader:
    """The deeds of one parse; what a word tells is worked out once. Without ``plans`` a bare "will"
    leaves a deed what it is, and only what somebody says that he will do is a promise or threat."""

    def __init__(self, doc: Doc, plans: bool = True) -> None:
        self.doc = doc
        self.plans = plans
        self.lexicon = load_deeds()
        self._told: dict[int, Told | None] = {}

    def all(self) -> list[Told]:
        """Every word that tells a deed and that no word above has made part of its own."""
        told = [found for token in self.doc if (found := self.told(token))]
        taken = {i for found in told for i in found.used if i != found.token.i}
        return [found for found in told if found.token.i not in taken]

    def told(self, token: Token, depth: int = 0) -> Told | None:
        """The deed that a word tells with all below it, or None."""
        if token.i not in self._told:
            self._told[token.i] = None  # a circle through conjuncts ends here
            self._told[token.i] = self._work_out(token, depth)
        return self._told[token.i]

    def _work_out(self, token: Token, depth: int) -> Told | None:
        if token.pos_ not in ("VERB", "NOUN", "PROPN", "ADJ") or depth > _DEPTH:
            return None
        if token.dep_ == "amod" and token.is_title and not token.is_sent_start:
            return None  # part of a name: "the United Nations"
        is_verb = verbal(token)
        lexicon = self.lexicon
        deed = find_pattern(token, lexicon.verbs if is_verb else lexicon.nouns, nearest=True)
        turn = self._of_another(token) or find_pattern(
            token, lexicon.turn_verbs if is_verb else lexicon.turn_nouns, nearest=True
        )
        if deed is None and token.dep_ == "compound":
            deed = _with_object(find_pattern(token, lexicon.verbs))
        if turn and _helps_another(token, turn[0]):
            turn = None
        found = self._turned(token, turn, deed, depth) if turn else None
        if found is None and deed:
            code = self._in_context(token, deed[0].group)
            found = Told(token, code, deed[1] | {token.i}, len(deed[1]) + 1)
        return self._for_what(self._by_auxiliaries(token, found) if is_verb or found else None)

    def _of_another(self, token: Token) -> tuple[Pattern[str], frozenset[int]] | None:
        """ "wants Chad to talk", "told Chad to leave": what is done to another by an infinitive."""
        whom = any(c.dep_ in ("obj", "iobj", "nsubj:pass") for c in token.children)
        clauses = [c for c in token.children if c.dep_ in ("xcomp", "advcl", "ccomp")]
        if not whom or not any(t.lower_ == "to" for c in clauses for t in c.children):
            return None
        lemma = token.lemma_.lower()
        for name, turn in self.lexicon.turns.items():
            if lemma in turn.of_another:
                return Pattern(lemma, (), name), frozenset()
        return None

    def _in_context(self, token: Token, code: str) -> str:
        """The code that the words around a deed make of it."""
        for context in self.lexicon.contexts:
            around = token.sent if context.sentence else token.subtree
            if code in context.of and any(t.lower_ in context.words for t in around):
                return context.of[code]
        return code

    def _turned(
        self,
        token: Token,
        turn: tuple[Pattern[str], frozenset[int]],
        deed: tuple[Pattern[str], frozenset[int]] | None,
        depth: int,
    ) -> Told | None:
        """What a governing word makes of its complement; None where its own pattern says more."""
        pattern, used = turn
        table = self.lexicon.turns[pattern.group]
        longer = deed is not None and len(deed[1]) > len(used)
        found = [
            (code, below)
            for below in self._complements(token, depth)
            if (code := table.code(below.code, below.token.pos_ == "NOUN"))
            and not (longer and code == table.default)
        ]
        if deed and longer and (table.default is None or deed[0].group >= _FORCE):
            # "continue military aid": the noun says more of the same
            found = [pair for pair in found if _says_more(pair[0], deed[0].group)]
        # A code that says what about is better than the turn's own, wherever it stands.
        found.sort(key=lambda pair: pair[0] == table.default)
        for code, below in found[:1]:
            return Told(token, code, below.used | used | {token.i}, below.words + 1)
        if deed and (len(deed[1]) >= len(used) or table.default is None):
            return None
        return Told(token, table.default, used | {token.i}, 1) if table.default else None

    def _complements(self, token: Token, depth: int) -> Iterator[Told]:
        """Deeds below a word, those it is likeliest to govern first."""
        children = [c for c in token.children if _governs(c)]
        if token.dep_ == "amod" and (found := self.told(token.head, depth + 1)):
            yield found  # "halted deliveries": a main verb that was taken for an adjective
        for child in sorted(children, key=lambda c: _COMPLEMENTS.index(c.dep_)):
            found = self.told(child, depth + 1)
            if found:
                yield found
            # "a plan for talks", "a series of attacks", "an appeal to X to halt": further down
            if found is None or child.pos_ in _NAMES_TOO:
                yield from self._further(child, depth)

    def _for_what(self, found: Told | None) -> Told | None:
        """A protest's last digit says what it asks for: 1 leaders, 2 policy, 3 rights, 4 regime."""
        if found is None or not _PROTEST.fullmatch(found.code):
            return found
        for below in [*found.token.subtree, *found.token.children]:
            told = self.told(below) if below.i not in found.used else None
            aim = _AIM.fullmatch(told.code) if told else None
            if aim:
                return Told(found.token, found.code + aim.group(1), found.used, found.words)
        return found

    def _further(self, child: Token, depth: int) -> Iterator[Told]:
        """Deeds one and two words below a complement."""
        for below in child.children:
            # "victims killed by a flood": what was done to somebody is nobody's plan.
            suffered = below.dep_ == "acl" and below.tag_ == "VBN"
            if below.dep_ in _FURTHER and not suffered:
                deeper = self.told(below, depth + 1)
                if deeper:
                    yield deeper
                elif depth < 2:
                    yield from self._further(below, depth + 2)

    def _by_auxiliaries(self, token: Token, found: Told | None) -> Told | None:
        """ "will", "must" and "not" beside the verb."""
        words = {c.lower_ for c in token.children if c.dep_ in ("aux", "advmod", "cop")}
        if found is None:
            return Told(token, DUTY, frozenset({token.i}), 1) if words & _DUTY else None
        name = next((name for name, those in _AUXILIARIES.items() if words & those), None)
        if name == "will" and not (self.plans or token.dep_.startswith("ccomp")):
            return found
        code = self.lexicon.turns[name].code(found.code) if name else None
        return Told(token, code or found.code, found.used, found.words)


def _says_more(code: str, than: str) -> bool:
    """Whether a code is a finer one of the same root: 0723 of 070."""
    return than.endswith("0") and code[:2] == than[:2] and not code.endswith("0")


def _helps_another(token: Token, turn: Pattern[str]) -> bool:
    """ "Helped the rebels seize the town": it is help, and the seizing is the rebels'."""
    if turn.group != "go_on" or token.lemma_.lower() != "help":
        return False
    own_subject = any(
        below.dep_ == "nsubj" for c in token.children if c.dep_ == "ccomp" for below in c.children
    )
    return own_subject or any(c.dep_ in ("obj", "iobj") for c in token.children)


def _with_object(
    found: tuple[Pattern[str], frozenset[int]] | None,
) -> tuple[Pattern[str], frozenset[int]] | None:
    """A noun before a noun is a verb after all only where a pattern joins the two: in headlines."""
    return found if found and found[1] else None


def _governs(child: Token) -> bool:
    if child.dep_ not in _COMPLEMENTS:
        return False
    if child.dep_ in ("obl", "nmod"):
        return any(c.dep_ == "case" and c.lower_ in _OPEN for c in child.children)
    return True
