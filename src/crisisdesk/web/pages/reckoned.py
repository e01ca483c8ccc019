"""Pages that rest on a brief: shown when it is there, and until then one that says so, with what is
known without it."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from crisisdesk.web.access import Visit
from crisisdesk.web.reckoning import NotYet
from crisisdesk.web.rendering import show

LATEST = 10
"""Reports that the page shows while it waits."""
_ACCEPTED = 202  # asked for, and not there yet


def when_reckoned(work: Callable[[Visit], Response]) -> Callable[[Visit], Response]:
    """The page, or one that says that its brief is being reckoned."""

    def answer(visit: Visit) -> Response:
        try:
            return work(visit)
        except NotYet as yet:
            return _being_reckoned(visit, yet)

    return answer


def _being_reckoned(visit: Visit, yet: NotYet) -> Response:
    with visit.served.desk() as desk:
        cards = desk.cards(LATEST)
        whole = desk.number_of_reports()
    here = visit.request.url
    again = here.path + (f"?{here.query}" if here.query else "")
    return show(
        visit,
        "reckoning.html",
        _ACCEPTED,
        coming=True,
        yet=yet,
        cards=cards,
        whole=whole,
        again=again,
    )
