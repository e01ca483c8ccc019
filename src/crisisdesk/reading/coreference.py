"""Whom pronouns and short descriptions stand for: "he", "its neighbour", "the two countries"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from crisisdesk.reading.clauses import subjects
from crisisdesk.reading.descriptions import load_descriptions
from crisisdesk.reading.owners import owner_by_clause
from crisisdesk.reading.page import Mention, Page, Part
from crisisdesk.terms.records import Actor, Statement

if TYPE_CHECKING:
    from spacy.tokens import Token

_PERSON = frozenset("he him his she her hers".split())
_THING = frozenset("it its".split())
_PLURAL = frozenset("they them their theirs".split())
_FIRST = frozenset("i me my we us our ours ourselves".split())
_SAYING = frozenset("say tell state declare add write tweet warn insist note claim".split())
_SIZES = {"three": 3, "four": 4, "five": 5}
_COUNTING = frozenset(
    {"two", "both", "these", "each", "either", "neither", "warring", "rival", *_SIZES}
)
_SIDES = frozenset({"name", "metonym", "demonym", "description", "place"})
_PLOTTERS = frozenset({"putschists", "plotters", "mutineers"})
_SIDES_OF_A_WAR = frozenset({"sides", "parties", "belligerents", "both"})
_ARMED = frozenset({"REB", "UAF"})
_REACH = 4


@dataclass(frozen=True)
class _Seen:
    """A mention that came before, with the number of its sentence."""

    sentence: int
    mention: Mention
    subject: bool
    token: Token


@dataclass
class _Memory:
    """The mentions so far, newest last, and how often the whole report names each side."""

    counts: Counter[str]
    people: list[_Seen] = field(default_factory=list)
    sides: list[_Seen] = field(default_factory=list)
    couples: list[tuple[int, tuple[Actor, ...]]] = field(default_factory=list)
    at: dict[tuple[int, int], Mention] = field(default_factory=dict)
    named: dict[tuple[int, int], Mention] = field(default_factory=dict)
    part: int = 0

    def add(self, sentence: int, mention: Mention, token: Token) -> None:
        """Remember a mention; two that are joined by "and" are a couple as well."""
        seen = _Seen(sentence, mention, _is_subject(token), token)
        if mention.how == "person" or (mention.how == "description" and mention.actors[0].name):
            self.people.append(seen)
        elif mention.how in _SIDES - {"place"} and mention.actors[0].code:
            self.sides.append(seen)
        for i in range(mention.first, mention.last):
            self.at[(mention.part, i)] = mention
        joined = [self.at.get((mention.part, t.i)) for t in token.conjuncts]
        placed = any(m is not None and m.how == "place" for m in (*joined, mention))
        if joined and not placed and all(m and m.head < mention.head for m in joined):
            members = _distinct([a for m in (*joined, mention) if m for a in m.actors])
            if len(members) == len(joined) + 1:
                self.couples.append((sentence, members))


def _is_subject(token: Token) -> bool:
    """Whether a name is a subject or stands within one: "President Lula", "Peru and Chile", "its
    Chilean counterpart"."""
    while token.dep_ in ("flat", "compound", "appos", "conj") and token.head != token:
        token = token.head
    if token.dep_ == "amod" and token.head.lower_ in load_descriptions().facing:
        token = token.head
    return token.dep_.startswith("nsubj")


def resolve_pronouns(parts: list[Part], mentions: list[Mention]) -> list[Mention]:
    """Mentions for pronouns and descriptions, each with the actors that it stands for."""
    starts: dict[tuple[int, int], Mention] = {(m.part, m.head): m for m in mentions}
    covered = {(m.part, i) for m in mentions for i in range(m.first, m.last)}
    memory, number = _Memory(_named_sides(mentions), named=_by_token(mentions)), 0
    found: list[Mention] = []
    for part in parts:
        memory.part = part.index
        for sentence in part.doc.sents:
            number += 1
            for token in sentence:
                mention = starts.get((part.index, token.i))
                if mention is not None:
                    memory.add(number, mention, token)
                elif (part.index, token.i) not in covered:
                    for mention in _resolved(part, token, memory, number):
                        memory.at[(part.index, token.i)] = mention
                        found.append(mention)
    return found


def _by_token(mentions: Sequence[Mention]) -> dict[tuple[int, int], Mention]:
    return {(m.part, i): m for m in mentions for i in range(m.first, m.last)}


def with_voices(page: Page, statements: Sequence[Statement]) -> Page:
    """The page with "we" and "our" in quoted words standing for the side that says them."""
    spoken = [s for s in statements if s.form != "indirect" and s.speaker and s.speaker.code]
    found = list(page.mentions)
    for part in page.parts:
        for token in part.doc:
            if token.lower_ not in _FIRST or token.pos_ not in ("PRON", "DET"):
                continue
            start, end = part.at(token)
            said = [s for s in spoken if s.span.start <= start and end <= s.span.end]
            if said and said[0].speaker:
                actor = Actor(said[0].speaker.code, said[0].speaker.sector)
                found.append(
                    Mention(part.index, token.i, token.i + 1, token.i, (actor,), "pronoun")
                )
    return Page(page.report, page.parts, page.quotes, found, page.dates)


def _named_sides(mentions: Sequence[Mention]) -> Counter[str]:
    """How often each state or armed group is named; bodies of many states are no side."""
    return Counter(
        actor.code
        for mention in mentions
        for actor in mention.actors
        if actor.code and not (mention.how == "name" and actor.name and actor.sector not in _ARMED)
    )


def _resolved(part: Part, token: Token, memory: _Memory, number: int) -> Iterator[Mention]:
    if token.pos_ in ("PRON", "DET", "NUM", "ADJ"):
        actors, first, how = _pronoun(token, memory, number), token.i, "pronoun"
    elif token.pos_ in ("NOUN", "PROPN"):
        actors, first, how = _described(part, token, memory, number), _left(token), "description"
    else:
        return
    if actors:
        yield Mention(part.index, first, token.i + 1, token.i, actors, how)


def _left(token: Token) -> int:
    """Where the words that belong to a description begin: its articles and adjectives."""
    return min(
        [c.i for c in token.children if c.i < token.i and c.dep_ in ("det", "nummod", "amod")],
        default=int(token.i),
    )


# -- pronouns -------------------------------------------------------------------------------


def _pronoun(token: Token, memory: _Memory, number: int) -> tuple[Actor, ...]:
    word = token.lower_
    if word in ("both", "two", "each") and _alone(token):
        return _pair(memory, number, token)
    if token.pos_ not in ("PRON", "DET"):
        return ()
    if token.tag_ == "PRP$" and (owner := owner_by_clause(memory.part, memory.named, token)):
        return owner
    if word in _PERSON:
        return _latest(memory.people, number, token)
    if word in _THING and not _expletive(token):
        if _of_a_thing(memory, token):
            return ()
        return _latest(memory.sides, number, token)
    if word in _PLURAL:
        if body := _plural_subject(memory, number, token):
            return body
        sentence, couple = memory.couples[-1] if memory.couples else (0, ())
        if (
            number - sentence <= 1
            and len(couple) == 2
            and not _doing(memory, number, token) & _codes(couple)
        ):
            return couple
        return _latest(memory.sides, number, token, plural=memory)
    return ()


def _doing(memory: _Memory, number: int, token: Token) -> set[str | None]:
    """Who cannot be "they": for a subject whoever stands beside, for an object who does it."""
    if token.dep_.startswith("nsubj"):
        return _beside(memory, token)
    return _acting([*memory.people, *memory.sides], number, token)


def _of_a_thing(memory: _Memory, token: Token) -> bool:
    """ "The shoal has been disputed since China seized it": the main clause is about a thing."""
    if token.tag_ == "PRP$" or token.dep_.startswith("nsubj"):
        return False
    main = token.sent.root
    about = [c for c in main.children if c.dep_.startswith("nsubj") and c.i < token.i]
    known = [memory.at.get((memory.part, c.i)) for c in about if c.pos_ in ("NOUN", "PROPN")]
    return main != token.head and any(m is None or m.how == "place" for m in known)


def _plural_subject(memory: _Memory, number: int, token: Token) -> tuple[Actor, ...]:
    """ "The rebels said they ...": an armed group or a body that is a subject before in the
    sentence."""
    here = [s for s in memory.sides if s.sentence == number and s.subject]
    here = [s for s in here if not _same_clause(s.mention, token)]
    last = here[-1].mention.actors if here else ()
    return last if last and last[0].sector in _ARMED | {"IGO"} else ()


def _alone(token: Token) -> bool:
    """ "the two met", "he rang both": a number that stands for the sides themselves."""
    if token.dep_ not in ("nsubj", "nsubj:pass", "obj", "iobj", "obl", "nmod", "conj"):
        return False
    if token.lower_ == "two":
        return any(c.lower_ == "the" for c in token.children) and not any(
            c.dep_ == "nmod" for c in token.children
        )
    return not any(c.dep_ in ("nmod", "fixed") for c in token.children)


def _expletive(token: Token) -> bool:
    return token.dep_ == "expl" or (
        token.dep_.startswith("nsubj")
        and token.head.pos_ == "ADJ"
        and any(c.dep_ in ("csubj", "ccomp", "xcomp") for c in token.head.children)
    )


def _latest(
    known: list[_Seen], number: int, token: Token, plural: _Memory | None = None
) -> tuple[Actor, ...]:
    """The nearest subject within reach, else the nearest mention; never a fellow argument."""
    possessive = token.tag_ == "PRP$"
    acting = _acting(known, number, token)
    aloud = _in_quotes(token)
    speaking = [s.mention.actors[0].name for s in known if aloud and _speaks(s, token)]
    near = [
        seen
        for seen in known
        if number - seen.sentence <= _REACH
        and not (speaking and seen.mention.actors[0].name in speaking)
        and not acting & {a.code for a in seen.mention.actors}
        and not (seen.sentence == number and not possessive and _same_clause(seen.mention, token))
    ]
    for wanted in range(number, number - _REACH - 1, -1):
        here = [seen for seen in near if seen.sentence == wanted]
        heads = [s for s in here if s.token.dep_ not in ("compound", "amod")] or here
        chosen = next((s for s in reversed(here) if s.subject), heads[-1] if here else None)
        if chosen is not None:
            return _with_partner(chosen, plural) if plural else chosen.mention.actors
    return ()


def _in_quotes(token: Token) -> bool:
    """Whether a word stands between quotation marks of its paragraph."""
    before = [t.text for t in token.doc[: token.i] if t.is_quote]
    opened = sum(t in ("“", "``") for t in before) - sum(t in ("”", "''") for t in before)
    return opened > 0 or before.count('"') % 2 == 1


def _speaks(seen: _Seen, token: Token) -> bool:
    """Whether a mention of the same paragraph is who says the words that a pronoun stands in:
    people say of themselves "I" and "we"."""
    head = seen.token
    if head.doc is not token.doc:
        return False
    said = head.dep_.startswith("nsubj") and head.head.lemma_.lower() in _SAYING
    return said and not _in_quotes(head)


def _acting(known: list[_Seen], number: int, token: Token) -> set[str | None]:
    """Who does what a pronoun in object position stands under: never the same."""
    if token.pos_ != "PRON" or token.tag_ == "PRP$" or token.dep_.startswith("nsubj"):
        return set()
    verb = next((a for a in token.ancestors if a.pos_ == "VERB"), None)
    heads = {t.i for t in subjects(verb)} if verb is not None else set()
    here = [s.mention for s in known if s.sentence == number and s.mention.head in heads]
    return {a.code for m in here for a in m.actors}


def _with_partner(seen: _Seen, memory: _Memory) -> tuple[Actor, ...]:
    """ "they" are both of a couple of which one is meant."""
    codes = {a.code for a in seen.mention.actors}
    for sentence, couple in reversed(memory.couples):
        if sentence == seen.sentence and codes & {a.code for a in couple}:
            return couple
    return seen.mention.actors


def _same_clause(mention: Mention, token: Token) -> bool:
    """Two arguments of one verb are two actors."""
    head = token.doc[mention.head] if mention.head < len(token.doc) else None
    return head is not None and head.head == token.head and head.i < token.i


# -- descriptions ---------------------------------------------------------------------------


def _described(part: Part, token: Token, memory: _Memory, number: int) -> tuple[Actor, ...]:
    words, word = load_descriptions(), token.lower_
    if word in words.rival and (other := _rival(part, token, memory, number)):
        return other
    if word in words.pair | words.couple and _counted(token):
        people = word in words.couple
        return _pair(memory, number, token, couples=people)
    if not _bare_the(token):
        return ()
    if word in words.state:
        listed = {(n, a.code) for n, couple in memory.couples for a in couple}
        alone = [
            s
            for s in memory.sides
            if not any((s.sentence, a.code) in listed for a in s.mention.actors)
        ]
        return _latest(alone, number, token)
    if word in words.body:
        return _last_of(memory, number, token, lambda a: a.sector == "IGO")
    if word in words.court:
        return _last_of(memory, number, token, lambda a: a.sector == "JUD")
    if word in words.group:
        return _last_of(memory, number, token, lambda a: a.sector in _ARMED)
    if word in words.own and not _blamed_for_it(token):
        return _own(part, token, memory, number)
    if word in _PLOTTERS or (word in words.own and _blamed_for_it(token)):
        return _most_named(memory, token)
    return _office(token, memory)


def _bare_the(token: Token) -> bool:
    """ "the country", "that nation", with nothing said of which."""
    return any(c.lower_ in ("the", "that") for c in token.children) and not any(
        c.dep_ in ("nmod", "nmod:poss", "appos") or (c.dep_ == "acl:relcl" and not _aside(c))
        for c in token.children
    )


def _aside(clause: Token) -> bool:
    """A relative clause after a comma does not say which is meant."""
    return clause.left_edge.i > 0 and clause.left_edge.nbor(-1).text == ","


def _counted(token: Token) -> bool:
    """ "the two sides", "both", "each side", "the warring parties"; never "two sides of a coin"."""
    words = {c.lower_ for c in token.children}
    if any(c.dep_ in ("nmod", "nmod:poss") for c in token.children):
        return False
    return bool(words & _COUNTING) or (token.lower_ in ("sides", "parties") and "the" in words)


def _rival(part: Part, token: Token, memory: _Memory, number: int) -> tuple[Actor, ...]:
    """The other of the two that the report is about, seen from the owner of "its neighbour" or
    from who says "the enemy"."""
    owners = [
        owner
        for c in token.children
        if c.dep_ == "nmod:poss" and (owner := memory.at.get((part.index, c.i)))
    ]
    if not owners and _bare_the(token):
        owners = [s.mention for s in _tellers(memory, number, token)]
    if not owners or any(c.dep_ == "appos" for c in token.children) or _named_after(token, memory):
        return ()
    pair = [code for code, _ in memory.counts.most_common(2)]
    own = {a.code for a in owners[0].actors}
    others = [code for code in pair if code not in own]
    return (Actor(others[0]),) if len(pair) == 2 and len(others) == 1 else ()


def _named_after(token: Token, memory: _Memory) -> bool:
    """ "Its rival, the RSF": the name follows the comma, whatever the parse makes of it."""
    after = list(token.doc[token.i + 1 : token.i + 4])
    if not after or after[0].text != ",":
        return False
    words = [t for t in after[1:] if t.pos_ != "DET"]
    mention = memory.named.get((memory.part, words[0].i)) if words else None
    return mention is not None and mention.how in ("name", "person")


def _tellers(memory: _Memory, number: int, token: Token) -> list[_Seen]:
    """Who says the clause that a word stands in, the nearest: the subjects of the verbs above."""
    above = {c.i for a in token.ancestors for c in a.children if c.dep_.startswith("nsubj")}
    told = [s for s in (*memory.sides, *memory.people) if s.sentence == number]
    told = [s for s in told if s.mention.head in above and s.mention.head < token.i]
    return sorted(told, key=lambda s: s.mention.head)[-1:]


def _pair(memory: _Memory, number: int, token: Token, couples: bool = True) -> tuple[Actor, ...]:
    """Two that were named together just before, else the two of those in reach that the report
    names most; never one that acts on them in the same clause."""
    acting = _beside(memory, token)
    size = next((_SIZES[c.lower_] for c in token.children if c.lower_ in _SIZES), 2)
    for sentence, couple in reversed(memory.couples):
        near = number - sentence <= (_REACH if couples else 1) and len(couple) == size
        if near and not acting & {a.code for a in couple}:
            return tuple(Actor(a.code) for a in couple)
    if size != 2:
        return ()
    recent = {
        actor.code
        for seen in (*memory.sides, *memory.people)
        if number - seen.sentence <= _REACH * 2
        for actor in seen.mention.actors
        if actor.code
    } - acting
    ranked = [code for code, _ in memory.counts.most_common() if code not in acting]
    if inner := _within_a_state(token, ranked, memory):
        return inner
    chosen = [code for code in ranked if code in recent] if len(recent) > 1 else ranked
    return tuple(Actor(code) for code in chosen[:2]) if len(chosen) > 1 else ()


def _within_a_state(token: Token, ranked: list[str], memory: _Memory) -> tuple[Actor, ...]:
    """ "Both sides" of a civil war: the state that a report is about and the armed group on its
    ground, where it is named more than once."""
    from crisisdesk.terms.gazetteer import load_gazetteer

    bodies = load_gazetteer().bodies
    for code in ranked[:4] if token.lower_ in _SIDES_OF_A_WAR else ():
        body = bodies.get(code)
        if body and body.sector == "REB" and body.home in ranked[:2] and memory.counts[code] > 1:
            return Actor(body.home), Actor(code)
    return ()


def _beside(memory: _Memory, token: Token) -> set[str | None]:
    """Codes of the other arguments of the verb that a token belongs to, and of what is above."""
    verb = token.head
    while verb.pos_ not in ("VERB", "AUX") and verb.head != verb:
        verb = verb.head
    verbs = [verb]
    while verb.dep_ in ("xcomp", "conj", "advcl", "acl:relcl") and verb.head != verb:
        verb = verb.head
        verbs.append(verb)
    tokens = [c for v in verbs for c in (v, *v.children) if c.i < token.i]
    mentions = [memory.at[(memory.part, t.i)] for t in tokens if (memory.part, t.i) in memory.at]
    return {a.code for m in mentions if m.how != "place" for a in m.actors}


def _blamed_for_it(token: Token) -> bool:
    """ "Accused the army of ...": never the army of whoever accuses it."""
    return token.dep_ == "obj" and token.head.lemma_.lower() in ("accuse", "blame", "fault")


def _most_named(memory: _Memory, token: Token) -> tuple[Actor, ...]:
    """The state that the report names most, of those that do not act here."""
    from crisisdesk.terms.sectors import sector_of

    acting = _beside(memory, token)
    for code, _ in memory.counts.most_common(4):
        if code not in acting:
            return (Actor(code, sector_of(token.lemma_.lower()) or sector_of(token.lower_)),)
    return ()


def _last_of(memory: _Memory, number: int, token: Token, fits: object) -> tuple[Actor, ...]:
    assert callable(fits)
    fitting = [s for s in memory.sides if all(fits(a) for a in s.mention.actors)]
    return _latest(fitting, number, token)


def _own(part: Part, token: Token, memory: _Memory, number: int) -> tuple[Actor, ...]:
    """ "The government": of the state that was the last subject in this paragraph."""
    from crisisdesk.terms.sectors import sector_of

    near = _tellers(memory, number, token) or [
        s
        for s in (*memory.sides, *memory.people)
        if s.mention.part == part.index and number - s.sentence == 1 and s.subject
    ]
    sector = sector_of(token.lemma_.lower()) or sector_of(token.lower_)
    if not near:  # "the army": the one that was named
        return _last_of(memory, number, token, lambda a: a.sector == sector and sector == "MIL")
    actor = near[-1].mention.actors[0]
    return (Actor(actor.code, sector),) if actor.code and actor.sector not in ("IGO",) else ()


def _office(token: Token, memory: _Memory) -> tuple[Actor, ...]:
    """ "The prime minister": whoever was last named with that office."""
    if token.tag_ not in ("NN", "NNP"):
        return ()
    title = " ".join(
        t.lower_ for t in token.doc[_left(token) : token.i + 1] if t.lower_ not in ("the", "that")
    )
    for seen in reversed(memory.people):
        actor = seen.mention.actors[0]
        if actor.role and actor.role.lower().endswith(title):
            return seen.mention.actors
    return ()


def _codes(actors: Sequence[Actor]) -> set[str | None]:
    return {actor.code for actor in actors}


def _distinct(actors: Sequence[Actor]) -> tuple[Actor, ...]:
    found = {actor.code: actor for actor in reversed(actors) if actor.code}
    return tuple(reversed(found.values()))
