"""The record types: what a reading is made of. Plain, immutable data with JSON names.

Every record that says something about the world carries a `Span`: ``text[start:end]`` of the
stored report is its evidence. ``rule`` names the rule or component that read a record, ``score``
(0..1) how far it is to be trusted: a rank set by hand, no probability. Codes: countries are ISO
3166 alpha-3, organisations and armed groups have codes from the terms files, sectors are PLOVER's
(GOV, MIL, ...).
"""

from __future__ import annotations

import hashlib
from typing import Literal

from msgspec import Struct

Form = Literal["direct", "fragment", "indirect"]
Attitude = Literal["said", "asked", "believed", "wanted", "planned", "judged", "shown"]
Modality = Literal[
    "happened",
    "stated",
    "intended",
    "offered",
    "threatened",
    "possible",
    "hypothetical",
    "denied",
    "asked",
    "expected",
]
DateBasis = Literal["stated", "relative", "metadata", "inferred", "analyst"]
ObligationClass = Literal["defense", "offense", "neutrality", "nonaggression", "consultation"]
TieKind = Literal[
    "alliance",
    "partnership",
    "arms supplier",
    "go-between",
    "rivalry",
    "strained",
    "aligned",
]
QuestionKind = Literal["strike", "intervention", "mediation", "talks", "escalation", "outlook"]
HelpKind = Literal["direct", "arms", "diplomatic"]
AmendedKind = Literal["statement", "event", "tie"]
AmendedDeed = Literal["set", "drop", "merge", "split"]
CorrectionKind = Literal["correction", "newer version", "withdrawal"]
Quad = Literal[
    "verbal cooperation", "material cooperation", "verbal conflict", "material conflict", "neutral"
]


class Span(Struct, frozen=True, order=True):
    """Evidence: characters ``start`` (inclusive) to ``end`` (exclusive) of a stored report."""

    report: str
    start: int
    end: int


class Date(Struct, frozen=True):
    """A date as precise as it is known: its ISO 8601 prefix (``2025``, ``2025-03``, a day)."""

    value: str
    basis: DateBasis = "stated"
    span: Span | None = None


class Report(Struct, frozen=True):
    """One stored document. ``id`` is the first 16 hex digits of the SHA-256 of ``text``.

    ``text`` is what every span points into. ``furniture`` are the stretches of it that belong
    to the page and not to the report (menus, share lines, captions); nothing is read from them.
    """

    id: str
    text: str
    source: str = ""
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    author: str | None = None
    published: Date | None = None
    language: str = "en"
    format: str = "text"
    furniture: tuple[Span, ...] = ()


class Card(Struct, frozen=True):
    """What a report is known by: a Report without its text."""

    id: str
    source: str = ""
    url: str | None = None
    outlet: str | None = None
    title: str | None = None
    author: str | None = None
    published: Date | None = None
    format: str = "text"


class Actor(Struct, frozen=True):
    """Who: a state, organisation, armed group or person.

    ``code`` is the country (or organisation, group) acted for, None where the text does not
    tell. ``name`` is set for a person or body named beside its country.
    """

    code: str | None
    sector: str | None = None
    name: str | None = None
    role: str | None = None
    affiliation: str | None = None


class Statement(Struct, frozen=True):
    """Attributed speech or thought. ``span`` covers the words; for direct and fragment forms they
    are exactly what stands between the quotation marks (or behind an interview's ``NAME:``).
    ``attitude`` tells speech (``said``, ``asked``) from what somebody is told to believe, want,
    plan, hold for or against (``judged``), and from what a document shows."""

    id: str
    form: Form
    words: str
    span: Span
    speaker: Actor | None = None
    speaker_span: Span | None = None
    cue_span: Span | None = None
    addressee: str | None = None
    via: tuple[str, ...] = ()
    date: Date | None = None
    about: tuple[str, ...] = ()
    expert: bool = False
    rule: str = ""
    score: float = 1.0
    attitude: Attitude = "said"


class Event(Struct, frozen=True):
    """Who did (or will, may, did not) do what to whom. ``type`` and ``mode`` are PLOVER's.

    ``span`` is the clause that tells it, ``trigger`` the word that names it, ``also`` further
    tellings of the same event in the same report. ``intensity`` is PLOVER/Goldstein's -10..10.
    ``one_with`` is the trigger of an event in another report that an analyst said this is one with.
    """

    id: str
    type: str
    source: tuple[Actor, ...]
    target: tuple[Actor, ...]
    modality: Modality
    span: Span
    trigger: Span
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    quad: Quad = "neutral"
    intensity: float = 0.0
    date: Date | None = None
    place: str | None = None
    also: tuple[Span, ...] = ()
    statement: str | None = None
    rule: str = ""
    score: float = 1.0
    one_with: Span | None = None


class Coded(Struct, frozen=True):
    """A deed as event coders give it: CAMEO's codes of who, what and whom (``USAGOV``, ``042``,
    ``CHN``; ``---`` for a side of nobody known), and the word that tells it."""

    source: str
    code: str
    target: str
    span: Span


class Obligation(Struct, frozen=True):
    """A treaty duty that the text states or denies (ATOP's classes)."""

    kind: ObligationClass
    stated: bool
    span: Span


class Tie(Struct, frozen=True):
    """A standing relation. ``directed`` ties run from ``between[0]`` to ``between[1]``
    (supplier to supplied); a go-between is ``holder``, the parties are ``between``."""

    id: str
    kind: TieKind
    between: tuple[str, str]
    span: Span
    directed: bool = False
    holder: str | None = None
    against: str | None = None
    item: str | None = None
    name: str | None = None
    valid_from: Date | None = None
    valid_to: Date | None = None
    replaces: str | None = None
    obligations: tuple[Obligation, ...] = ()
    also: tuple[Span, ...] = ()
    rule: str = ""
    score: float = 1.0


class Assessment(Struct, frozen=True):
    """What an expert reckons, with its leaning on the matter: +1 raises, -1 lowers, 0 open.

    ``topic`` names the matter (``RUS:capability``), so that competing ones can be set side by
    side; ``statement`` is the id of the statement that says it."""

    statement: str
    topic: str
    leaning: int
    span: Span
    rule: str = ""
    score: float = 1.0


class Linkage(Struct, frozen=True):
    """Another issue that the report ties to this crisis, and the parties that it joins."""

    issue: str
    joins: tuple[str, ...]
    span: Span
    doubted: bool = False
    rule: str = ""
    score: float = 1.0


class Question(Struct, frozen=True):
    """A question with a horizon and a rule by which it resolves.

    ``actors`` would do it; ``target`` would be struck, or in an intervention strike the
    ``beneficiary``, who would be helped; ``between`` would be mediated. ``span`` is set where a
    report asks it.
    """

    kind: QuestionKind
    actors: tuple[str, ...] = ()
    target: str | None = None
    beneficiary: str | None = None
    between: tuple[str, ...] = ()
    help: HelpKind | None = None
    horizon_days: int = 90
    text: str = ""
    span: Span | None = None
    resolution: str = ""
    rule: str = ""
    score: float = 1.0


class Person(Struct, frozen=True):
    """A person whom the report names, with the role it gives (or the office held that day)."""

    actor: Actor
    spans: tuple[Span, ...]
    rule: str = ""
    score: float = 1.0


class Reading(Struct, frozen=True):
    """All that was read from one report."""

    report: Report
    people: tuple[Person, ...] = ()
    statements: tuple[Statement, ...] = ()
    events: tuple[Event, ...] = ()
    ties: tuple[Tie, ...] = ()
    assessments: tuple[Assessment, ...] = ()
    linkages: tuple[Linkage, ...] = ()
    questions: tuple[Question, ...] = ()
    mentions: dict[str, tuple[Span, ...]] = {}


class Correction(Struct, frozen=True):
    """That a report no longer counts from ``day`` (ISO 8601) on. It was corrected, or replaced by
    a newer version that does not say why, by the report ``by``; or withdrawn, as ``by`` tells.
    ``how`` says in words how that is known, ``reason`` why; ``span`` are the words in ``by`` that
    tell it. ``recorded`` is the moment at which the desk learned of it."""

    report: str
    kind: CorrectionKind
    day: str
    by: str | None = None
    how: str = ""
    reason: str = ""
    span: Span | None = None
    recorded: str = ""


class Amendment(Struct, frozen=True):
    """What an analyst set right in the reading of a report.

    It is about the record of a ``kind`` whose words (an event's trigger) are ``start`` to ``end``
    of the report's text, and whose ``type`` (an event's type, a tie's kind) was this. ``deed``:
    ``set`` gives it other values, field by field (``changes``); ``drop`` says that there is no such
    record; ``merge`` makes it a further telling of the event at ``changes["start"]`` to
    ``changes["end"]``, of another report where ``changes["report"]`` names one; ``split`` makes
    each of its further tellings an event of its own. ``made`` and ``undone`` are moments in UTC.
    """

    report: str
    kind: AmendedKind
    start: int
    end: int
    type: str = ""
    deed: AmendedDeed = "set"
    changes: dict[str, str] = {}
    who: str = ""
    made: str = ""
    note: str = ""
    undone: str | None = None
    undone_by: str | None = None
    number: int = 0


class AmendedText(Struct, frozen=True):
    """A report with what analysts amended in its reading: what a reader can be measured by."""

    report: Report
    amendments: tuple[Amendment, ...]


class Role(Struct, frozen=True):
    """An actor's part in a crisis and the spans that put it there."""

    actor: str
    spans: tuple[Span, ...] = ()


class Crisis(Struct, frozen=True):
    """Who threatens whom, who stands by them, who goes between. Codes, most prominent first."""

    threateners: tuple[Role, ...] = ()
    target: Role | None = None
    partners_of_target: tuple[Role, ...] = ()
    partners_of_threateners: tuple[Role, ...] = ()
    mediators: tuple[Role, ...] = ()
    bystanders: tuple[Role, ...] = ()
    since: Date | None = None


class ReferenceClass(Struct, frozen=True):
    """Past cases like this one: ``k`` of ``n`` came out yes. ``rate`` is in 0..1."""

    id: str
    name: str
    n: int
    k: int
    rate: float
    interval: tuple[float, float]
    era: str
    source: str


class Driver(Struct, frozen=True):
    """What put the question into its class or moved it: ``effect`` in log-odds against the average
    past case, 0 where it only chose the class. Its evidence is ``spans`` in reports or ``source``,
    a row of a named data set (``COW NMC 2016``)."""

    name: str
    effect: float = 0.0
    spans: tuple[Span, ...] = ()
    source: str = ""


class Swing(Struct, frozen=True):
    """What would change a forecast: one input set otherwise, and the probability (0..1) then."""

    name: str
    probability: float


class PastCase(Struct, frozen=True):
    """A precedent: what was done and how it ended, the row or record that tells it, and in which
    points it is like the question. ``force``: the target was struck; ``help`` is the most that a
    protector did; ``mediated``: somebody went between."""

    id: str
    year: int
    did: str
    outcome: str
    source: str
    why: tuple[str, ...]
    force: bool
    help: str
    mediated: bool

    @property
    def line(self) -> str:
        """Year, what happened, how it ended and where that is told."""
        return f"{self.year}: {self.did}; {self.outcome} [{self.source}]"


class Forecast(Struct, frozen=True):
    """Odds with their record. ``probability`` and ``interval`` are in 0..1; ``word`` is ICD 203's
    likelihood term; ``confidence`` (low, moderate, high) is about the evidence alone. Where
    ``given`` names a condition, ``probability`` holds under it and ``joint`` (0..1) is that of
    condition and outcome together. ``model`` made it from ``data`` (sets with their versions);
    ``swings`` are the single inputs that would change it most, largest first. ``base`` (0..1) is
    the rate of the class alone over the question's days, against which skill is reckoned."""

    question: Question
    probability: float
    interval: tuple[float, float]
    word: str
    confidence: Literal["low", "moderate", "high"]
    confidence_reason: str
    reference: ReferenceClass
    as_of: str
    drivers: tuple[Driver, ...] = ()
    precedents: tuple[PastCase, ...] = ()
    model: str = ""
    given: str = ""
    joint: float | None = None
    data: str = ""
    swings: tuple[Swing, ...] = ()
    base: float | None = None


def report_id(text: str) -> str:
    """The identity of a report: 16 hex digits of the SHA-256 of its stored text."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def card_of(report: Report) -> Card:
    """A report's card."""
    return Card(*(getattr(report, field) for field in Card.__struct_fields__))


def record_id(prefix: str, span: Span, *parts: str | None) -> str:
    """A stable identity for a record: its prefix, and 10 hex digits over its span and parts."""
    key = "|".join([span.report, str(span.start), str(span.end), *(part or "" for part in parts)])
    return f"{prefix}-{hashlib.sha256(key.encode()).hexdigest()[:10]}"
