"""The questions: the odds and how each was reckoned, a question of one's own, what-ifs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Route

from crisisdesk.briefing.html import pictures_of
from crisisdesk.briefing.kept import odds_words, outcome_words
from crisisdesk.errors import CrisisDeskError
from crisisdesk.web.access import Visit, page
from crisisdesk.web.accounts import Role
from crisisdesk.web.levers import levers
from crisisdesk.web.pages.reckoned import when_reckoned
from crisisdesk.web.rendering import show

if TYPE_CHECKING:
    from crisisdesk.briefing.parts import Part
    from crisisdesk.odds.standing import Standing

MOST = 8
"""What-ifs at once."""


def _questions(visit: Visit) -> Response:
    served = visit.served
    question = visit.asked("question", 300)
    supposed = changes(visit.request.query_params.getlist("what-if"))
    own, trouble, brief = None, "", visit.brief(visit.asked("as_of"))
    try:
        if question:
            own = served.answer(brief, question, supposed)
        elif supposed:
            brief = served.brief(brief.as_of, supposed)
    except CrisisDeskError as error:
        trouble = f"{served.words(error)}."
    pulled = levers(brief.parts)
    offered = {change for lever in pulled for change, _ in lever.choices}
    return show(
        visit,
        "questions.html",
        status=400 if trouble else 200,
        brief=brief,
        question=question,
        supposed=supposed,
        own=own,
        trouble=trouble,
        example=_example(brief.parts),
        levers=pulled,
        others=[line for line in supposed if line not in offered],
        kept=_kept(visit),
        odds_words=odds_words,
        outcome_words=outcome_words,
        **pictures_of(brief),
    )


def _kept(visit: Visit) -> list[Standing]:
    with visit.served.desk() as desk:
        return desk.questions.standing()


def changes(given: Sequence[str]) -> list[str]:
    """The what-ifs of a form, one a line. Raises HTTPException 400 where they are too many."""
    lines = [line.strip() for text in given for line in text.splitlines() if line.strip()]
    if len(lines) > MOST or any(len(line) > 100 for line in lines):
        raise HTTPException(400, f"at most {MOST} what-ifs of 100 characters each")
    return list(dict.fromkeys(lines))


def _example(parts: Sequence[Part]) -> str:
    """Two codes of this crisis, as an example of how a pair is written."""
    named = [part.code for part in parts if part.code]
    return "-".join(named[:2]) if len(named) > 1 else "RUS-IRN"


ROUTES = [Route("/questions", page(Role.reader, when_reckoned(_questions)))]
