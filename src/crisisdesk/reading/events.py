"""Reads events: who did, will, may or did not do what to whom, each with its clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from crisisdesk.reading.arguments import arguments_of
from crisisdesk.reading.choosing import choose_events
from crisisdesk.reading.clauses import case_words, is_passive, obliques
from crisisdesk.reading.context import fill_from_context
from crisisdesk.reading.coreference import with_voices
from crisisdesk.reading.dates import DateFound, date_of
from crisisdesk.reading.day_math import full_day
from crisisdesk.reading.deeds import DeedReader
from crisisdesk.reading.headlines import as_sentences
from crisisdesk.reading.merging import merge_events
from crisisdesk.reading.modality import modality_of
from crisisdesk.reading.negation import negated
from crisisdesk.reading.opponents import Pending
from crisisdesk.reading.page import Page, Part
from crisisdesk.reading.sides import BOTH_WAYS, Arguments, accuses
from crisisdesk.reading.triggers import Trigger, find_triggers
from crisisdesk.reading.typing import finer_code
from crisisdesk.terms.plover import contexts_of, intensity_of, quad_of
from crisisdesk.terms.records import Date, Event, Modality, Statement, record_id

if TYPE_CHECKING:
    from spacy.tokens import Token

_INHERITING = frozenset({"through", "by", "with", "via", "including", "during", "amid"})
# "Fired during a patrol", "sought by refusal": these never share the sides of the verb above.
_OWN_SIDES = frozenset({"REJECT", "MOBILIZE"})
# Without an object these tell what befell their subject.
_BEFALLING = frozenset("burn sink capsize crash collapse".split())
_BELOW = frozenset("xcomp ccomp advcl acl obj obl nmod conj".split())
_ALLEGED = frozenset("xcomp advcl acl obl nmod obj conj ccomp".split())
_CLAUSE = frozenset(
    "ROOT ccomp ccomp:speech advcl acl acl:relcl parataxis conj csubj xcomp".split()
)


@dataclass(frozen=True)
class _Scene:
    """What reading one part's events needs."""

    page: Page
    part: Part
    statements: Sequence[Statement]
    deeds: DeedReader


def read_events(page: Page, statements: Sequence[Statement] = ()) -> list[Event]:
    """All events of a report with their sides, the same told twice as one, in text order."""
    page = with_voices(page, statements)
    pending = event_words(page, statements)
    return merge_events(choose_events(page, statements, pending, told_by_rules(page, pending)))


def told_by_rules(page: Page, pending: Sequence[Pending]) -> list[Event]:
    """The events that rules complete: from their clauses, then from the rest of the report."""
    return fill_from_context(page, [item for item in pending if not item.aside])


def pending_events(page: Page, statements: Sequence[Statement] = ()) -> list[Pending]:
    """What each word that tells an event tells by its own clause, sides left open included, in
    text order."""
    return [item for item in event_words(page, statements) if not item.aside]


def event_words(page: Page, statements: Sequence[Statement] = ()) -> list[Pending]:
    """Every word of the lexicon of events with what its clause tells, in text order."""
    pending: list[Pending] = []
    for part in as_sentences(page.parts, page.mentions):
        if part.passage.kind == "body" or _tells(part):
            pending.extend(_part_events(_Scene(page, part, statements, DeedReader(part.doc))))
    return pending


def _same_deed(triggers: list[Trigger], arguments: dict[int, Arguments]) -> set[int]:
    """Nouns of force that a verb of force tells over: "a strike by X killed", "were killed in a
    strike by X". The verb's event takes the noun's sides; the noun tells nothing beside it."""
    nouns = {t.token.i: t for t in triggers if t.kind == "noun" and t.group.type == "ASSAULT"}
    same: set[int] = set()
    for trigger in triggers:
        if trigger.kind != "verb" or trigger.group.type != "ASSAULT":
            continue
        passive = is_passive(trigger.token)
        for child in trigger.token.children:
            by = child.dep_ == "obl" and {"in", "by", "during"} & set(case_words(child))
            if child.i not in nouns or not (child.dep_.startswith("nsubj") or (passive and by)):
                continue
            own, noun = arguments[trigger.token.i], arguments[child.i]
            if child.dep_.startswith("nsubj") and passive:
                continue
            own.source = noun.source or own.source
            own.target = own.target or noun.target
            same.add(child.i)
    return same


def _tells(part: Part) -> bool:
    """Titles and headings tell events where they are sentences and no questions."""
    words = [t for t in part.doc if not t.is_punct]
    return (
        len(words) > 3
        and not part.doc.text.rstrip().endswith("?")
        and any(t.pos_ == "VERB" for t in words)
    )


def _part_events(scene: _Scene) -> list[Pending]:
    found: list[Pending] = []
    triggers = find_triggers(scene.part.doc)
    arguments = {t.token.i: arguments_of(scene.page, scene.part, t) for t in triggers}
    kinds = {t.token.i: quad_of(t.group.type).split()[-1] for t in triggers}
    same = _same_deed(triggers, arguments)
    for trigger in triggers:
        own = arguments[trigger.token.i]
        _inherit(trigger, own, arguments, kinds)
        elsewhere = trigger.token.i in same or _told_elsewhere(trigger, triggers, arguments)
        if elsewhere or _befalls(trigger, own):
            continue
        pending = _pending(scene, trigger, own)
        if not _withheld(trigger, pending.event):
            found.append(replace(pending, aside=not _grounded(trigger, own)))
    return found


def _withheld(trigger: Trigger, event: Event) -> bool:
    """ "Does not recognise the court" is an attitude; nobody did anything."""
    word = trigger.token.lemma_.lower()
    if trigger.group.mode == "visit" and trigger.token.dep_ == "acl" and is_passive(trigger.token):
        return True  # "an army headed by X" goes nowhere
    if event.type == "ASSAULT" and event.source and all(a.sector == "BUS" for a in event.source):
        return True  # an airline's jet that hits a house
    if word in ("allow", "permit", "let"):
        above = trigger.token.head if trigger.token.dep_ == "xcomp" else trigger.token
        if negated(trigger.token) or negated(above):  # "is not going to let them"
            return True
    return event.modality == "denied" and word.startswith("recogni")


def _grounded(trigger: Trigger, own: Arguments) -> bool:
    """Whether a clause names enough: one side; both for everyday words; of what two sides do to
    each other, none where it is told as news ("fighting erupted")."""
    if trigger.group.weak and trigger.group.type != "THREATEN":
        return bool(own.source and (own.target or own.answered))
    if own.source or own.target:
        return True
    told = trigger.kind == "verb" or trigger.token.dep_ == "nsubj"
    return told and trigger.group.type == "ASSAULT" and trigger.token.lemma_.lower() in BOTH_WAYS


def _befalls(trigger: Trigger, own: Arguments) -> bool:
    """Whether a verb tells what befell its subject, and nobody's deed: "a store burned down"."""
    verb = trigger.kind == "verb" and not own.source
    if not verb or trigger.token.lemma_.lower() not in _BEFALLING:
        return False
    return not any(child.dep_ in ("obj", "nsubj:pass") for child in trigger.token.children)


def _under_means(noun: Token) -> bool:
    """Whether a noun says by what means: "through arms supplies"."""
    words = [t.lower_ for t in noun.doc[max(0, noun.i - 4) : noun.i]]
    return any(word in _INHERITING for word in words)


def _inherit(
    trigger: Trigger, own: Arguments, arguments: dict[int, Arguments], kinds: dict[int, str]
) -> None:
    """A bare noun of means shares the sides of the verb of its kind, cooperation or conflict."""
    if own.source or own.target or trigger.kind != "noun" or trigger.group.type in _OWN_SIDES:
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


def _told_elsewhere(
    trigger: Trigger, triggers: list[Trigger], arguments: dict[int, Arguments]
) -> bool:
    """What a threat, a demand or an agreement is about is told by it, not beside it; an offer to
    mediate is told by the mediating. A noun in apposition ("an offer that ...") tells nothing
    new."""
    mediates = trigger.group.mode == "mediate"
    if trigger.group.type == "AGREE" and any(
        t.group.mode == "mediate" and _governed(t.token, {trigger.token.i}) for t in triggers
    ):
        return True
    talks = trigger.kind == "noun" and trigger.group.type == "CONSULT"
    if talks and trigger.token.dep_ == "obj":  # "mediate the talks"
        above = [t for t in triggers if t.token == trigger.token.head]
        return any(t.group.mode == "mediate" for t in above)
    if trigger.kind == "noun" and trigger.token.dep_ == "appos" and trigger.group.weak:
        return True
    if trigger.token.dep_ == "acl" and trigger.token.lemma_ == "target":  # "strikes targeting X"
        return any(trigger.token.head.i in {t.token.i, *t.used} for t in triggers if t != trigger)
    if trigger.group.type == "PROTEST" and trigger.token.dep_ in ("advcl", "xcomp", "acl"):
        return any(t.token == trigger.token.head for t in triggers)  # "summoned X to protest"
    if trigger.group.type == "CONSULT" and trigger.token.dep_ in ("advcl", "xcomp", "acl"):
        return any(t.token == trigger.token.head and t.group.type == "CONSULT" for t in triggers)
    tellers = {
        t.token.i
        for t in triggers
        if t is not trigger
        and t.group.type in ("THREATEN", "REQUEST", "AGREE", "REJECT")
        and not (mediates and t.group.type == "AGREE")
        and (arguments[t.token.i].target or arguments[t.token.i].answered or t.kind == "noun")
    }
    return _governed(trigger.token, tellers) or _requested(trigger, triggers)


def _requested(trigger: Trigger, triggers: list[Trigger]) -> bool:
    """What somebody is asked to do is told by the asking, however deep it stands."""
    asking = {t.token.i for t in triggers if t.group.type == "REQUEST" and t is not trigger}
    chain = [trigger.token, *trigger.token.ancestors][:6]
    for below, above in pairwise(chain):
        finite = below.tag_ in ("VBD", "VBZ", "VBP") and below.dep_ != "ccomp"
        participle = below.dep_ == "advcl" and below.tag_ == "VBG"
        beside = participle and below.i > 0 and below.nbor(-1).text == ","
        if finite or beside or below.dep_ not in _BELOW:
            return False
        if above.i in asking:
            return below.i > above.i
    return False


def _governed(token: Token, tellers: set[int]) -> bool:
    """Whether a word stands below one of these words as what it is about."""
    while token.head != token:
        purpose = token.dep_ == "advcl" and token.tag_ == "VB"
        if token.dep_ not in ("xcomp", "acl", "obj", "conj", "nmod", "obl") and not purpose:
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
    date = _date(page, part, trigger.token, (start, end))
    modality = _in_time(_modality(scene, trigger, own, statement), date, page.report.published)
    event_type, mode = _typed(trigger, modality, own)
    code = finer_code(scene.deeds, trigger.token, trigger.group.cameo)
    span = page.span(start, end)
    event = Event(
        id=record_id("e", page.span(at, until), event_type),
        type=event_type,
        source=tuple(own.source),
        target=() if mode == "troops" and trigger.group.mode == "visit" else tuple(own.target),
        modality=modality,
        span=span,
        trigger=page.span(at, until),
        mode=mode,
        contexts=contexts_of(code),
        cameo=code,
        quad=quad_of(event_type),
        intensity=intensity_of(event_type, code),
        date=date,
        place=_place(page, part, trigger.token),
        statement=statement.id if statement else None,
        rule=_rule(trigger, own),
        score=own.score,
    )
    return Pending(event, part, trigger, own)


def _rule(trigger: Trigger, own: Arguments) -> str:
    """By which word an event was told; "both" where the two sides share its subject."""
    told = f"{trigger.kind}:{trigger.token.lemma_.lower()}"
    return f"{told}:both" if own.together else told


def _typed(trigger: Trigger, modality: Modality, own: Arguments) -> tuple[str, str | None]:
    """Offering to mediate is support for a settlement; doing it is consultation. Soldiers and
    warships that arrive are no visitors."""
    group = trigger.group
    if group.mode == "visit" and any(actor.sector == "MIL" for actor in own.source):
        return "MOBILIZE", "troops"
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
    if trigger.group.mode == "mediate" and trigger.token.lemma_.lower() == "office":
        return "offered"
    if _alleged(trigger.token):
        return "stated"
    start, end = scene.part.at(trigger.token)
    quoted = scene.page.quote_over(start, end) is not None
    if statement is None:
        return "stated" if quoted and end - start > 40 else "happened"
    speaker = statement.speaker.code if statement.speaker else None
    doers = {actor.code for actor in own.source}
    victims = {actor.code for actor in own.target}
    return "stated" if speaker in victims and speaker not in doers else "happened"


def _in_time(modality: Modality, date: Date | None, published: Date | None) -> Modality:
    """What a report dates later than itself has not happened, however it words it. A day's
    difference may be one of time zones."""
    if modality != "happened" or date is None or published is None:
        return modality
    day, today = full_day(date.value), full_day(published.value)
    later = day is not None and today is not None and (day - today).days > 1
    return "expected" if later else modality


def _aside(clause: Token) -> bool:
    """ "Accused X, though Y has denied it", "accused X, prompting Y to act": no part of it."""
    if any(c.dep_.startswith("nsubj") for c in clause.children):
        return True
    return clause.tag_ == "VBG" and clause.left_edge.i > 0 and clause.left_edge.nbor(-1).text == ","


def _alleged(token: Token) -> bool:
    """Whether somebody is accused of it: then it is said, not known."""
    while token.head != token and token.dep_ in _ALLEGED:
        if token.dep_ == "advcl" and _aside(token):
            return False
        beside = token.dep_ == "conj" and token.tag_ == token.head.tag_
        token = token.head
        if beside and token.tag_ in ("VBD", "VBZ", "VBP"):
            continue  # "accused X and blamed Y": two charges, neither about the other
        if accuses(token) or token.lemma_.lower() in ("responsible", "behind"):
            return True
    return False


def _clause(part: Part, token: Token) -> tuple[int, int]:
    """Character offsets of the clause around a trigger."""
    top = token
    while top.head != top and top.dep_ not in _CLAUSE:
        top = top.head
    while top.dep_ in ("xcomp", "conj") and top.head != top:
        top = top.head
    first, last = top.left_edge, top.right_edge
    while first.is_punct and not first.is_quote and first.i < token.i:
        first = first.nbor()
    start, _ = part.at(first)
    _, end = part.at(last)
    return start, end


def _date(page: Page, part: Part, token: Token, clause: tuple[int, int]) -> Date | None:
    at, _ = part.at(token)
    first, last = part.at(token.sent)
    within = [one for one in page.dates if first <= one.start and one.end <= last]
    own = [one for one in within if not _of_another_clause(part, token, one)]
    found: DateFound | None = date_of(own, clause[0], clause[1], trigger=at, sentence=(first, last))
    if found is None:
        return None
    return Date(found.value, found.basis, page.span(found.start, found.end))


def _of_another_clause(part: Part, token: Token, found: DateFound) -> bool:
    """Whether a date says when something else was: "... since they took power in 2021"."""
    word = next(t for t in token.sent if part.at(t)[1] > found.start)
    while word.head != word:
        marks = {c.lower_ for c in word.children if c.dep_ in ("mark", "advmod")}
        if word.dep_ == "acl:relcl" or (word.dep_ == "advcl" and marks & _APART):
            return word != token and not word.is_ancestor(token)
        word = word.head
    return False


_APART = frozenset("since until till after before when while as because although though".split())


def _place(page: Page, part: Part, token: Token) -> str | None:
    heads = [token, *[a for a in token.ancestors if a.sent == token.sent][:2]]
    for head in heads:
        for noun in obliques(head, ("in", "at", "near", "outside", "off", "over")):
            mention = page.mention_at(part, noun)
            if mention is not None and mention.how in ("place", "metonym", "name"):
                return part.doc[mention.first : mention.last].text
    return None
