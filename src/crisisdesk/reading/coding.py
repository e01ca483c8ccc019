"""Codes a report as CAMEO tuples: source, code and target of every deed that it tells.

The events of a reading are strict about who is known. Event coders (TABARI, PETRARCH) are not, and
this is what they give: sides that the text only calls "rebels" or "police", everyday deeds, and
promises, refusals and threats as codes of their own. What is only the content of another deed is
not coded beside it: "A accused B of attacking C" is a deed of A.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

from crisisdesk.reading.coding_sides import CodedDeed, suffered, verb_below, with_sides
from crisisdesk.reading.context import fill_from_context
from crisisdesk.reading.coreference import with_voices
from crisisdesk.reading.deeds import DeedReader, Told, load_deeds
from crisisdesk.reading.events import pending_events
from crisisdesk.reading.headlines import as_sentences
from crisisdesk.reading.modality import modality_of
from crisisdesk.reading.page import Page
from crisisdesk.reading.parties import is_agent
from crisisdesk.reading.patterns import verbal
from crisisdesk.terms.cameo_actors import NOBODY, cameo_actor
from crisisdesk.terms.plover import cameo_to_plover
from crisisdesk.terms.records import Actor, Coded, Event, Modality, Statement

if TYPE_CHECKING:
    from spacy.tokens import Token

_UNREAL = frozenset({"possible", "hypothetical"})
_TO_COME = frozenset({"intended", "offered", "expected", "threatened"})
_COOPERATION = ("03", "04", "05", "06", "07", "08")
# Deeds that have a content, which may name deeds of others.
_TELLING = ("02", "09", "10", "11", "12", "13", "16", "17")
_VIOLENCE = "18"
# To admit or claim a deed, to feel with somebody.
_STATEMENTS = frozenset({"015", "018"})
_DESTROY, _RIOT = "1712", "145"
_RIOTERS = frozenset(
    "protester protesters protestor protestors demonstrator demonstrators rioter rioters mob "
    "mobs crowd crowds".split()
)
_CONTENT = frozenset("ccomp ccomp:speech xcomp advcl acl obl nmod obj conj".split())
# Of these an event knows more than the lexicon of deeds: a meeting to come is a meeting.
_AS_EVENTS = frozenset({"CONSULT", "PROTEST"})


def code_page(page: Page, statements: Sequence[Statement] = ()) -> list[Coded]:
    """Every coded deed of a page, each tuple once where it is told first, in text order."""
    voiced = with_voices(page, statements)
    events = [with_sides(voiced, deed) for deed in _from_events(voiced, statements)]
    deeds = [with_sides(voiced, deed) for deed in _from_lexicon(voiced)]
    chosen = _chosen([e for e in events if e.whole], deeds)
    found: dict[tuple[str, str, str], Coded] = {}
    for deed in sorted(chosen, key=lambda d: (d.part.index, d.token.i)):
        if _is_content(deed, chosen):
            continue
        span = page.span(*deed.part.at(deed.token))
        code = _riot(deed)
        for source, target in _pairs(deed):
            found.setdefault((source, code, target), Coded(source, code, target, span))
    return list(found.values())


def _riot(deed: CodedDeed) -> str:
    """The code of a deed; what protesters destroy they destroy in violent protest."""
    words = {word for actor in deed.source for word in (actor.role or "").lower().split()}
    return _RIOT if deed.code == _DESTROY and words & _RIOTERS else deed.code


def _pairs(deed: CodedDeed) -> Iterator[tuple[str, str]]:
    """Each source with each target; what sides do together, each with each other."""
    sources = [cameo_actor(actor) for actor in deed.source]
    targets = [cameo_actor(_struck(deed, actor)) for actor in deed.target] or [NOBODY]
    if deed.together:
        sources = targets = [*sources, *targets]
    for source, target in product(sources, targets):
        if source != target or len(sources) == 1:
            yield source, target


def _struck(deed: CodedDeed, actor: Actor) -> Actor:
    """A capital that is struck is a place, and no government."""
    metonym = actor.sector == "GOV" and actor.name is None and actor.role is None
    return Actor(actor.code) if metonym and deed.code >= _VIOLENCE else actor


# -- which words tell a deed ----------------------------------------------------------------


def _from_events(page: Page, statements: Sequence[Statement]) -> Iterator[CodedDeed]:
    """The events of a reading, those with a side left open included."""
    pending = pending_events(page, statements)
    whole: dict[str, list[Event]] = {}
    for event in fill_from_context(page, pending):
        whole.setdefault(event.id.removesuffix("r"), []).append(event)
    for item in pending:
        noun = item.trigger.kind == "noun"
        if noun and is_agent(item.token):
            continue  # "protesters" are somebody and no protest
        for event in whole.get(item.event.id, [item.event]):
            code = code_of(event, item.token)
            if code is not None:
                yield CodedDeed(
                    part=item.part,
                    token=item.token,
                    kind=event.type,
                    code=code,
                    used=item.trigger.used | {item.token.i},
                    source=event.source,
                    target=event.target,
                    together=event.rule.endswith(":both"),
                    complete=item.event.id in whole,
                    noun=noun,
                )


def _from_lexicon(page: Page) -> Iterator[CodedDeed]:
    """The deeds of the broad lexicon that head a clause, with no sides yet."""
    for part in as_sentences(page.parts, page.mentions):
        if part.passage.kind not in ("body", "title", "heading"):
            continue
        for told in DeedReader(part.doc, plans=False).all():
            kind = _kind(told.code)
            if kind is not None and _tells(told.token) and _real(told.token):
                yield CodedDeed(part, told.token, kind, _to_come(told, kind), told.used)


def _kind(code: str) -> str | None:
    """PLOVER's type of a code, or one of our own for the statements (01) that are deeds; None for
    what only holds a sentence together ("said", "hoped")."""
    if code in _STATEMENTS:
        return "STATEMENT"
    kind = cameo_to_plover(code)
    return kind[0] if kind is not None else None


def _tells(token: Token) -> bool:
    """Whether a word heads a clause, by the parse or in spite of it."""
    heads = verbal(token) or any(c.dep_ in ("nsubj", "cop") for c in token.children)
    return heads or suffered(token) or verb_below(token)


def _real(token: Token) -> bool:
    """Not what may be or would be; a "would" that hangs on nothing looks ahead."""
    if modality_of(token) not in _UNREAL:
        return True
    conditional = any(t.lower_ in ("if", "unless", "were", "have") for t in token.sent)
    return not conditional and any(c.lower_ == "would" and c.dep_ == "aux" for c in token.children)


def _to_come(told: Told, kind: str) -> str:
    modality = modality_of(told.token)
    if kind == "CONSULT" or not _planned(told.token, modality):
        return told.code
    return load_deeds().turns["will"].code(told.code) or told.code


def code_of(event: Event, token: Token) -> str | None:
    """The CAMEO code of an event with its modality; None for what CAMEO does not code.

    What somebody means to do is 03 where it is cooperation and 13 where it is none (a meeting that
    is planned stays a meeting); what he refuses is 12; what he asks for is 02; what is only
    possible or hypothetical is no event. ``token`` is the word that tells it.
    """
    code, turns = event.cameo or "010", load_deeds().turns
    cooperation = code.startswith(_COOPERATION)
    if event.modality in _UNREAL:
        return None
    if event.modality == "denied":
        return (turns["not"].code(code) or "120") if cooperation else None
    if event.modality == "threatened":
        return "130" if cooperation else turns["threaten"].code(code)
    if event.modality == "asked":
        return turns["ask"].code(code) or "020"
    if event.type != "CONSULT" and _planned(token, event.modality):
        return turns["will"].code(code) or code
    return code


def _planned(token: Token, modality: Modality) -> bool:
    """What somebody plans or says that he will do; a bare "will" only tells the time."""
    if modality == "expected":
        return token.dep_.startswith("ccomp")
    return modality in _TO_COME


# -- one telling of each deed ---------------------------------------------------------------


def _chosen(events: list[CodedDeed], deeds: list[CodedDeed]) -> list[CodedDeed]:
    """One telling of each deed. A deed that makes another of an event's word wins ("lifted
    sanctions"); else the event does, with the finer code where one word tells both."""
    by_word = {(d.part.index, d.token.i): d for d in deeds}
    deeds = [deed for deed in deeds if deed.whole]
    kept = [event for event in events if not any(_turns(deed, event) for deed in deeds)]
    kept = [_finer(e, by_word.get((e.part.index, e.token.i))) for e in kept]
    known = {(event.part.index, i) for event in kept for i in event.used}
    return kept + [d for d in deeds if not any((d.part.index, i) in known for i in d.used)]


def _turns(deed: CodedDeed, event: CodedDeed) -> bool:
    """Whether a deed stands over an event's word or, where the parse is wrong, right below it."""
    if deed.part.index != event.part.index or event.token == deed.token:
        return False
    over = deed.token in event.token.ancestors or deed.token.head == event.token
    return event.token.i in deed.used and over


def _finer(event: CodedDeed, deed: CodedDeed | None) -> CodedDeed:
    if deed is None or event.kind in _AS_EVENTS:
        return event
    signed = event.code == "030" and deed.code == "057"  # "agreed on the text of a treaty"
    if len(deed.used) < len(event.used) and not signed:
        return event
    return replace(event, code=deed.code, kind=deed.kind)


def _is_content(deed: CodedDeed, deeds: list[CodedDeed]) -> bool:
    """Whether a deed only tells what another is about, or what it is for."""
    others = {(d.part.index, d.token.i): d for d in deeds if d is not deed}
    token = deed.token
    if token.dep_ == "advcl" and (deed.part.index, token.head.i) in others and _aside(deed):
        return True
    while token.head != token and token.dep_ in _CONTENT:
        token = token.head
        above = others.get((deed.part.index, token.i))
        if above is not None and above.code.startswith(_TELLING):
            return True
    return False


def _aside(deed: CodedDeed) -> bool:
    """A purpose, or people harmed on the way: "sent a team to help", "bombed the town, killing
    eight"."""
    purpose = any(c.lower_ == "to" and c.dep_ == "mark" for c in deed.token.children)
    nobody = not any(actor.code for actor in deed.target)
    return purpose or (deed.token.tag_ == "VBG" and nobody)
