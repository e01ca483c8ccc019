"""How a desk's reports come in: added each once, and read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from msgspec import Struct

from crisisdesk.desk.amending import Amending
from crisisdesk.desk.opened import terms_in
from crisisdesk.errors import ReportError
from crisisdesk.terms.records import Card, Correction, Reading, Report, card_of

if TYPE_CHECKING:
    from crisisdesk.formats.sources import Source
    from crisisdesk.intake.archive import Archived, Step
    from crisisdesk.intake.many import Readable
    from crisisdesk.intake.partitions import By
    from crisisdesk.intake.worker import Limits


class AddResult(Struct, frozen=True):
    """What became of the sources: the cards of reports that are new and of those that the desk
    had already, the errors of those that could not be read, how many things in archives were
    passed over, by what they are (``.png``, ``answered 404``), and which reports no longer count
    for the sake of the new ones."""

    new: tuple[Card, ...] = ()
    known: tuple[Card, ...] = ()
    failed: tuple[ReportError, ...] = ()
    passed: dict[str, int] = {}
    superseded: tuple[Correction, ...] = ()


def read(
    source: str | Path, *, stdin: BinaryIO | None = None, terms: str | Path | None = None
) -> Reading:
    """Load one report (a path, a web address, or ``-`` for ``stdin``) and read it, with the terms
    of one's own in the folder ``terms``.

    Raises ReportError where it cannot be read, TermsError where the terms hold a mistake.
    """
    from crisisdesk.intake import read_source

    return read_source(source, stdin, terms_in(terms))


def read_to(
    inputs: Sequence[str | Path],
    to: str | Path,
    *,
    engine: str = "local",
    by: By = "none",
    processes: int | None = None,
    terms: str | Path | None = None,
    limits: Limits | None = None,
    progress: Callable[[Step], None] | None = None,
) -> Archived:
    """Read whole archives and write what was read as Parquet below the folder ``to``, with the
    terms of one's own in the folder ``terms``; all else is `intake.archive.read_to`'s."""
    from crisisdesk.intake.archive import read_to

    return read_to(
        inputs,
        to,
        engine=engine,
        by=by,
        processes=processes,
        extras=terms_in(terms),
        limits=limits,
        progress=progress,
    )


class Adding(Amending):
    """What brings reports into a desk."""

    def add(
        self,
        *sources: str | Path,
        skip_bad: bool = False,
        stdin: BinaryIO | None = None,
        progress: Callable[[str], None] | None = None,
        processes: int | None = None,
    ) -> AddResult:
        """Read reports into the desk: paths, folders (with all that lies in them), zips, tars,
        web archives and feeds' files (with their pages), files of a report in each row, URLs of
        these in an object store, web addresses, ``-`` for ``stdin``. A report
        that the desk has is not added again; a newer version of one, a corrected one or a notice
        of withdrawal takes its place.

        ``progress`` is called with each source before it is read, or its reading waited for. A bad
        report never keeps the others out: with ``skip_bad`` its error stands in the result, else
        the first error is raised (ReportError) when the others are in. ``processes`` says how many
        read side by side; left out, one reads a few reports and up to four read many. The order
        is kept.
        """
        from crisisdesk.formats.sources import opened
        from crisisdesk.intake import read_sources

        new: list[Card] = []
        known: list[Card] = []
        failed: list[ReportError] = []
        passed: Counter[str] = Counter()
        inside = _counted(opened(sources), passed)
        for found in read_sources(inside, stdin, self._extras, processes, progress):
            if isinstance(found, ReportError):
                failed.append(found)
            else:
                (new if self._record(found) else known).append(card_of(found.report))
        if failed and not skip_bad:
            for other in failed[1:]:
                failed[0].add_note(str(other))
            raise failed[0]
        told = self._ledger.corrections.told_by(card.id for card in new)
        return AddResult(tuple(new), tuple(known), tuple(failed), dict(passed), tuple(told))

    def _record(self, reading: Reading) -> bool:
        """Keep a reading, and what follows from it for versions of its report that are there;
        False where the desk has the report."""
        from crisisdesk.reading.superseding import superseding

        return self._ledger.add(reading, superseding=superseding)

    def keep(self, report: Report) -> bool:
        """Read a report that is already loaded into the desk; False where the desk has it. Raises
        ReportError where the reader fails on it."""
        from crisisdesk.intake import read_loaded

        return self._record(read_loaded(report, self._extras))

    def read_again(self) -> int:
        """Read the desk's reports anew from their stored texts, with its terms as they are now, and
        keep what differs. How many readings changed."""
        from crisisdesk.reading import read_report

        changed = 0
        for report in self._ledger.held():
            reading = self._ledger.reading(report)
            if reading is None:
                continue
            fresh = read_report(reading.report, self._extras)
            with self._ledger.file.writing():  # what others amend meanwhile is not lost
                again = self._amended(fresh)
                if again != self._ledger.reading(report):
                    self._ledger.add(again, reread=True)
                    changed += 1
        return changed


def _counted(sources: Iterable[Source], passed: Counter[str]) -> Iterator[Readable]:
    """The sources without what is passed over, which is counted by what it is."""
    from crisisdesk.formats.sources import Passed

    for source in sources:
        if isinstance(source, Passed):
            passed[source.what] += 1
        else:
            yield source
