"""Small pages for tests of the readers: a text read with everything that is shipped."""

from __future__ import annotations

from crisisdesk.reading.build import build_page
from crisisdesk.reading.page import Page
from crisisdesk.terms.records import Date, Report, report_id


def page_of(text: str, *, published: str | None = "2024-05-20", title: str | None = None) -> Page:
    """The page of a text as if it were a report of that day."""
    day = Date(published, "metadata") if published else None
    return build_page(Report(report_id(text), text, title=title, published=day))
