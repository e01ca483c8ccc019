"""Answers a question with odds, their reasons and their precedents."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from crisisdesk.errors import QuestionError
from crisisdesk.odds.escalation import escalation
from crisisdesk.odds.evidence import day_of
from crisisdesk.odds.forecasts import Case
from crisisdesk.odds.intervention import intervention
from crisisdesk.odds.mediation import mediation
from crisisdesk.odds.strike import strike
from crisisdesk.odds.talks import talks
from crisisdesk.terms.records import Crisis, Forecast, Question, Reading

LONGEST = 3650  # days; no class reaches further

FAMILIES: dict[str, Callable[[Case], Forecast]] = {
    "strike": strike,
    "intervention": intervention,
    "mediation": mediation,
    "talks": talks,
    "escalation": escalation,
    # an open outlook is answered by its gravest end
    "outlook": escalation,
}


def answer(
    question: Question,
    crisis: Crisis,
    readings: Sequence[Reading],
    as_of: str,
    grades: Mapping[str, str] | None = None,
    strikes: dict[Question, Forecast] | None = None,
) -> Forecast:
    """The forecast for one question as of a day (ISO 8601).

    ``grades`` are Admiralty letters by outlet in lower case. Whoever answers several questions of
    one crisis from one record as of one day may give each the same ``strikes``, empty at first:
    what several turn on is then reckoned once. Raises QuestionError where the
    horizon is not 1 to 3650 days, ``as_of`` is no day, or a part of the question is missing.
    """
    if not 1 <= question.horizon_days <= LONGEST:
        raise QuestionError(
            f"a horizon of {question.horizon_days} days cannot be answered: use 1 to {LONGEST}"
        )
    if day_of(as_of) is None:
        raise QuestionError(f"{as_of!r} is no day: write it as 2025-04-09")
    known = strikes if strikes is not None else {}
    case = Case(question, crisis, tuple(readings), as_of, grades, known)
    return FAMILIES[question.kind](case)
