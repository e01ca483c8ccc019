"""Reports for others: what changed on a desk since the last one, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from crisisdesk.desk.opened import checked_day
from crisisdesk.desk.weighing import Weighing
from crisisdesk.errors import DeskError, QuestionError
from crisisdesk.terms.asked import Asked, Outcome
from crisisdesk.terms.records import Question, Reading

if TYPE_CHECKING:
    from crisisdesk.briefing.brief import Brief
    from crisisdesk.briefing.digest import Digest
    from crisisdesk.odds.moves import Point

TEMPLATES = "templates"
SPANS = {"daily": 1, "weekly": 7}


class Digesting(Weighing):
    """A desk that tells others what is new."""

    @property
    def templates(self) -> Path:
        """The folder of the desk's own templates."""
        return self.path / TEMPLATES

    def digest(
        self, every: str = "daily", as_of: str | None = None, since: str | None = None
    ) -> Digest:
        """What changed since the last digest of its kind (``daily`` or ``weekly``; else since a day
        or a week before), or ``since`` a day: odds and why they moved, events, words, ties,
        contradictions, questions that came out, scores. As of the day of the latest report by
        default. `digested` notes that it was sent. Raises DeskError where there is no report."""
        from crisisdesk.briefing.digest import build_digest
        from crisisdesk.odds.moves import moves

        if every not in SPANS:
            raise QuestionError(f"{every!r} is no kind of digest: daily or weekly")
        brief = self.brief(as_of)
        day = brief.as_of
        last = self.questions.record.last_digest(every, day) if since is None else None
        moment = last[1] if last else None
        start = checked_day(since) or (last[0] if last else _days_before(day, SPANS[every]))
        if start >= day:
            raise QuestionError(f"a digest as of {day} cannot begin on {start}")
        before, old = self._then(start, moment)
        points = self._points(brief, day)
        with self.at_hand():
            moved = moves(points, old, self._some_readings(day), start, day)
            return build_digest(
                *(brief, before, moved, self._kept(start, day), self.questions.score(day)),
                since=start,
                every="" if since else every,
            )

    def digested(self, digest: Digest) -> None:
        """Note that a daily or weekly digest was sent: the next begins where it ended."""
        if digest.every:
            self.questions.record.digested(digest.every, digest.as_of)

    def _then(self, day: str, moment: str | None) -> tuple[Brief | None, list[Reading]]:
        """The brief and the readings as they were; none where no report was known then."""
        from crisisdesk.desk.asking import Asking

        try:
            return Asking.brief(self, day, recorded_by=moment), self._some_readings(day, moment)
        except DeskError:
            return None, []

    def _points(self, brief: Brief, day: str) -> list[Point]:
        """The open questions, and those that the crisis poses and that nobody keeps."""
        from crisisdesk.odds.moves import Point

        kept = [s.asked for s in self.questions.standing(day) if s.status == "open"]
        points = [
            Point(_of(asked, option), asked.closes, asked.id)
            for asked in kept
            for option in asked.options
            if asked.closes > day
        ]
        known = {_gist(point.question) for point in points}
        posed = [answer.forecast.question for answer in brief.answers]
        return [*points, *(Point(q) for q in posed if _gist(q) not in known)]

    def _kept(self, since: str, day: str) -> dict[str, Sequence[tuple[Asked, Outcome | None]]]:
        """The questions that came out or were asked in between."""
        standing = self.questions.standing(day)
        resolved = [
            (s.asked, s.outcome) for s in standing if s.outcome and since < s.outcome.day <= day
        ]
        opened = [(s.asked, None) for s in standing if since < s.asked.opened <= day]
        return {"resolved": resolved, "opened": opened}


def _days_before(day: str, days: int) -> str:
    return (date.fromisoformat(day) - timedelta(days=days)).isoformat()


def _of(asked: Asked, option: str) -> Question:
    from msgspec.structs import replace

    if option == "yes":
        return asked.question
    return replace(asked.question, actors=(option,), text="")


def _gist(question: Question) -> tuple[object, ...]:
    """What a question asks, whatever its words and days."""
    between = frozenset(question.between)
    return (question.kind, question.actors, question.target, question.beneficiary, between,
            question.help)  # fmt: skip
