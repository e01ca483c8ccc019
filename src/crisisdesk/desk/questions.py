"""The questions that a desk keeps: asked, forecast day by day, resolved, scored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from crisisdesk.desk.asking import Asking
from crisisdesk.desk.opened import checked_day
from crisisdesk.errors import DeskError, QuestionError
from crisisdesk.record.asked import AskedRecord
from crisisdesk.terms.asked import MODEL, YES, Asked, Made, Outcome, Rule
from crisisdesk.terms.records import Crisis, Forecast, Question, Reading

if TYPE_CHECKING:
    from crisisdesk.briefing.brief import Brief
    from crisisdesk.odds.resolving import Proposal
    from crisisdesk.odds.scoring import Scorecard
    from crisisdesk.odds.standing import History, Standing


class Questions:
    """``desk.questions``: the questions that a desk keeps. Numbers that name none raise DeskError,
    what makes no sense QuestionError. ``as_of`` is an ISO 8601 day, by default today."""

    def __init__(self, desk: Asking) -> None:
        self._desk = desk
        self.record = AskedRecord(desk._ledger.file)

    def today(self) -> str:
        """The day by the desk's clock, in UTC."""
        return self.record.file.moment()[:10]

    # --- asking

    def ask(
        self,
        question: str | Question,
        *,
        closes: str | None = None,
        options: Sequence[str] = (),
        rule: Rule | None = None,
        note: str = "",
        as_of: str | None = None,
    ) -> Asked:
        """Keep a question, typed or in words, with the forecast as of the day (by default that of
        the latest report). It closes on its last day, or on ``closes``. ``options`` are the codes
        of those of whom one asks who; a question that begins with "who" has those whom the desk
        knows as possible. ``rule`` replaces the one that goes with its kind."""
        from crisisdesk.odds.resolving import rule_of
        from crisisdesk.odds.setting import one_by_one

        posed, setting, _, day = self._desk._posed(question, as_of, None)
        if closes is not None:
            posed = replace(posed, horizon_days=_days_between(day, checked_day(closes) or day))
        last = date.fromisoformat(day) + timedelta(days=posed.horizon_days)
        if not options and posed.text.strip().lower().startswith(("who ", "which ")):
            options = [one.actors[0] for one in one_by_one(posed, setting)]
        strikers = [role.actor for role in setting.threateners]
        kept = self.record.ask(
            Asked(
                id=0,
                version=1,
                question=posed,
                opened=day,
                closes=last.isoformat(),
                options=tuple(dict.fromkeys(options)) or (YES,),
                rule=rule or rule_of(posed, strikers),
                note=note,
                day=day,
            )
        )
        self.update(day, only=kept.id)
        return kept

    def edit(
        self,
        number: int,
        *,
        text: str | None = None,
        closes: str | None = None,
        rule: Rule | None = None,
        note: str = "",
    ) -> Asked:
        """Keep a new version of a question that is not resolved; the old ones stay. What it asks
        of whom cannot be changed: void it and ask another."""
        kept = self._open(number)
        if closes is not None:
            days = _days_between(kept.opened, checked_day(closes) or kept.opened)
            kept = replace(kept, closes=closes, question=replace(kept.question, horizon_days=days))
        if text is not None:
            kept = replace(kept, question=replace(kept.question, text=text))
        day = max(self.today(), kept.day)
        return self.record.edit(replace(kept, rule=rule or kept.rule, note=note, day=day))

    # --- looking

    def standing(self, as_of: str | None = None, recorded_by: str | None = None) -> list[Standing]:
        """Every question as it stood on a day, by number."""
        from crisisdesk.odds.standing import standing_of

        return standing_of(
            self.record.asked(as_of, recorded_by),
            self.record.forecasts(None, as_of, recorded_by),
            self.record.outcomes(as_of, recorded_by),
            checked_day(as_of) or self.today(),
        )

    def show(
        self, number: int, as_of: str | None = None, recorded_by: str | None = None
    ) -> History:
        """All that the desk holds of one question."""
        from crisisdesk.odds.standing import History

        versions = self.record.versions(number, as_of, recorded_by)
        standing = next(s for s in self.standing(as_of, recorded_by) if s.asked.id == number)
        done = standing.status in ("resolved", "void")
        return History(
            standing=standing,
            versions=tuple(versions),
            forecasts=tuple(self.record.forecasts(number, as_of, recorded_by)),
            proposals=() if done else tuple(self.propose(number, as_of, recorded_by)),
        )

    # --- forecasting

    def update(self, as_of: str | None = None, only: int | None = None) -> list[Made]:
        """Append the model's forecast as of a day (by default that of the latest report) of every
        open question, or of one; what is there already from the same reports is not kept twice.
        The forecasts that are new."""
        standing = [one for one in self.standing() if one.outcome is None]
        wanted = [one.asked for one in standing if only in (None, one.asked.id)]
        wanted = [a for a in wanted if as_of is None or a.opened <= as_of < a.closes]
        if not wanted:
            return []
        found: list[Made] = []
        for alike in _by_sides(wanted):
            readings = self._desk._readings_for(alike[0].question, checked_day(as_of), None)
            day = as_of or self._desk._latest_day(readings)
            with self._desk.at_hand():
                found += _forecasts(alike, readings, day)
        return [made for made in found if self.record.forecast(made)]

    def forecast(
        self, number: int, odds: float | Mapping[str, float], by: str, note: str = ""
    ) -> Made:
        """Enter a person's own forecast, as of today: the odds (0.001 to 0.999) of yes, or of each
        option. After the close none is taken."""
        asked, today = self._open(number), self.today()
        if not by.strip() or by.strip().lower().startswith(MODEL):
            raise QuestionError(f"{by!r} is no forecaster's name")
        if not asked.opened <= today <= asked.closes:
            raise QuestionError(
                f"question {number} is open from {asked.opened} to {asked.closes}; today is {today}"
            )
        given = dict(odds) if isinstance(odds, Mapping) else {YES: odds}
        for option, p in given.items():
            if option not in asked.options:
                known = ", ".join(asked.options)
                raise QuestionError(f"question {number} has no option {option!r}; it has {known}")
            if not 0.001 <= p <= 0.999:
                raise QuestionError(f"odds of {p:g} are none: use 0.001 to 0.999")
        made = Made(asked=number, day=today, by=by.strip(), odds=given, note=note)
        self.record.forecast(made)
        return made

    # --- resolving

    def propose(
        self, number: int, as_of: str | None = None, recorded_by: str | None = None
    ) -> list[Proposal]:
        """What the record as of a day says of each option by the question's rule, and what is
        missing. Nothing is kept."""
        from crisisdesk.odds.resolving import propose

        asked = self.record.versions(number, None, recorded_by)[-1]
        day = checked_day(as_of) or self.today()
        readings: list[Reading] = []
        with suppress(DeskError):  # nothing by that day on the question's sides
            readings = self._desk._readings_for(asked.question, day, recorded_by)
        with self._desk.own_terms():
            return propose(asked, readings, day)

    def resolve(self, number: int, as_of: str | None = None) -> Outcome:
        """Keep the outcome that the rule gives. Raises QuestionError, saying what is missing,
        where it gives none."""
        self._open(number)
        day = checked_day(as_of) or self.today()
        proposals = self.propose(number, day)
        undecided = [p for p in proposals if p.verdict in ("open", "unknown")]
        if undecided:
            missing = "; ".join(undecided[0].missing)
            raise QuestionError(f"question {number} is not decided by the record: {missing}")
        void = all(p.verdict == "void" for p in proposals)
        note = "; ".join(proposals[0].missing) if void else ""
        return self.record.resolve(
            Outcome(
                asked=number,
                day=day,
                how="rule",
                true={p.option: p.decided for p in proposals if p.verdict == "yes"},
                void=void,
                note=note,
                spans=tuple(s for p in proposals for s in p.spans),
            )
        )

    def resolve_due(self, as_of: str | None = None) -> list[Outcome]:
        """Keep the outcome of every question that its rule decides."""
        found = []
        for standing in self.standing():
            if standing.outcome is None:
                with suppress(QuestionError):
                    found.append(self.resolve(standing.asked.id, as_of))
        return found

    def decide(
        self,
        number: int,
        true: Mapping[str, str],
        note: str,
        source: str,
        as_of: str | None = None,
    ) -> Outcome:
        """Keep an outcome by hand: the options that came true with the day of each deed (none:
        no), with a note and a source. What was resolved before is resolved anew."""
        asked = self.record.versions(number)[-1]
        day = checked_day(as_of) or self.today()
        if not note.strip() or not source.strip():
            raise QuestionError("an outcome by hand needs a note and a source")
        if not true and day <= asked.closes:
            raise QuestionError(f"question {number} is open to {asked.closes}: no no before that")
        for option, when in true.items():
            if option not in asked.options:
                known = ", ".join(asked.options)
                raise QuestionError(f"question {number} has no option {option!r}; it has {known}")
            if not asked.opened <= (checked_day(when) or "") <= min(asked.closes, day):
                span = f"{asked.opened} to {asked.closes}"
                raise QuestionError(f"{when} is no day on which it could come true: {span}")
        return self.record.resolve(
            Outcome(number, day, "hand", dict(true), note=note, source=source)
        )

    def void(self, number: int, reason: str, as_of: str | None = None) -> Outcome:
        """Take a question out of all scores, with a reason."""
        self.record.versions(number)
        if not reason.strip():
            raise QuestionError("a void needs a reason")
        day = checked_day(as_of) or self.today()
        return self.record.resolve(Outcome(number, day, "hand", void=True, note=reason))

    def score(self, as_of: str | None = None, recorded_by: str | None = None) -> Scorecard:
        """The scorecard as of a day: only questions past their close that are resolved."""
        from crisisdesk.odds.scoring import scorecard

        day = checked_day(as_of) or self.today()
        return scorecard(
            self.record.asked(as_of, recorded_by),
            self.record.forecasts(None, as_of, recorded_by),
            self.record.outcomes(as_of, recorded_by),
            day,
        )

    def _open(self, number: int) -> Asked:
        asked = self.record.versions(number)[-1]
        if number in self.record.outcomes():
            raise QuestionError(f"question {number} is resolved")
        return asked


def _days_between(first: str, last: str) -> int:
    """Days from one day to a later one. Raises QuestionError where it is not later."""
    days = (date.fromisoformat(last) - date.fromisoformat(first)).days
    if days < 1:
        raise QuestionError(f"a question of {first} cannot close on {last}")
    return days


def _by_sides(wanted: Sequence[Asked]) -> list[list[Asked]]:
    """The questions by whom they are about: those of one crisis are answered from the same."""
    found: dict[frozenset[str], list[Asked]] = {}
    for asked in wanted:
        q = asked.question
        named = filter(None, (*q.actors, q.target, q.beneficiary, *q.between))
        found.setdefault(frozenset(named), []).append(asked)
    return list(found.values())


def _forecasts(wanted: Sequence[Asked], readings: Sequence[Reading], day: str) -> Iterator[Made]:
    """The model's forecast as of a day of each question that is open then."""
    from crisisdesk.odds.crisis import infer_crisis

    crisis, inputs = infer_crisis(readings), _hash(readings)
    for asked in wanted:
        if asked.opened <= day < asked.closes:
            each = answers(asked, crisis, readings, day)
            if each:
                yield _made(asked, each, day, inputs)


def answers(
    asked: Asked, crisis: Crisis, readings: Sequence[Reading], day: str
) -> dict[str, Forecast]:
    """The forecast of each option of a question over the days that are left; an option that the
    record poses no more has none."""
    from crisisdesk.odds.answer import answer
    from crisisdesk.odds.setting import crisis_of

    whole = replace(asked.question, horizon_days=_days_between(day, asked.closes))
    found = {}
    for option in asked.options:
        question = whole if option == YES else replace(whole, actors=(option,))
        setting = crisis_of(question, crisis, readings, day)
        with suppress(QuestionError):
            found[option] = answer(question, setting, readings, day)
    return found


def _made(asked: Asked, each: Mapping[str, Forecast], day: str, inputs: str) -> Made:
    import crisisdesk

    one = next(iter(each.values()))
    return Made(
        asked=asked.id,
        day=day,
        by=MODEL,
        odds={option: round(f.probability, 6) for option, f in each.items()},
        base={o: round(f.base, 6) for o, f in each.items() if f.base is not None},
        given=one.given,
        model=one.model,
        data=one.data,
        package=crisisdesk.__version__,
        inputs=inputs,
    )


def _hash(readings: Sequence[Reading]) -> str:
    """What a forecast was made from: 16 hex digits over the reports' ids."""
    ids = "\n".join(sorted(reading.report.id for reading in readings))
    return hashlib.sha256(ids.encode()).hexdigest()[:16]


class Questioning(Asking):
    """A desk that keeps questions."""

    def brief(
        self,
        as_of: str | None = None,
        what_if: str | Sequence[str] | None = None,
        recorded_by: str | None = None,
        about: Sequence[str] = (),
        progress: Callable[[str], None] | None = None,
    ) -> Brief:
        """The brief as of a day (see `Asking.brief`). The forecasts of that day are appended to the
        open questions, unless the desk is asked as it was or cannot be written."""
        made = super().brief(as_of, what_if, recorded_by, about, progress)
        if recorded_by is None:
            with suppress(DeskError):
                self.questions.update(made.as_of)
        return made

    @property
    def questions(self) -> Questions:
        """The questions that the desk keeps, with their forecasts and outcomes."""
        return Questions(self)
