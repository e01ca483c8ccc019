"""One way for all families to put a forecast together from a rate and its reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from crisisdesk.history.precedents import Precedent
from crisisdesk.odds.evidence import day_of
from crisisdesk.odds.fitted import Judged
from crisisdesk.odds.likeness import precedents_of
from crisisdesk.odds.rates import PRIOR_CASES, Rate, rate_of
from crisisdesk.odds.words import confidence, word
from crisisdesk.terms.records import Crisis, Driver, Forecast, Question, Reading

MODEL = "reference classes 1"
MOST = 0.999  # no class supports more certainty than this, either way
MAJORS = frozenset({"USA", "RUS", "CHN", "GBR", "FRA", "DEU", "JPN"})  # COW, since 1991


class Case(Struct, frozen=True):
    """A question with all that an answer may draw on. ``strikes`` holds the odds of blows
    that were reckoned for other questions of the same crisis, and takes those of this one."""

    question: Question
    crisis: Crisis
    readings: tuple[Reading, ...]
    as_of: str
    grades: Mapping[str, str] | None = None
    strikes: dict[Question, Forecast] = {}

    @property
    def year(self) -> int:
        """The year of the forecast."""
        day = day_of(self.as_of)
        return day.year if day else 9999


def forecast(
    case: Case,
    rate: Rate,
    drivers: Sequence[Driver],
    *,
    stretch: str = "",
    given: str = "",
    joint: float | None = None,
    protector: str | None = None,
    bound: bool | None = None,
    judged: Judged | None = None,
    among: Sequence[Precedent] = (),
) -> Forecast:
    """The forecast of ``rate`` for the question, kept within 0.001..0.999. ``judged`` is the
    fitted model's answer that the rate holds, where one made it; ``among`` are the cases of a class
    of its own, which then are the only precedents."""
    p, low, high = (min(max(end, 1 - MOST), MOST) for end in (rate.probability, *rate.interval))
    level, reason = confidence(case.readings, rate.past, stretch, case.grades)
    return Forecast(
        question=case.question,
        probability=p,
        interval=(low, high),
        word=word(p),
        confidence=level,
        confidence_reason=reason,
        reference=rate.past.reference(),
        as_of=case.as_of,
        drivers=tuple(drivers) if judged else (*drivers, *_drift(rate)),
        precedents=precedents_of(
            *(case.question, case.crisis, case.year, MAJORS),
            protector=protector,
            bound=bound,
            among=among,
        ),
        model=f"{judged.fit.id} 1 ({judged.fit.k} of {judged.fit.n} cases)" if judged else MODEL,
        given=given,
        joint=joint,
        data=f"{judged.fit.data}; {judged.fit.years}" if judged else rate.past.source,
        swings=judged.swings if judged else (),
        base=rate_of(rate.past.group, case.question.horizon_days).probability,
    )


def _drift(rate: Rate) -> tuple[Driver, ...]:
    """The line that says how earlier cases weigh."""
    if rate.earlier.id == rate.past.id:
        return ()
    words = (
        f"earlier experience counts as {PRIOR_CASES:.0f} cases: {rate.earlier.rate:.0%} of "
        f"{rate.earlier.n} in {rate.earlier.years}"
    )
    return (Driver(words),)
