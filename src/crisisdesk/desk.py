"""One workspace: add reports, look at what they say, ask, and have a brief."""

from __future__ import annotations

import tempfile
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from crisisdesk.errors import DeskError, QuestionError, ReportError
from crisisdesk.intake import read_source, read_sources
from crisisdesk.terms.extras import Extras, using
from crisisdesk.terms.records import (
    Actor,
    Crisis,
    Date,
    Event,
    Forecast,
    Question,
    Reading,
    Report,
    Statement,
    Tie,
)

if TYPE_CHECKING:
    from crisisdesk.briefing.brief import Brief
    from crisisdesk.formats.streams.store import Imported, Store
    from crisisdesk.odds.pairs import PairForecast
    from crisisdesk.odds.whatif import WhatIf

LEDGER = "desk.sqlite"
STREAM = "stream"
TERMS = "terms"


class AddResult(Struct, frozen=True):
    """What became of the sources: reports that are new, that the desk had already, and the
    errors of those that could not be read."""

    new: tuple[Report, ...] = ()
    known: tuple[Report, ...] = ()
    failed: tuple[ReportError, ...] = ()


def read(
    source: str | Path, *, stdin: BinaryIO | None = None, terms: str | Path | None = None
) -> Reading:
    """Load one report (a path, a web address, or ``-`` for ``stdin``) and read it, with the terms
    of one's own in the folder ``terms``.

    Raises ReportError where it cannot be read, TermsError where the terms hold a mistake.
    """
    return read_source(source, stdin, _own_terms(terms))


def _own_terms(folder: str | Path | None) -> Extras | None:
    """The checked terms of a folder, None without one. Raises DeskError where it is not there."""
    if folder is None:
        return None
    if not Path(folder).is_dir():
        raise DeskError(f"{folder}: there is no folder of terms here")
    from crisisdesk.reading.own_terms import open_terms

    return open_terms(Path(folder))


class Desk:
    """A folder that keeps reports with what was read from them; without a path, a temporary one
    that is gone when the desk is closed. Use it as a context manager, or call `close`.

    ``terms`` is a folder of terms of one's own, by default the folder ``terms`` within the desk's.
    Raises DeskError where the folder cannot be made or its ledger cannot be opened, TermsError
    where the terms hold a mistake.
    """

    def __init__(self, path: str | Path | None = None, *, terms: str | Path | None = None) -> None:
        from crisisdesk.record.ledger import Ledger

        self._temporary: tempfile.TemporaryDirectory[str] | None = None
        if path is None:
            self._temporary = tempfile.TemporaryDirectory(prefix="crisisdesk-")
            path = self._temporary.name
        self.path = Path(path)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = error.strerror or str(error)
            raise DeskError(f"{path}: the desk's folder cannot be made: {reason}") from error
        own = self.path / TERMS
        self._extras = _own_terms(terms if terms or not own.is_dir() else own)
        self._ledger = Ledger(self.path / LEDGER)

    def __enter__(self) -> Desk:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the ledger, and remove the folder of a temporary desk."""
        self._ledger.close()
        if self._temporary is not None:
            self._temporary.cleanup()
            self._temporary = None

    def own_terms(self) -> AbstractContextManager[None]:
        """Within this, the desk's own terms hold for whatever looks up a name."""
        return using(self._extras)

    def add(
        self,
        *sources: str | Path,
        skip_bad: bool = False,
        stdin: BinaryIO | None = None,
        progress: Callable[[str], None] | None = None,
        processes: int | None = None,
    ) -> AddResult:
        """Read reports into the desk: paths, folders (with all that lies in them), web
        addresses, ``-`` for ``stdin``. A report that the desk has is not added again.

        ``progress`` is called with each source before it is read, or its reading waited for. A bad
        report never keeps the others out: with ``skip_bad`` its error stands in the result, else
        the first error is raised (ReportError) when the others are in. ``processes`` says how many
        read side by side; left out, one reads a few reports and up to four read many. The order
        is kept.
        """
        new: list[Report] = []
        known: list[Report] = []
        failed: list[ReportError] = []
        files = list(_files_of(sources, failed))
        for found in read_sources(files, stdin, self._extras, processes, progress):
            if isinstance(found, ReportError):
                failed.append(found)
            else:
                (new if self._ledger.add(found) else known).append(found.report)
        if failed and not skip_bad:
            for other in failed[1:]:
                failed[0].add_note(str(other))
            raise failed[0]
        return AddResult(tuple(new), tuple(known), tuple(failed))

    @property
    def stream(self) -> Store:
        """The desk's events of other makers, which `import_events` brings in."""
        from crisisdesk.formats.streams.store import Store

        return Store(self.path / STREAM)

    def import_events(
        self, source: str | Path, progress: Callable[[str, float], None] | None = None
    ) -> Imported:
        """Bring a file of coded events into the desk: ICEWS, GDELT, POLECAT, ACLED, UCDP GED or
        Phoenix. Each file and each event is taken once; rows that cannot be read are set aside
        with line and reason.

        ``progress`` is called with a step and its share in per cent. Raises StreamError where the
        file is no such file or cannot be read; what the desk held stays as it was.
        """
        from crisisdesk.formats.streams.importing import import_events

        return import_events(source, self.stream, progress)

    def read_again(self) -> int:
        """Read the desk's reports anew from their stored texts, with its terms as they are now, and
        keep what differs. How many readings changed."""
        from crisisdesk.reading import read_report

        changed = 0
        for reading in self.readings():
            again = read_report(reading.report, self._extras)
            if again != reading:
                self._ledger.add(again, reread=True)
                changed += 1
        return changed

    def forecast(
        self,
        kind: str,
        source: str | None = None,
        target: str | None = None,
        days: int = 30,
        as_of: str | None = None,
        *,
        top: int = 10,
        moved: bool = False,
    ) -> list[PairForecast]:
        """Will ``source`` do this kind of thing (a PLOVER type, ``mediate`` or a quad) to
        ``target`` within ``days`` (1 to 180)? From the events that `import_events` brought in.

        Either party may be left open: the likeliest ``top`` pairs come back, or with ``moved``
        those whose odds moved most in a week. ``as_of`` is by default the last day that the
        stream knows. Raises StreamError where the desk holds no events, QuestionError where the
        question cannot be answered.
        """
        from crisisdesk.formats.streams.store import connect, known_until
        from crisisdesk.odds.actors import code_of
        from crisisdesk.odds.pairs import PairQuestion, kind_named, pair_forecasts

        connection = connect()
        events = self.stream.relation(connection)
        day = date.fromisoformat(_checked(as_of) or known_until(events))
        one, other = (
            code_of(party, day.isoformat()) if party else None for party in (source, target)
        )
        question = PairQuestion(kind_named(kind), days, day, one, other)
        return pair_forecasts(connection, events, question, top=top, moved=moved)

    def readings(self, as_of: str | None = None) -> list[Reading]:
        """What was read from the reports, by day of publication; ``as_of`` (an ISO 8601 day)
        leaves out what was published later."""
        return list(self._ledger.readings(as_of=_checked(as_of)))

    def reports(self, as_of: str | None = None) -> list[Report]:
        """The reports, in the order of `readings`."""
        return [reading.report for reading in self.readings(as_of)]

    def brief(self, as_of: str | None = None, what_if: str | Sequence[str] | None = None) -> Brief:
        """The brief as of a day; by default as of the latest day on which a report was
        published (today where no report has a day). ``what_if`` adds the odds under changes:
        ``RUS-IRN defense=yes``. Raises DeskError on an empty desk, QuestionError where the
        what-if makes no sense."""
        from crisisdesk.briefing.brief import build_brief
        from crisisdesk.odds.crisis import infer_crisis
        from crisisdesk.odds.evidence import latest_day
        from crisisdesk.odds.questions import questions_of
        from crisisdesk.odds.tree import crisis_tree
        from crisisdesk.odds.whatif import what_if as suppose

        readings = self._some_readings(as_of)
        day = as_of or latest_day(readings)
        with self.own_terms():
            crisis = infer_crisis(readings)
            forecasts = list(_odds(questions_of(crisis, readings), crisis, readings, day))
            tree = crisis_tree(crisis, forecasts)
            supposed = suppose(what_if, None, crisis, readings, day) if what_if else None
            return build_brief(readings, crisis, forecasts, tree, day, supposed=supposed)

    def ask(
        self,
        question: str | Question,
        what_if: str | Sequence[str] | None = None,
        as_of: str | None = None,
    ) -> Forecast:
        """The odds for one question: a Question, or one in words. What it leaves open is taken
        from the desk's crisis; sides that are none of the crisis's are answered all the same.

        ``what_if`` changes inputs first: ``RUS-IRN defense=yes``. A temporary desk without
        reports answers from past cases alone, as of today. Raises QuestionError where question or
        what-if cannot be understood or answered, DeskError on another empty desk.
        """
        from crisisdesk.odds.answer import answer

        if what_if:
            return self.suppose(what_if, question, as_of).changes[0].after
        question, setting, readings, day = self._posed(question, as_of)
        with self.own_terms():
            return answer(question, setting, readings, day)

    def ask_each(self, question: str | Question, as_of: str | None = None) -> list[Forecast]:
        """As `ask`, and for a question that leaves open who goes between also the odds of each
        who may, the likeliest first."""
        from crisisdesk.odds.answer import answer
        from crisisdesk.odds.setting import one_by_one

        question, setting, readings, day = self._posed(question, as_of)
        with self.own_terms():
            first = answer(question, setting, readings, day)
            each = [answer(q, setting, readings, day) for q in one_by_one(question, setting)]
        return [first, *sorted(each, key=lambda forecast: -forecast.probability)]

    def suppose(
        self,
        what_if: str | Sequence[str],
        question: str | Question | None = None,
        as_of: str | None = None,
    ) -> WhatIf:
        """The odds before and after changes, of one question or of all that the crisis poses,
        with how such a change fared on later cases and which changes move nothing. Raises as
        `ask` does."""
        from crisisdesk.odds.crisis import infer_crisis
        from crisisdesk.odds.evidence import latest_day
        from crisisdesk.odds.whatif import what_if as suppose

        if question is not None:
            asked, setting, readings, day = self._posed(question, as_of)
            with self.own_terms():
                return suppose(what_if, [asked], setting, readings, day)
        readings = self._some_readings(as_of)
        with self.own_terms():
            crisis = infer_crisis(readings)
            return suppose(what_if, None, crisis, readings, as_of or latest_day(readings))

    def _posed(
        self, question: str | Question, as_of: str | None
    ) -> tuple[Question, Crisis, list[Reading], str]:
        """A question with all its sides, the crisis that it is about, the readings and the day."""
        from crisisdesk.odds.asking import filled, question_from
        from crisisdesk.odds.crisis import infer_crisis
        from crisisdesk.odds.evidence import latest_day
        from crisisdesk.odds.setting import crisis_of

        bare = self._temporary is not None and not self.readings()
        readings = [] if bare else self._some_readings(as_of)
        day = _checked(as_of) or latest_day(readings)
        with self.own_terms():
            crisis = infer_crisis(readings)
            if isinstance(question, str):
                question = question_from(question, crisis, day)
            else:
                question = filled(question, crisis)
            return question, crisis_of(question, crisis, readings, day), readings, day

    def statements(
        self,
        speaker: str | None = None,
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
    ) -> list[Statement]:
        """Statements by speaker (part of a name, role or a country's code) and by day said;
        ``since`` and ``until`` are ISO 8601 dates or their beginnings, both included."""
        return [
            statement
            for reading in self.readings(as_of)
            for statement in reading.statements
            if _is_by(statement.speaker, speaker) and _within(statement.date, since, until)
        ]

    def events(
        self,
        source: str | None = None,
        target: str | None = None,
        type: str | None = None,
        modality: str | None = None,
        since: str | None = None,
        until: str | None = None,
        as_of: str | None = None,
    ) -> list[Event]:
        """Events by who (a code or part of a name), whom, PLOVER type, modality and day."""
        return [
            event
            for reading in self.readings(as_of)
            for event in reading.events
            if _any_is(event.source, source)
            and _any_is(event.target, target)
            and (type is None or event.type == type.upper())
            and (modality is None or event.modality == modality)
            and _within(event.date, since, until)
        ]

    def ties(
        self, between: str | None = None, kind: str | None = None, as_of: str | None = None
    ) -> list[Tie]:
        """Ties by kind and by parties: ``RUS`` or ``RUS-IRN``."""
        codes = set(between.upper().replace(",", "-").split("-")) if between else set()
        return [
            tie
            for reading in self.readings(as_of)
            for tie in reading.ties
            if codes <= {*tie.between, tie.holder} and (kind is None or tie.kind == kind)
        ]

    def _some_readings(self, as_of: str | None) -> list[Reading]:
        readings = self.readings(as_of)
        if readings:
            return readings
        if as_of and self.readings():
            raise DeskError(f"{self.path}: no report was published by {as_of}")
        raise DeskError(f"{self.path}: the desk holds no report; add one first")


def _odds(
    questions: Sequence[Question], crisis: Crisis, readings: Sequence[Reading], as_of: str
) -> Iterator[Forecast]:
    """The forecasts for those questions that can be answered; a report may ask what cannot."""
    from crisisdesk.odds.answer import answer

    for question in questions:
        with suppress(QuestionError):
            yield answer(question, crisis, readings, as_of)


def last_day(value: str) -> str:
    """The last day of an ISO 8601 year, month or day."""
    parts = value[:10].split("-")
    if len(parts) == 1:
        return f"{parts[0]}-12-31"
    if len(parts) == 2:
        return f"{value[:7]}-{monthrange(int(parts[0]), int(parts[1]))[1]:02}"
    return value[:10]


def _checked(as_of: str | None) -> str | None:
    """The day itself. Raises DeskError where it is none."""
    if as_of is not None:
        try:
            date.fromisoformat(as_of)
        except ValueError as error:
            raise DeskError(f"{as_of!r} is no day; write it as 2025-04-09") from error
    return as_of


def _files_of(sources: Sequence[str | Path], failed: list[ReportError]) -> Iterator[str]:
    """The sources with folders opened; hidden files in them are left out."""
    for source in map(str, sources):
        folder = Path(source)
        if "://" in source or source == "-" or not folder.is_dir():
            yield source
            continue
        inside = sorted(p for p in folder.rglob("*") if p.is_file() and not _hidden(p, folder))
        if not inside:
            failed.append(ReportError(source, "the folder holds no files"))
        yield from map(str, inside)


def _hidden(path: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(folder).parts)


def _is_by(actor: Actor | None, sought: str | None) -> bool:
    if sought is None:
        return True
    if actor is None:
        return False
    described = " ".join(filter(None, (actor.name, actor.role, actor.affiliation))).casefold()
    return sought.upper() == actor.code or sought.casefold() in described


def _any_is(actors: Sequence[Actor], sought: str | None) -> bool:
    return sought is None or any(_is_by(actor, sought) for actor in actors)


def _within(known: Date | None, since: str | None, until: str | None) -> bool:
    """Whether a date as precise as it is known may lie from ``since`` to ``until``."""
    if since is None and until is None:
        return True
    if known is None:
        return False
    after = since is None or last_day(known.value) >= since
    return after and (until is None or known.value[: len(until)] <= until)
