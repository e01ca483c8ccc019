"""One report, loaded and read in this process."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from crisisdesk.errors import CrisisDeskError, ReportError
from crisisdesk.formats.raw import Given
from crisisdesk.terms.extras import Extras
from crisisdesk.terms.records import Reading, Report


def read_source(
    source: str | Path | Given, stdin: BinaryIO | None = None, extras: Extras | None = None
) -> Reading:
    """Load one report (a path, an address, ``-`` for ``stdin``, or one whose bytes are given) and
    read it.

    Raises ReportError where it cannot be loaded, or where the reader fails on it.
    """
    from crisisdesk.formats.load import load_report, report_of

    if isinstance(source, Given):
        return read_loaded(report_of(source.raw, source.source), extras)
    return read_loaded(load_report(str(source), stdin=stdin), extras)


def read_loaded(report: Report, extras: Extras | None = None) -> Reading:
    """Read one report that is loaded. Raises ReportError where the reader fails on it."""
    # the reader is heavy: a report that cannot be loaded need not wait for it
    from crisisdesk.reading import read_report

    try:
        return read_report(report, extras)
    except (CrisisDeskError, MemoryError):
        raise
    except Exception as error:
        # one report must not keep the others out, whatever is wrong with our rules
        reason = f"the reader failed on it, which is our mistake ({type(error).__name__}: {error})"
        raise ReportError(report.source, reason) from error


def outcome(
    source: str | Given, stdin: BinaryIO | None = None, extras: Extras | None = None
) -> Reading | ReportError:
    """The reading of a source, or the error that it cannot be read."""
    name = source.source if isinstance(source, Given) else source
    try:
        return read_source(source, stdin, extras)
    except ReportError as error:
        return error
    except MemoryError:
        return ReportError(name, "it takes more memory than a reader may have")
