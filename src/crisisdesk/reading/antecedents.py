"""Who "he" or "she" is that speaks: by who spoke last, who opens a sentence since, and gender."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from crisisdesk.reading.gender import PRONOUNS, Gender, gender_of, genders
from crisisdesk.reading.page import Page, Part
from crisisdesk.terms.records import Actor

if TYPE_CHECKING:
    from spacy.tokens import Token

_OWN = frozenset({"his", "her"})
_POSSESSIVE = frozenset({"'s", "’s", "'", "’"})
_WITHIN_NAMES = frozenset({"flat", "compound", "appos", "nmod:desc"})
_BEFORE = frozenset({"ADP", "SCONJ"})
_FAR = 3  # passages back that a "she" may reach
_OPENING = 7  # tokens of a sentence among which the name that it is about stands
_FINITE = frozenset({"VBD", "VBZ", "VBP", "MD"})


@dataclass(frozen=True)
class Named:
    """Where a person is named: an offset of the text, the passage, where its sentence begins, and
    whether the sentence is about the person, or tells of something that is the person's."""

    at: int
    part: int
    sentence: int
    actor: Actor
    opens: bool
    owns: bool


@dataclass(frozen=True)
class Speech:
    """The last speech before: whose, and the offset that names them."""

    actor: Actor
    at: int


@dataclass
class People:
    """The people of a page, by the last words of their names. All is found when first asked."""

    page: Page

    @cached_property
    def genders(self) -> dict[str, Gender]:
        """What the page tells of its people, by full name."""
        return genders(self.page)

    @cached_property
    def named(self) -> list[Named]:
        """All places outside quotes that name a person, in order of the text."""
        surnames = self._by_surname()
        if not surnames:
            return []
        pattern = re.compile(r"\b(?:" + "|".join(map(re.escape, surnames)) + r")\b")
        return [
            found
            for part in self.page.parts
            for match in pattern.finditer(self.page.words(part))
            if (found := self._at(part, match.start(), surnames[match.group()])) is not None
        ]

    def _at(self, part: Part, offset: int, actor: Actor) -> Named | None:
        """A person as named at an offset of a passage; None in a quote, or where a title says that
        it is somebody else of that name: "Mrs. Duarte" is not Jorge Duarte."""
        span = part.doc.char_span(offset, offset + 1, alignment_mode="expand")
        at = part.passage.start + offset
        if span is None or self.page.quote_over(at, at + 1) is not None:
            return None
        token = span[0]
        title = part.doc[max(0, token.i - 2) : token.i].text
        told = gender_of("", title)
        if told is not None and self.genders.get(actor.name or "", told) != told:
            return None
        owns = token.i + 1 < len(part.doc) and part.doc[token.i + 1].lower_ in _POSSESSIVE
        opens = not owns and _opens(token)
        return Named(at, part.index, part.passage.start + token.sent.start_char, actor, opens, owns)

    def _by_surname(self) -> dict[str, Actor]:
        """Each last name with the one person who bears it; one that two bear names nobody."""
        found: dict[str, Actor] = {}
        shared = set()
        for mention in self.page.mentions:
            actor = mention.actors[0] if mention.how == "person" and mention.actors else None
            if actor is None or not actor.name:
                continue
            last = actor.name.split()[-1]
            if last in found and found[last].name != actor.name:
                shared.add(last)
            found.setdefault(last, actor)
        return {last: actor for last, actor in found.items() if last not in shared}

    def fits(self, actor: Actor, pronoun: str) -> bool:
        """Whether a person may be spoken of by a pronoun: nothing tells against it."""
        known = self.genders.get(actor.name or "") or gender_of("", actor.role or "")
        return known is None or known == PRONOUNS[pronoun]

    def meant(self, part: Part, pronoun: Token, last: Speech | None) -> Actor | None:
        """Whom "he" or "she" means: who a sentence since the last speech is about; else who made
        that; else who of the passages just before is known to be of that gender. What is "his" is
        rather theirs whom its sentence names. None where nobody fits."""
        word, at = pronoun.lower_, part.at(pronoun)[0]
        before = [n for n in self.named if n.at < at and part.index - n.part <= _FAR]
        fitting = [n for n in before if self.fits(n.actor, word)]
        here = part.passage.start + pronoun.sent.start_char
        if word in _OWN and (own := [n for n in fitting if n.sentence == here and _main(n)]):
            return own[-1].actor
        since = [n for n in fitting if n.opens and (last is None or n.at > last.at)]
        closes = pronoun.head.i > pronoun.i and pronoun.i - pronoun.sent.start > _OPENING
        earlier = [n for n in since if n.sentence != here or not closes]
        if earlier:
            return earlier[-1].actor
        if last is not None and self.fits(last.actor, word):
            return last.actor
        known = [n for n in fitting if (n.actor.name or "") in self.genders]
        return (since or known)[-1].actor if since or known else None


def _main(named: Named) -> bool:
    return named.opens or named.owns


def _opens(name: Token) -> bool:
    """Whether a sentence is about a name: it is the subject, or what the sentence begins with, no
    verb and no preposition before it."""
    top = name
    while top.dep_ in _WITHIN_NAMES and top.head != top:
        top = top.head
    if top.dep_ == "nsubj" and top.head.dep_ in ("ROOT", "conj", "parataxis"):
        return True
    before = name.doc[name.sent.start : name.i]
    if len(before) >= _OPENING:
        return False
    return not any(t.tag_ in _FINITE or t.pos_ in _BEFORE or t.text == "," for t in before)
