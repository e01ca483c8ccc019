"""A report becomes statements, events, ties and questions. Pure: text in, records out."""

from __future__ import annotations

from crisisdesk.terms.extras import Extras, using
from crisisdesk.terms.records import Coded, Reading, Report


def read_report(report: Report, extras: Extras | None = None) -> Reading:
    """Read one report. Same report and terms in, same reading out; no network.

    Title, author, outlet and day that the file did not give are taken from the text. ``extras``
    are a user's own terms (`terms.extras.open_extras`), which hold beside those that ship.
    """
    from crisisdesk.reading.reader import read

    with using(extras):
        return read(report)


def code_report(report: Report, extras: Extras | None = None) -> list[Coded]:
    """One report as CAMEO tuples, in text order; see `reading.coding`. Pure, as `read_report`."""
    from crisisdesk.reading.build import build_page
    from crisisdesk.reading.coding import code_page
    from crisisdesk.reading.metadata import complete_metadata
    from crisisdesk.reading.statements import read_statements

    with using(extras):
        page = build_page(complete_metadata(report))
        return code_page(page, read_statements(page))
