"""A report becomes statements, events, ties and questions. Pure: text in, records out."""

from __future__ import annotations

from crisisdesk.terms.records import Reading, Report


def read_report(report: Report) -> Reading:
    """Read one report. Same report in, same reading out; no network.

    Title, author, outlet and day that the file did not give are taken from the text.
    """
    from crisisdesk.reading.reader import read

    return read(report)
