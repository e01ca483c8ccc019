"""The records of a question that a desk keeps: its versions, forecasts, outcome and marks.

Each is written once and never changed: an edit is a new version, a second thought a new outcome.
``day`` is the day as of which a record holds (ISO 8601), ``recorded`` the moment of writing (UTC).
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from crisisdesk.terms.records import Modality, Question, Span

YES = "yes"
MODEL = "model"
Cell = Literal["CC", "C", "N", "I", "II"]


class Pattern(Struct, frozen=True):
    """What events fit: of any of the PLOVER ``types`` (none: any type) and of the ``mode``, done by
    any of ``sources`` to any of ``targets`` (codes; none: anybody). ``either``: or the other way
    round. ``both``: every target must have been met."""

    types: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    mode: str | None = None
    either: bool = False
    both: bool = False
    modalities: tuple[Modality, ...] = ("happened",)


class Rule(Struct, frozen=True):
    """When a question resolves to yes by the record: a deed that fits ``pattern`` between opening
    and close, told by so many independent ``origins`` (or, where ``official``, by an official of
    one of its parties), its information graded ``grade`` (Admiralty, 1 best) or better. ``given``
    is the condition: without a deed that fits it the question is void."""

    pattern: Pattern
    origins: int = 2
    grade: int = 6
    official: bool = True
    given: Pattern | None = None


class Asked(Struct, frozen=True):
    """A kept question in one version. ``options`` are what may come true: yes, or the codes of
    those of whom one asks who. ``opened`` and ``closes`` are its first and last day."""

    id: int
    version: int
    question: Question
    opened: str
    closes: str
    options: tuple[str, ...] = (YES,)
    rule: Rule | None = None
    note: str = ""
    day: str = ""
    recorded: str = ""

    @property
    def text(self) -> str:
        """The question in words."""
        return self.question.text


class Made(Struct, frozen=True):
    """A forecast as of a day: the odds (0..1) of each option. ``base`` is the rate of the past
    class alone, ``model``, ``data`` and ``package`` what made it from which reports (``inputs`` is
    their hash); all empty for a person's own. ``given`` is the condition in words."""

    asked: int
    day: str
    by: str
    odds: dict[str, float]
    base: dict[str, float] = {}
    given: str = ""
    model: str = ""
    data: str = ""
    package: str = ""
    inputs: str = ""
    note: str = ""
    recorded: str = ""


class Outcome(Struct, frozen=True):
    """How a question came out: the options that came ``true``, each with the day of its deed (none:
    no), or ``void``. ``day`` is the day as of which that was known. ``how``: by its rule from the
    record (then with ``spans``), or by hand (then with ``source``)."""

    asked: int
    day: str
    how: Literal["rule", "hand"]
    true: dict[str, str] = {}
    void: bool = False
    note: str = ""
    source: str = ""
    spans: tuple[Span, ...] = ()
    recorded: str = ""


class Mark(Struct, frozen=True):
    """A person's own judgement of a piece of evidence under a hypothesis; ``cell`` None takes an
    earlier one back."""

    asked: int
    evidence: str
    hypothesis: str
    cell: Cell | None
    note: str = ""
    by: str = ""
    day: str = ""
    recorded: str = ""
