"""Reads events: who did, will, may or did not do what to whom, each with its clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crisisdesk.reading.arguments import Arguments, arguments_of
from crisisdesk.reading.clauses import obliques
from crisisdesk.reading.context import Pending, fill_from_context
from crisisdesk.reading.dates import DateFound, date_of
from crisisdesk.reading.merging import merge_events
from crisisdesk.reading.modality import modality_of
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.triggers import Trigger, find_triggers
from crisisdesk.terms.plover import intensity_of, quad_of
from crisisdesk.terms.records import Date, Event, Modality, Statement, record_id

if TYPE_CHECKING:
    from spacy.tokens import Token

_INHERITING = frozenset({"through", "by", "with", "via", "including", "during", "amid"})
_CLAUSE = frozenset(
    "ROOT ccomp ccomp:speech advcl acl acl:relcl parataxis conj csubj xcomp".split()
)


@dataclass(frozen=True)
class _Scene:
    """What reading one part's events needs."""

    page: Page
    part: Part
    statements: Sequence[Statement]


def read_events(page: Page, statements: Sequence[Statement] = ()) -> list[Event]:
    """All events of a report with both sides known, the same told twice as one, in text order."""
    pending: list[Pending] = []
    for part in page.parts:
        if part.passage.kind == "body":
            pending.extend(_part_events(_Scene(page, part, statements)))
    return merge_events(fill_from_context(page, pending))


def _part_events(scene: _Scene) -> list[Pending]:
    found: list[Pending] = []
    triggers = find_triggers(scene.part.doc)
    arguments = {t.token.i: arguments_of(scene.page, scene.part, t) for t in triggers}
    kinds = {t.token.i: quad_of(t.group.type).split()[-1] for t in triggers}
    for trigger in triggers:
        own = arguments[trigger.token.i]
        _inherit(trigger, own, arguments, kinds)
        if _governed_by_threat(trigger, triggers) or not (own.source or own.target):
            continue
        if trigger.group.weak and not (own.source and own.target):
            continue
        found.append(_pending(scene, trigger, own))
    return found


def _under_means(noun: Token) -> bool:
    """Whether a noun says by what means: "through arms supplies"."""
    words = [t.lower_ for t in noun.doc[max(0, noun.i - 4) : noun.i]]
    return any(word in _INHERITING for word in words)


def _inherit(
    trigger: Trigger, own: Arguments, arguments: dict[int, Arguments], kinds: dict[int, str]
) -> None:
    """A bare noun of means shares the sides of the verb of its kind, cooperation or conflict."""
    if own.source or own.target or trigger.kind != "noun":
        return
    if not _under_means(trigger.token):
        return
    kind = quad_of(trigger.group.type).split()[-1]
    for above in trigger.token.ancestors:
        if above.i in kinds and kinds[above.i] == kind:
            own.source = list(arguments[above.i].source)
            own.target = list(arguments[above.i].target)
            own.score = 0.6
            return


def _governed_by_threat(trigger: Trigger, triggers: list[Trigger]) -> bool:
    """What a threat, a demand or an agreement is about is told by it, not beside it."""
    tellers = {
        t.token.i
        for t in triggers
        if t.group.type in ("THREATEN", "REQUEST", "AGREE", "REJECT") and t is not trigger
    }
    token = trigger.token
    while token.head != token:
        if token.dep_ not in ("xcomp", "acl", "obj", "conj", "nmod", "obl"):
            return False
        if token.head.i in tellers and token.dep_ in ("xcomp", "acl", "obj", "nmod"):
            return True
        token = token.head
    return False


def _pending(scene: _Scene, trigger: Trigger, own: Arguments) -> Pending:
    page, part = scene.page, scene.part
    start, end = _clause(part, trigger.token)
    at, until = part.at(trigger.token)
    statement = _statement_over(scene.statements, at, until)
    modality = _modality(scene, trigger, own, statement)
    event_type, mode = _typed(trigger, modality)
    span = page.span(start, end)
    event = Event(
        id=record_id("e", page.span(at, until), event_type),
        type=event_type,
        source=tuple(own.source),
        target=tuple(own.target),
        modality=modality,
        span=span,
        trigger=page.span(at, until),
        mode=mode,
        contexts=(),
        cameo=trigger.group.cameo,
        quad=quad_of(event_type),
        intensity=intensity_of(event_type, trigger.group.cameo),
        date=_date(page, part, trigger.token, (start, end)),
        place=_place(page, part, trigger.token),
        statement=statement.id if statement else None,
        rule=f"{trigger.kind}:{trigger.token.lemma_.lower()}",
        score=own.score,
    )
    return Pending(event, part, trigger.token, trigger.group.mutual, verb=trigger.kind == "verb")


def _typed(trigger: Trigger, modality: Modality) -> tuple[str, str | None]:
    """Offering to mediate is support for a settlement; doing it is consultation."""
    group = trigger.group
    offering = trigger.token.lemma_.lower() == "offer" and group.mode == "mediate"
    if group.mode == "mediate" and (offering or modality in ("offered", "possible", "expected")):
        return "SUPPORT", "mediate"
    return group.type, group.mode


def _statement_over(statements: Sequence[Statement], start: int, end: int) -> Statement | None:
    covering = [s for s in statements if s.span.start <= start and end <= s.span.end]
    return min(covering, key=lambda s: s.span.end - s.span.start, default=None)


def _modality(
    scene: _Scene, trigger: Trigger, own: Arguments, statement: Statement | None
) -> Modality:
    """As the sentence has it; what one side says of its opponent is stated, not known to be."""
    found = modality_of(trigger.token)
    if trigger.token.lemma_.lower() == "offer" and trigger.group.mode == "mediate":
        return "offered" if found == "happened" else found
    if found != "happened":
        return found
    start, end = scene.part.at(trigger.token)
    quoted = scene.page.quote_over(start, end) is not None
    if statement is None:
        return "stated" if quoted and end - start > 40 else "happened"
    speaker = statement.speaker.code if statement.speaker else None
    doers = {actor.code for actor in own.source}
    victims = {actor.code for actor in own.target}
    return "stated" if speaker in victims and speaker not in doers else "happened"


def _clause(part: Part, token: Token) -> tuple[int, int]:
    """Character offsets of the clause around a trigger."""
    top = token
    while top.head != top and top.dep_ not in _CLAUSE:
        top = top.head
    while top.dep_ in ("xcomp", "conj") and top.head != top:
        top = top.head
    first, last = top.left_edge, top.right_edge
    start, _ = part.at(first)
    _, end = part.at(last)
    return start, end


def _date(page: Page, part: Part, token: Token, clause: tuple[int, int]) -> Date | None:
    at, _ = part.at(token)
    first, last = part.at(token.sent)
    found: DateFound | None = date_of(
        page.dates, clause[0], clause[1], trigger=at, sentence=(first, last)
    )
    if found is None:
        return None
    return Date(found.value, found.basis, page.span(found.start, found.end))


def _place(page: Page, part: Part, token: Token) -> str | None:
    heads = [token, *[a for a in token.ancestors if a.sent == token.sent][:2]]
    for head in heads:
        for noun in obliques(head, ("in", "at", "near", "outside", "off", "over")):
            mention = page.mention_at(part, noun)
            if mention is not None and mention.how in ("place", "metonym", "name"):
                return part.doc[mention.first : mention.last].text
    return None
