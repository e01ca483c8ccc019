"""The overview: the judgement, the odds and how they moved, and what changed in a week."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from starlette.responses import Response
from starlette.routing import Route

from crisisdesk.briefing.plain import percent
from crisisdesk.errors import CrisisDeskError
from crisisdesk.record.watching import Watching
from crisisdesk.schemas import prepared
from crisisdesk.watch.alerts import Alert
from crisisdesk.web.access import Visit, page
from crisisdesk.web.accounts import Role
from crisisdesk.web.pages.reckoned import when_reckoned
from crisisdesk.web.reckoning import NotYet
from crisisdesk.web.rendering import show
from crisisdesk.web.served import week_before

if TYPE_CHECKING:
    from crisisdesk.briefing.brief import Brief

ALERTS = 5


def _overview(visit: Visit) -> Response:
    brief = visit.brief(visit.asked("as_of"))
    before = week_before(brief.as_of)
    then, coming = _brief_then(visit, before)
    happened = [e for e in brief.timeline if e.modality == "happened" and e.date]
    return show(
        visit,
        "overview.html",
        brief=brief,
        before=before if then or coming else None,
        coming=coming,
        moves=moves(brief, then) if then else {},
        reports=_published_after(brief, before if then or coming else ""),
        events=[*reversed(happened)][:6],
        alerts=_alerts(visit),
    )


def _alerts(visit: Visit) -> list[Alert]:
    """The latest alerts of the watch, newest first."""
    with visit.served.desk() as desk:
        told = Watching(desk.file).alerts()
    found = [msgspec.json.decode(one, type=prepared(Alert)) for one in told]
    return sorted(found, key=lambda alert: alert.at, reverse=True)[:ALERTS]


def _brief_then(visit: Visit, day: str) -> tuple[Brief | None, bool]:
    """The brief of that day, None where nothing was known by then or it is being reckoned; and
    whether it is."""
    try:
        return visit.brief(day), False
    except NotYet:
        return None, True
    except CrisisDeskError:
        return None, False


def moves(now: Brief, then: Brief) -> dict[str, str]:
    """How far the odds of each answer moved, in words, by the answer's id; without those that
    were not asked before."""
    before = {answer.id: answer.forecast.probability for answer in then.answers}
    found = {}
    for answer in now.answers:
        if answer.id in before:
            was, now_is = percent(before[answer.id]), percent(answer.forecast.probability)
            rose = answer.forecast.probability > before[answer.id]
            moved = f"{'up' if rose else 'down'} from {was}"
            found[answer.id] = "as before" if was == now_is else moved
    return found


def _published_after(brief: Brief, day: str) -> list[object]:
    """The reports published after a day, the latest first."""
    return [
        source
        for source in reversed(brief.sources)
        if source.report.published and source.report.published.value > day
    ]


ROUTES = [Route("/", page(Role.reader, when_reckoned(_overview)))]
