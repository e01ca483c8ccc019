"""A report becomes statements, events, ties and questions. Pure: text in, records out."""

from __future__ import annotations

from crisisdesk.terms.extras import Extras, using
from crisisdesk.terms.records import Reading, Report


def read_report(report: Report, extras: Extras | None = None) -> Reading:
    """Read one report. Same report and terms in, same reading out; no network.

    Title, author, outlet and day that the file did not give are taken from the text. ``extras``
    are a user's own terms (`terms.extras.open_extras`), which hold beside those that ship.
    """
    from crisisdesk.reading.reader import read

    with using(extras):
        return read(report)
