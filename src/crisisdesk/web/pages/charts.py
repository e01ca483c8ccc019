"""The charts of the pages, each at an address of its own: as a picture, so that it is there without
scripts and in print, and as the specification that a browser draws it from. Pages link to them and
never wait for them; drawing goes on beside the pages, and what was drawn is kept.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from functools import cache, lru_cache
from typing import TYPE_CHECKING, cast

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from crisisdesk.briefing.charts import draw
from crisisdesk.briefing.charts.calibration import calibration_chart
from crisisdesk.briefing.charts.look import WIDTHS, Spec, Width
from crisisdesk.briefing.charts.network import graph
from crisisdesk.briefing.charts.question import question_chart
from crisisdesk.briefing.charts.ties import ties_chart
from crisisdesk.briefing.charts.timeline import timeline_chart
from crisisdesk.desk.opened import checked_day
from crisisdesk.web.access import Visit, page
from crisisdesk.web.accounts import Role
from crisisdesk.web.pages.record import filters, lead_into, periods_of
from crisisdesk.web.reckoning import NotYet
from crisisdesk.web.rendering import chart_library

if TYPE_CHECKING:
    from starlette.requests import Request

MOST = 100
"""Pictures that are kept."""
FOR_A_YEAR = "max-age=31536000, immutable"


def chart(make: Callable[[Visit, Width], Spec | None]) -> Callable[[Visit], Response]:
    """A chart as ``wide.svg``, ``narrow.svg``, ``wide.json`` or ``narrow.json``."""

    def answer(visit: Visit) -> Response:
        width, _, form = str(visit.request.path_params["picture"]).partition(".")
        if width not in WIDTHS or form not in ("svg", "json"):
            raise HTTPException(404, "there is no such picture")
        try:
            spec = make(visit, cast("Width", width))
        except NotYet as yet:
            raise HTTPException(503, str(yet), {"Retry-After": "3"}) from yet
        if spec is None:
            raise HTTPException(404, "there is nothing to draw")
        if form == "json":
            return JSONResponse(spec)
        # a picture may hold its own colours and nothing else
        policy = f"default-src 'none'; style-src '{draw.palette_hash()}'; sandbox"
        headers = {"Content-Security-Policy": policy}
        return Response(_picture(json.dumps(spec)), media_type="image/svg+xml", headers=headers)

    return answer


@lru_cache(MOST)
def _picture(spec: str) -> str:
    return draw.svg(json.loads(spec))


async def _library(request: Request) -> Response:
    packed = "gzip" in request.headers.get("accept-encoding", "")
    body = await run_in_threadpool(_packed if packed else draw.library)
    headers = {"Cache-Control": FOR_A_YEAR, "Vary": "Accept-Encoding"}
    headers |= {"Content-Encoding": "gzip"} if packed else {}
    return Response(body, media_type="text/javascript", headers=headers)


@cache
def _packed() -> bytes:
    return gzip.compress(draw.library().encode("utf-8"))


# --- which


def _question(visit: Visit, width: Width) -> Spec | None:
    number = visit.question()
    with visit.served.desk() as desk:
        history = desk.questions.show(number)
    return question_chart(history.standing.asked, history.forecasts, width)


def _calibration(visit: Visit, width: Width) -> Spec | None:
    """Of the forecaster of that place on the scorecard, from 1."""
    with visit.served.desk() as desk:
        found = [*desk.questions.score().calibration.items()]
    place = int(visit.request.path_params["place"])
    return calibration_chart(*found[place - 1], width) if 1 <= place <= len(found) else None


def _ties(visit: Visit, width: Width) -> Spec | None:
    """As of the day in the address; the actors stand as on the latest day."""
    latest = visit.brief()
    day = checked_day(str(visit.request.path_params["day"]))
    brief = latest if day == latest.as_of else visit.brief(day)
    whole = graph(latest.parts, latest.relations)
    return ties_chart(brief.parts, brief.relations, width, brief.as_of, whole)


def _timeline(visit: Visit, width: Width) -> Spec | None:
    wanted = filters(visit)
    return timeline_chart(periods_of(visit), width, lambda period: lead_into(period, wanted))


def routes() -> list[Route]:
    """The charts, and the script that draws them in a browser."""
    made = {
        "questions/{number:int}": _question,
        "score/{place:int}": _calibration,
        "ties/{day:str}": _ties,
        "timeline": _timeline,
    }
    charts = [
        Route(f"/charts/{name}/{{picture:str}}", page(Role.reader, chart(make)))
        for name, make in made.items()
    ]
    return [*charts, Route(chart_library(), _library)]
