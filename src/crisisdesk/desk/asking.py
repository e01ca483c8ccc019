"""What a desk answers: its brief, single questions, and what-ifs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from typing import TYPE_CHECKING

from crisisdesk.desk.opened import Opened, checked_day
from crisisdesk.desk.scope import named_in_question, sides_of
from crisisdesk.errors import QuestionError
from crisisdesk.record.selection import count
from crisisdesk.terms.records import Crisis, Forecast, Question, Reading

if TYPE_CHECKING:
    from crisisdesk.briefing.brief import Brief
    from crisisdesk.odds.whatif import WhatIf


class Asking(Opened):
    """What a desk is asked."""

    def brief(
        self,
        as_of: str | None = None,
        what_if: str | Sequence[str] | None = None,
        recorded_by: str | None = None,
        about: Sequence[str] = (),
        progress: Callable[[str], None] | None = None,
    ) -> Brief:
        """The brief as of a day; by default as of the latest day on which a report was
        published (today where no report has a day). ``recorded_by`` as for `readings`: with it
        comes the brief that the desk gave then. ``about`` are the sides of the crisis
        (``USA-IRN``), by default those of ``desk.toml``; a desk of many reports without them takes
        the two with the most threats and blows of late. ``what_if`` adds the odds under changes:
        ``RUS-IRN defense=yes``. ``progress`` is told what is being done. Raises DeskError
        where there is no report to read from, QuestionError where the what-if makes no sense."""
        from crisisdesk.briefing.brief import build_brief
        from crisisdesk.odds.crisis import infer_crisis
        from crisisdesk.odds.questions import questions_of
        from crisisdesk.odds.tree import crisis_tree
        from crisisdesk.odds.whatif import what_if as suppose

        tell = progress or (lambda doing: None)
        with self.own_terms():
            sides = [sides_of(text) for text in about]
        tell("Choosing the reports")
        readings, scope = self._scoped(as_of, recorded_by, sides)
        day = as_of or self._latest_day(readings, recorded_by)
        with self.at_hand(recorded_by):
            tell(f"Looking at {len(readings)} reports")
            crisis = infer_crisis(readings)
            asked = questions_of(crisis, readings, self.config.horizon)
            forecasts = list(_odds(_counted(asked, tell), crisis, readings, day))
            tell("Putting it together")
            tree = crisis_tree(crisis, forecasts)
            supposed = suppose(what_if, None, crisis, readings, day) if what_if else None
            gone = self._ledger.corrections.listed(as_of, recorded_by)
            return build_brief(
                *(readings, crisis, forecasts, tree, day),
                supposed=supposed,
                superseded=gone,
                scope=scope.shown,
            )

    def odds(self, as_of: str | None = None) -> list[Forecast]:
        """The odds of every question that the desk's crisis poses, as of a day. Raises DeskError
        on an empty desk."""
        from crisisdesk.odds.crisis import infer_crisis
        from crisisdesk.odds.evidence import latest_day
        from crisisdesk.odds.questions import questions_of

        readings = self._some_readings(as_of)
        with self.at_hand():
            crisis = infer_crisis(readings)
            day = as_of or latest_day(readings)
            asked = questions_of(crisis, readings, self.config.horizon)
            return list(_odds(asked, crisis, readings, day))

    def ask(
        self,
        question: str | Question,
        what_if: str | Sequence[str] | None = None,
        as_of: str | None = None,
        recorded_by: str | None = None,
    ) -> Forecast:
        """The odds for one question: a Question, or one in words. What it leaves open is taken
        from the desk's crisis; sides that are none of the crisis's are answered all the same.

        ``what_if`` changes inputs first: ``RUS-IRN defense=yes``. A temporary desk without
        reports answers from past cases alone, as of today. Raises QuestionError where question or
        what-if cannot be understood or answered, DeskError on another empty desk.
        """
        from crisisdesk.odds.answer import answer

        if what_if:
            return self.suppose(what_if, question, as_of, recorded_by).changes[0].after
        question, setting, readings, day = self._posed(question, as_of, recorded_by)
        with self.at_hand(recorded_by):
            return answer(question, setting, readings, day)

    def ask_each(
        self, question: str | Question, as_of: str | None = None, recorded_by: str | None = None
    ) -> list[Forecast]:
        """As `ask`, and for a question that leaves open who goes between also the odds of each
        who may, the likeliest first."""
        from crisisdesk.odds.answer import answer
        from crisisdesk.odds.setting import one_by_one

        question, setting, readings, day = self._posed(question, as_of, recorded_by)
        with self.at_hand(recorded_by):
            first = answer(question, setting, readings, day)
            each = [answer(q, setting, readings, day) for q in one_by_one(question, setting)]
        return [first, *sorted(each, key=lambda forecast: -forecast.probability)]

    def suppose(
        self,
        what_if: str | Sequence[str],
        question: str | Question | None = None,
        as_of: str | None = None,
        recorded_by: str | None = None,
    ) -> WhatIf:
        """The odds before and after changes, of one question or of all that the crisis poses,
        with how such a change fared on later cases and which changes move nothing. Raises as
        `ask` does."""
        from crisisdesk.odds.crisis import infer_crisis
        from crisisdesk.odds.whatif import what_if as suppose

        if question is not None:
            asked, setting, readings, day = self._posed(question, as_of, recorded_by)
            with self.at_hand(recorded_by):
                return suppose(what_if, [asked], setting, readings, day)
        readings = self._some_readings(as_of, recorded_by)
        day = as_of or self._latest_day(readings, recorded_by)
        with self.at_hand(recorded_by):
            return suppose(what_if, None, infer_crisis(readings), readings, day)

    def _posed(
        self, question: str | Question, as_of: str | None, recorded_by: str | None
    ) -> tuple[Question, Crisis, list[Reading], str]:
        """A question with all its sides, the crisis that it is about, the readings and the day."""
        from crisisdesk.odds.asking import filled, question_from
        from crisisdesk.odds.crisis import infer_crisis
        from crisisdesk.odds.setting import crisis_of

        bare = self._temporary is not None and not count(self._ledger.file)
        readings = [] if bare else self._readings_for(question, as_of, recorded_by)
        day = checked_day(as_of) or self._latest_day(readings, recorded_by)
        with self.own_terms():
            crisis = infer_crisis(readings)
            if isinstance(question, str):
                question = question_from(question, crisis, day)
            else:
                question = filled(question, crisis)
            return question, crisis_of(question, crisis, readings, day), readings, day

    def _readings_for(
        self, question: str | Question, as_of: str | None, recorded_by: str | None
    ) -> list[Reading]:
        """What a question is answered from: the readings of the desk's crisis, and where that is
        not all of the desk those on the sides that the question names."""
        readings, scope = self._scoped(as_of, recorded_by, ())
        with self.own_terms():
            named = named_in_question(question, as_of)
        if not scope.about or not named or set(named) <= set(chain(*scope.about)):
            return readings
        return self._some_readings(as_of, recorded_by, (*scope.about, named[:2]))


def _counted(questions: Sequence[Question], tell: Callable[[str], None]) -> Iterator[Question]:
    """The questions; with each is told which of them it is."""
    for number, question in enumerate(questions, 1):
        tell(f"Answering question {number} of {len(questions)}")
        yield question


def _odds(
    questions: Iterable[Question], crisis: Crisis, readings: Sequence[Reading], as_of: str
) -> Iterator[Forecast]:
    """The forecasts for those questions that can be answered; a report may ask what cannot."""
    from crisisdesk.odds.answer import answer

    readings = tuple(readings)
    strikes: dict[Question, Forecast] = {}
    for question in questions:
        with suppress(QuestionError):
            yield answer(question, crisis, readings, as_of, strikes=strikes)
