"""The desk as the server holds it: one open ledger, briefs reckoned beside it, and a queue in which
reports are read one after the other."""

from __future__ import annotations

import hashlib
import queue
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from crisisdesk.desk import Desk
from crisisdesk.errors import CrisisDeskError, DeskError, ReportError
from crisisdesk.web.reckoning import Briefs, Found, Sought, sought
from crisisdesk.web.settings import Settings

if TYPE_CHECKING:
    from crisisdesk.briefing.answers import Answer
    from crisisdesk.briefing.brief import Brief
    from crisisdesk.terms.records import Forecast, Question, Reading

UPLOADS = "uploads"
DAYS = 7
_TOLD = 1_000  # added reports whose state is told
_WAITING = 500  # reports that may wait to be read
_ENDINGS = {".txt", ".md", ".markdown", ".html", ".htm", ".xhtml"}
_NAME = re.compile(r"[^A-Za-z0-9]+")


def week_before(day: str) -> str:
    """The day a week before an ISO 8601 day: since then the overview tells what changed."""
    return (date.fromisoformat(day) - timedelta(days=DAYS)).isoformat()


class Job(Struct):
    """One report that somebody added: ``name`` is what they called it, ``source`` what is read;
    ``state`` is waiting, reading, new, known or failed."""

    number: int
    name: str
    source: str
    who: str
    state: str = "waiting"
    note: str = ""
    report: str = ""


class Served:
    """A desk behind a server; its calls may come from several threads."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._desk = Desk(settings.desk)
        self._parser = threading.Lock()  # the reader's model takes one text at a time
        self._lock = threading.RLock()
        self._briefs = Briefs(settings.desk)
        self._jobs: OrderedDict[int, Job] = OrderedDict()
        self._numbers = count(1)
        self._queue: queue.Queue[Job | None] = queue.Queue(_WAITING)
        self._reader = threading.Thread(target=self._work, name="reader", daemon=True)
        self._reader.start()
        self._briefs.begin(self._sought())  # before anybody asks

    def close(self) -> None:
        """End the reading and close the ledger."""
        self._queue.put(None)
        self._reader.join(timeout=30)
        self._briefs.close()
        with self._lock:
            self._desk.close()

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """The desk, for one thread at a time, with its settings and terms as they are now.

        Raises TermsError where they hold a mistake."""
        with self._lock:
            if self._desk.is_outdated():
                fresh = Desk(self.settings.desk)
                self._desk.close()
                self._desk = fresh
            with self._desk.own_terms():
                yield self._desk

    def words(self, error: Exception) -> str:
        """What went wrong, without the server's own folders."""
        folder = self.settings.desk
        return str(error).replace(f"{folder}: ", "").replace(f"{folder}/", "the desk's ")

    def parsing(self) -> AbstractContextManager[bool]:
        """Within this, the reader's model is this thread's."""
        return self._parser

    def state(self) -> str:
        """A word that changes whenever the desk's file or settings do, by this process or
        another."""
        with self.desk() as desk:
            return f"{desk.state()}-{desk.basis()}"

    def brief(self, as_of: str | None = None, what_if: Sequence[str] = ()) -> Brief:
        """The brief as of a day, reckoned anew only where what it rests on changed; this waits
        for it. Raises as `Desk.brief` does."""
        return self._briefs.wait(self._sought(as_of, what_if))

    def brief_soon(self, as_of: str | None = None) -> Found:
        """As `brief`, for a page, which waits no longer than a moment: it has the last one then,
        and where there is none NotYet is raised."""
        return self._briefs.soon(self._sought(as_of))

    def _sought(self, as_of: str | None = None, what_if: Sequence[str] = ()) -> Sought:
        with self.desk() as desk:
            return sought(desk, as_of, what_if)

    def answer(self, brief: Brief, question: str | Question, what_if: Sequence[str] = ()) -> Answer:
        """The answer to a question, worded and cited as in a brief. Raises as `Desk.ask` does."""
        from crisisdesk.briefing.answers import answers_of
        from crisisdesk.briefing.citations import Citer
        from crisisdesk.briefing.names import Names

        forecast = self.ask(question, what_if)
        reports = [source.report for source in brief.sources]
        return answers_of([forecast], Citer(reports), Names())[0]

    def ask(
        self, question: str | Question, what_if: Sequence[str] = (), as_of: str | None = None
    ) -> Forecast:
        """The odds for a question; one in words waits for the reader's model. Raises as `Desk.ask`
        does."""
        reading = self._parser if isinstance(question, str) else nullcontext()
        with reading, self.desk() as desk:
            return desk.ask(question, list(what_if) or None, as_of)

    def reading(self, report: str) -> Reading | None:
        """All that was read from one report, None where the desk has none of that id."""
        with self.desk() as desk:
            return desk.reading(report)

    # --- adding

    def jobs(self) -> list[Job]:
        """The reports that were added of late, the latest first."""
        return [*reversed(self._jobs.values())]

    def add_address(self, url: str, who: str) -> Job:
        """Have the page at an http or https address read. Raises DeskError for anything else."""
        if not re.match(r"https?://[^\s]+$", url, re.IGNORECASE) or len(url) > 2_000:
            raise DeskError("this is no web address (http:// or https://)")
        return self._enqueue(url, url, who)

    def add_file(self, name: str, data: bytes, who: str) -> Job:
        """Keep an uploaded file in the desk's folder, under a name of our own, and have it read.

        Raises DeskError where it is empty or cannot be kept.
        """
        if not data.strip():
            raise DeskError(f"{name[:80]}: it is empty")
        folder = self.settings.desk / UPLOADS
        kept = folder / _kept_name(name, data)
        try:
            folder.mkdir(exist_ok=True)
            kept.write_bytes(data)
        except OSError as error:
            raise DeskError(f"{kept}: cannot be written: {error.strerror}") from error
        return self._enqueue(name, str(kept), who)

    def _enqueue(self, name: str, source: str, who: str) -> Job:
        job = Job(next(self._numbers), name, source, who)
        try:
            self._queue.put_nowait(job)
        except queue.Full as error:
            raise DeskError(f"{_WAITING} reports are waiting; try again later") from error
        self._jobs[job.number] = job
        if len(self._jobs) > _TOLD:
            self._jobs.popitem(last=False)
        return job

    def _work(self) -> None:
        while (job := self._queue.get()) is not None:
            job.state = "reading"
            try:
                self._read(job)
            except ReportError as error:
                job.state, job.note = "failed", error.reason
            except CrisisDeskError as error:
                job.state, job.note = "failed", self.words(error)
            except Exception as error:  # one report must not end the reading of all others
                job.state, job.note = "failed", f"an error of the program: {type(error).__name__}"

    def _read(self, job: Job) -> None:
        """Read by a desk of the reader's own, so that pages answer meanwhile."""
        with self._parser, Desk(self.settings.desk) as desk:
            result = desk.add(job.source)
        job.state = "new" if result.new else "known"
        job.report = (*result.new, *result.known)[0].id


def _kept_name(name: str, data: bytes) -> str:
    """A file's name that can neither leave its folder nor clash: letters, digits and a hash."""
    path = Path(name.replace("\\", "/")).name
    ending = Path(path).suffix.lower()
    stem = _NAME.sub("-", Path(path).stem).strip("-")[:60] or "report"
    digest = hashlib.sha256(data).hexdigest()[:16]
    return f"{stem}-{digest}{ending if ending in _ENDINGS else '.txt'}"
