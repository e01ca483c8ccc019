"""What if an input were other than it is: the odds before and after, and how that once fared.

The change is an association in past cases (states with such pacts differ from states without),
not an effect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.errors import QuestionError
from crisisdesk.history.covariates import supposing_capability
from crisisdesk.odds.answer import answer
from crisisdesk.odds.duties import WHAT_IF
from crisisdesk.odds.edits import Edit, parse_edits
from crisisdesk.odds.heldout import HeldOut, held_out
from crisisdesk.odds.questions import questions_of
from crisisdesk.odds.setting import crisis_of
from crisisdesk.odds.supposing import Supposed, suppose
from crisisdesk.terms.records import Crisis, Forecast, Question, Reading

NOT_AN_EFFECT = (
    "The difference is an association in past cases and no effect: states that differ in this "
    "differ in more."
)


class Change(Struct, frozen=True):
    """A forecast before and after the edits, and how such a difference fared on later cases."""

    before: Forecast
    after: Forecast
    held_out: HeldOut | None = None

    @property
    def moved(self) -> bool:
        """Whether the edits changed its probability, class or day."""
        return _gist(self.before) != _gist(self.after)


class Unmoved(Struct, frozen=True):
    """An edit that, made alone, moves none of the odds, and why."""

    edit: Edit
    reason: str


class WhatIf(Struct, frozen=True):
    """The edits; every question's odds before and after them; edits that move nothing."""

    edits: tuple[Edit, ...]
    changes: tuple[Change, ...]
    unmoved: tuple[Unmoved, ...] = ()
    crisis: Crisis = Crisis()

    @property
    def moved(self) -> tuple[Change, ...]:
        """The forecasts that the edits changed."""
        return tuple(change for change in self.changes if change.moved)


def _gist(forecast: Forecast) -> tuple[object, ...]:
    return (forecast.probability, forecast.interval, forecast.reference.id, forecast.given)


def what_if(
    texts: str | Sequence[str],
    questions: Sequence[Question] | None,
    crisis: Crisis,
    readings: Sequence[Reading],
    as_of: str,
    grades: Mapping[str, str] | None = None,
) -> WhatIf:
    """Every question's odds before and after the edits that ``texts`` name; without questions
    those that the crisis poses before or after. Raises QuestionError as `parse_edits` does, and
    as `answer` does for questions that are given."""
    edits = parse_edits(texts)
    as_is = Supposed(tuple(readings), crisis, as_of)
    held = suppose(edits, readings, crisis, as_of)
    asked = list(questions) if questions is not None else _posed(as_is, held)
    before = [_answer(q, as_is, grades, strict=questions is not None) for q in asked]
    after = [_answer(q, held, grades, strict=questions is not None) for q in asked]
    changes = tuple(
        Change(
            was, _marked(_same_confidence(was, then)), held_out(was.reference.id, then.reference.id)
        )
        for was, then in zip(before, after, strict=True)
        if was and then
    )
    unmoved = [
        Unmoved(edit, _reason(edit))
        for edit in edits
        if not _moves(edit, asked, before, as_is, grades)
    ]
    return WhatIf(edits, changes, tuple(unmoved), held.crisis)


def _posed(as_is: Supposed, held: Supposed) -> list[Question]:
    """The questions that the crisis poses as it is, then those that it would pose besides."""
    found = questions_of(as_is.crisis, as_is.readings)
    known = {_key(question) for question in found}
    return [
        *found,
        *(q for q in questions_of(held.crisis, held.readings) if _key(q) not in known),
    ]


def _key(question: Question) -> tuple[object, ...]:
    sides = (question.target, question.beneficiary, frozenset(question.between))
    return (question.kind, question.actors, *sides, question.help)


def _answer(
    question: Question, record: Supposed, grades: Mapping[str, str] | None, *, strict: bool
) -> Forecast | None:
    setting = crisis_of(question, record.crisis, record.readings, record.as_of)
    try:
        with supposing_capability(record.capability):
            return answer(question, setting, record.readings, record.as_of, grades)
    except QuestionError:
        if strict:
            raise
        return None


def _moves(
    edit: Edit,
    asked: Sequence[Question],
    before: Sequence[Forecast | None],
    as_is: Supposed,
    grades: Mapping[str, str] | None,
) -> bool:
    """Whether an edit, made alone, changes any of the odds."""
    held = suppose([edit], as_is.readings, as_is.crisis, as_is.as_of)
    for question, was in zip(asked, before, strict=True):
        then = _answer(question, held, grades, strict=False)
        if (was is None) != (then is None) or (was and then and _gist(was) != _gist(then)):
            return True
    return False


def _reason(edit: Edit) -> str:
    if not edit.turns:
        return "no class of past cases turns on it"
    return "the odds are the same with it and without it; the record may hold it already"


def _same_confidence(before: Forecast, after: Forecast) -> Forecast:
    """What is supposed adds no evidence: nothing is believed more firmly for it."""
    if after.reference.id == before.reference.id:
        return replace(
            after, confidence=before.confidence, confidence_reason=before.confidence_reason
        )
    reason = f"{after.confidence_reason} This is supposed, not known."
    return replace(after, confidence="low", confidence_reason=reason)


def _marked(after: Forecast) -> Forecast:
    """What a driver takes from the what-if is said to be supposed, and cites no report."""
    drivers = tuple(
        replace(
            driver,
            name=f"{driver.name}, as the what-if supposes",
            spans=tuple(span for span in driver.spans if span.report != WHAT_IF),
        )
        if any(span.report == WHAT_IF for span in driver.spans)
        else driver
        for driver in after.drivers
    )
    return replace(after, drivers=drivers)
