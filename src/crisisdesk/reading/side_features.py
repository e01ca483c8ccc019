"""What speaks for an actor as the source or the target of an event: where it stands to the word
that tells the event, in the sentence and in the report, as features for `weights`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crisisdesk.reading.opponents import Pending, Sides, codes_of, named_often, sides_of
from crisisdesk.reading.page import Mention, Page
from crisisdesk.terms.plover import quad_of
from crisisdesk.terms.records import Actor, Event, Statement

if TYPE_CHECKING:
    from spacy.tokens import Token

_FAR = 4  # steps in the tree, up or down
_BEHIND, _AHEAD = 2, 1  # paragraphs
_UP = 6
_DISTANCES = (1, 2, 4, 8, 16, 32)
_GOVERNED = frozenset("nmod obl nmod:poss compound amod".split())
# Features that are also taken together with the kind of word, its type, and what the rules know.
_OF_WORD = frozenset(
    "path gov before after sent outside dep rulesrc ruletgt fillsrc filltgt dist prep prevsubj "
    "speaker nospeaker".split()
)
_OF_TYPE = frozenset("rulesrc ruletgt fillsrc filltgt sent outside speaker rival gov".split())
_OF_KNOWN = frozenset(
    "rulesrc ruletgt fillsrc filltgt sent outside speaker rival gov before after prevsubj rank "
    "nsent".split()
)


@dataclass(frozen=True)
class Cast:
    """Who appears in a report, and what it tells of them as a whole."""

    page: Page
    statements: Mapping[str, Statement]
    by_part: Mapping[int, list[Mention]]
    headline: list[Mention]
    named: Counter[str]
    rank: Mapping[str, int]
    sides: Sides
    did: Counter[tuple[str, str]] = field(default_factory=Counter)


def cast_of(page: Page, statements: Sequence[Statement], told: list[Event]) -> Cast:
    """The cast of a report of which these events are known."""
    by_part: defaultdict[int, list[Mention]] = defaultdict(list)
    for mention in page.mentions:
        if any(actor.code for actor in mention.actors):
            by_part[mention.part].append(mention)
    for mentions in by_part.values():
        mentions.sort(key=lambda m: m.first)
    titles = [part.index for part in page.parts if part.passage.kind == "title"]
    named = named_often(page)
    return Cast(
        page,
        {statement.id: statement for statement in statements},
        by_part,
        [m for index in titles for m in by_part.get(index, [])],
        named,
        {code: i for i, (code, _) in enumerate(named.most_common())},
        sides_of(page, told),
        Counter((code, event.type) for event in told for code in codes_of(event.source)),
    )


def candidates(cast: Cast, item: Pending, filled: Event) -> dict[str, list[str]]:
    """The features of each actor, by code, that may be a side: who is named from two paragraphs
    before to one after or in the title, and whom the rules found."""
    near = _named_near(cast, item)
    for event in (item.event, filled):
        for code in (*codes_of(event.source), *codes_of(event.target)):
            near.setdefault(code, [])
    sentence = _Sentence(cast, item)
    inside = sum(any(sentence.holds(m) for m in mentions) for mentions in near.values())
    known = [
        f"nsent:{min(inside, 4)}",
        f"rs:{bool(item.event.source):d}",
        f"rt:{bool(item.event.target):d}",
    ]
    return {
        code: [
            *sentence.features(mentions),
            *_in_report(cast, item, code),
            *_by_rules(item.event, filled, code),
            *known,
        ]
        for code, mentions in near.items()
    }


def nearest_actor(cast: Cast, item: Pending, code: str) -> Actor:
    """The actor of a code as it is named nearest to the event's word."""
    found: list[tuple[int, int, Actor]] = []
    for part in range(item.part.index - _BEHIND, item.part.index + _AHEAD + 1):
        for mention in cast.by_part.get(part, ()):
            for actor in mention.actors:
                if actor.code == code:
                    away = abs(part - item.part.index)
                    apart = abs(mention.head - item.token.i) if not away else mention.first
                    found.append((away, apart, actor))
    return min(found, key=lambda one: one[:2], default=(0, 0, Actor(code)))[2]


def with_conjunctions(item: Pending, features: Sequence[str], side: str) -> Iterator[str]:
    """The features of one actor as those of one side, with the pairs that the weights know."""
    event, group = item.event, item.trigger.group
    passive = any("pass" in child.dep_ for child in item.token.children)
    word = f"{side}{item.trigger.kind}{passive:d}|"
    kind = f"{side}{event.type}|"
    mutual = f"{side}m{group.mutual:d}|"
    known = f"{side}{bool(event.source):d}{bool(event.target):d}|"
    quad = f"{side}{quad_of(event.type)}|"
    for name in features:
        family = name.split(":", 1)[0]
        yield side + name
        if family in _OF_WORD:
            yield word + name
        if family in _OF_TYPE:
            yield kind + name
            yield quad + name
        if family in ("rulesrc", "ruletgt", "sent", "before", "after"):
            yield mutual + name
        if family in _OF_KNOWN:
            yield known + name


def _named_near(cast: Cast, item: Pending) -> dict[str, list[Mention]]:
    """The mentions near an event's word, by code."""
    found: dict[str, list[Mention]] = {}
    own = item.part.index
    near = [
        mention
        for part in range(own - _BEHIND, own + _AHEAD + 1)
        for mention in cast.by_part.get(part, ())
    ]
    for mention in [*cast.headline, *near]:
        for actor in mention.actors:
            if actor.code:
                found.setdefault(actor.code, []).append(mention)
    return found


class _Sentence:
    """The sentence of an event's word, as far as the features of actors need it."""

    def __init__(self, cast: Cast, item: Pending) -> None:
        self.item, self.token = item, item.token
        self.sent = item.token.sent
        self.part = item.part.index
        starts = {m.first for m in cast.by_part.get(self.part, ()) if self.holds(m)}
        self.order = sorted(starts)
        self.before = max((i for i in starts if i < self.token.i), default=None)
        self.after = min((i for i in starts if i > self.token.i), default=None)
        self.governing = _governing(self.token)
        self.line = {t.i: up for up, t in enumerate([self.token, *self.token.ancestors])}

    def holds(self, mention: Mention) -> bool:
        """Whether a mention stands in this sentence."""
        return mention.part == self.part and self.sent.start <= mention.first < self.sent.end

    def features(self, mentions: Sequence[Mention]) -> list[str]:
        """Where an actor's mentions stand to the event's word."""
        inside = [m for m in mentions if self.holds(m)]
        return self._inside(inside) if inside else self._outside(mentions)

    def _inside(self, mentions: Sequence[Mention]) -> list[str]:
        token = self.token
        nearest = min(mentions, key=lambda m: abs(m.head - token.i))
        where = "before" if nearest.head < token.i else "after"
        away = abs(nearest.head - token.i)
        bucket = next((d for d in _DISTANCES if away <= d), 99)
        found = ["sent", where, f"dist:{where[0]}{bucket}", f"how:{nearest.how}"]
        for mention in mentions:
            found.extend(self._in_tree(mention))
        starts = {m.first for m in mentions}
        found.append("first" if self.order and self.order[0] in starts else "notfirst")
        if len(mentions) > 1:
            found.append("sent2")
        if self.before in starts:
            found.append("lastbefore")
        if self.after in starts:
            found.append("firstafter")
        return found

    def _in_tree(self, mention: Mention) -> Iterator[str]:
        token, head = self.token, self.item.part.doc[mention.head]
        if mention.first <= token.i < mention.last:
            yield "inside"
        if head.i in self.governing:
            yield f"gov:{self.governing[head.i]}"
        elif head.dep_ in _GOVERNED and head.head.i in self.governing:
            yield f"gov-:{self.governing[head.head.i]}"
        yield f"dep:{_label(head)}"
        case = next((c.lower_ for c in head.children if c.dep_ == "case"), "-")
        yield f"prep:{case}{'b' if head.i < token.i else 'a'}"
        way = self._way(head)
        if way is None:
            yield "path:far"
            return
        top, up, down = way
        yield f"path:{up}>{down}"
        yield f"lp:{token.lemma_.lower()}|{up}>{down}"
        if up:
            yield f"ap:{top.lemma_.lower()}|{up}>{down}"
            yield f"al:{top.lemma_.lower()}>{down}"

    def _way(self, head: Token) -> tuple[Token, str, str] | None:
        """The way through the tree from the event's word up and down to a mention; None if far."""
        down: list[str] = []
        token = head
        while token.i not in self.line:
            case = [c.lower_ for c in token.children if c.dep_ == "case"][:1]
            oblique = token.dep_.split(":")[0] in ("obl", "nmod")
            down.append(_label(token) + ("_" + "".join(case) if oblique else ""))
            if token.head is token or len(down) > _FAR:
                return None
            token = token.head
        steps = self.line[token.i]
        if steps > _FAR:
            return None
        climbed = [self.token, *self.token.ancestors][:steps]
        return token, "^".join(t.dep_.split(":")[0] for t in climbed), ".".join(reversed(down))

    def _outside(self, mentions: Sequence[Mention]) -> list[str]:
        found = ["outside"]
        own = [m for m in mentions if m.part == self.part]
        before = [m for m in own if m.first < self.sent.start]
        parts = {m.part - self.part for m in mentions}
        if before:
            found.append("samepar")
            doc, last = self.item.part.doc, before[-1]
            if last.first >= doc[self.sent.start - 1].sent.start:
                found.append("prevsent")
            if doc[last.head].dep_.startswith("nsubj"):
                found.append("prevsubj")
        elif -1 in parts:
            found.append("prevpar")
        elif 1 in parts:
            found.append("nextpar")
        else:
            found.append("farpar")
        if len(own) > len(before):
            found.append("latersamepar")
        return found


def _label(token: Token) -> str:
    kept = token.dep_ in ("nsubj:pass", "obl:agent")
    return token.dep_ if kept else token.dep_.split(":")[0]


def _governing(token: Token) -> dict[int, str]:
    """Subjects and objects of a word and of the words above it, with how far above."""
    found: dict[int, str] = {}
    for up, above in enumerate([token, *token.ancestors][:_UP]):
        level = min(up, 3)
        for child in above.children:
            if child.dep_.startswith("nsubj"):
                found[child.i] = f"{'pass' if 'pass' in child.dep_ else 'act'}{level}"
            elif child.dep_ in ("obj", "iobj") and child.i != token.i:
                found.setdefault(child.i, f"obj{level}")
    return found


def _in_report(cast: Cast, item: Pending, code: str) -> Iterator[str]:
    """What the report as a whole says of an actor."""
    yield f"rank:{min(cast.rank.get(code, 9), 4)}"
    yield f"share:{int(5 * cast.named[code] / max(1, cast.named.total()))}"
    if any(actor.code == code for mention in cast.headline for actor in mention.actors):
        yield "title"
    if code in cast.sides.rivals:
        yield "rival"
    statement = cast.statements.get(item.event.statement or "")
    if statement is not None and statement.speaker and statement.speaker.code:
        yield "speaker" if code == statement.speaker.code else "nospeaker"
    if statement is not None and code in statement.about:
        yield "about"
    if cast.did[code, item.event.type]:
        yield "didsame"


def _by_rules(own: Event, filled: Event, code: str) -> Iterator[str]:
    """Which side the clause's words make an actor, and which the rest of the report."""
    if code in codes_of(own.source):
        yield from ("rulesrc", f"rulesrc{own.score:.1f}")
    elif code in codes_of(filled.source):
        yield "fillsrc"
    if code in codes_of(own.target):
        yield from ("ruletgt", f"ruletgt{own.score:.1f}")
    elif code in codes_of(filled.target):
        yield "filltgt"
