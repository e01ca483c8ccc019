"""Pages that rest on a brief: shown when it is there, and until then one that says so, with what is
known without it. On a desk without reports there is one that says how to begin."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from crisisdesk.errors import DeskError
from crisisdesk.web.access import Visit
from crisisdesk.web.reckoning import NotYet
from crisisdesk.web.rendering import show

LATEST = 10
"""Reports that the page shows while it waits."""
_ACCEPTED = 202  # asked for, and not there yet


def when_reckoned(work: Callable[[Visit], Response]) -> Callable[[Visit], Response]:
    """The page, or one that says why it is not there yet."""

    def answer(visit: Visit) -> Response:
        try:
            return work(visit)
        except NotYet as yet:
            return _being_reckoned(visit, yet)
        except DeskError:
            if _reports(visit):
                raise
            return show(visit, "empty.html")

    return answer


def _being_reckoned(visit: Visit, yet: NotYet) -> Response:
    with visit.served.desk() as desk:
        cards = desk.cards(LATEST)
    here = visit.request.url
    again = here.path + (f"?{here.query}" if here.query else "")
    return show(
        visit,
        "reckoning.html",
        _ACCEPTED,
        coming=True,
        yet=yet,
        cards=cards,
        whole=_reports(visit),
        again=again,
    )


def _reports(visit: Visit) -> int:
    with visit.served.desk() as desk:
        return desk.number_of_reports()
