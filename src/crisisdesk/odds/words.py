"""Likelihood words (ICD 203, row 1) and the confidence word, which is about the evidence alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from crisisdesk.history.classes import PastClass
from crisisdesk.reading.origins import grade_of, origins_of
from crisisdesk.terms.records import Reading

Confidence = Literal["low", "moderate", "high"]

# upper ends, in 0..1; below 1 % and above 99 % the outermost words still serve
BANDS = (
    (0.05, "almost no chance"),
    (0.20, "very unlikely"),
    (0.45, "unlikely"),
    (0.55, "roughly even chance"),
    (0.80, "likely"),
    (0.95, "very likely"),
    (1.00, "almost certain"),
)
FEW_CASES, MANY_CASES = 30.0, 150.0
GOOD_GRADES = frozenset("AB")


def word(probability: float) -> str:
    """The likelihood word for a probability in 0..1; a boundary belongs to the higher band."""
    return next((name for end, name in BANDS if probability < end), BANDS[-1][1])


def confidence(
    readings: Sequence[Reading],
    past: PastClass,
    stretch: str,
    grades: Mapping[str, str] | None = None,
) -> tuple[Confidence, str]:
    """The confidence word and its reason.

    High wants three origins, an outlet graded A or B, and 150 independent cases; moderate two
    origins (or an outlet graded A or B) and 30 cases; everything else is low, as is a class that
    fits the question only loosely (``stretch`` says how, empty where it fits). Copies of one text,
    and all that one government directs, are one origin. ``grades`` are Admiralty letters by outlet
    in lower case; the letters of the vocabulary hold for the others.
    """
    told = [reading for reading in readings if reading.report.text]
    origins = {origin.key for origin in origins_of(told).values()}
    marks = {grade_of(reading.report, grades) for reading in told}
    good = bool(marks & GOOD_GRADES)
    cases = past.effective_n
    level: Confidence = "low"
    if not stretch and cases >= FEW_CASES and (len(origins) >= 2 or good):
        level = "moderate"
        if len(origins) >= 3 and good and cases >= MANY_CASES:
            level = "high"
    return level, _reason(len(origins), marks, past, stretch)


def _reason(origins: int, marks: set[str], past: PastClass, stretch: str) -> str:
    grade = (
        "no outlet is graded" if marks == {"F"} else f"outlets graded {', '.join(sorted(marks))}"
    )
    found = f"{origins} origin{'s' if origins != 1 else ''} ({grade})"
    cases = f"{past.n:,} past cases"
    if past.effective_n < 0.9 * past.n:
        cases += f" that weigh as {past.effective_n:,.0f} independent ones"
    fit = f"the class fits loosely: {stretch}" if stretch else "the class fits the question"
    return f"Rests on {found} and {cases}; {fit}."
