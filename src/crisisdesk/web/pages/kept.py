"""Kept questions: one in full with its history, a person's own odds, its outcome; the scorecard."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, get_args

from msgspec.structs import replace
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from crisisdesk.briefing import ach
from crisisdesk.briefing.citations import Citer
from crisisdesk.briefing.kept import VERDICTS, cited_in, odds_words, outcome_words, rule_words
from crisisdesk.briefing.scores import shown
from crisisdesk.errors import CrisisDeskError
from crisisdesk.odds.resolving import option_words
from crisisdesk.terms.asked import YES, Cell
from crisisdesk.web.access import Visit, form, page
from crisisdesk.web.accounts import Role
from crisisdesk.web.pages.reckoned import when_reckoned
from crisisdesk.web.rendering import show

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.datastructures import FormData

    from crisisdesk.briefing.answers import Answer
    from crisisdesk.desk import Desk
    from crisisdesk.terms.asked import Asked
    from crisisdesk.terms.records import Report

_LONGEST = 500
MOST_OPTIONS = 5
"""Options of which the reckoning is shown."""


def _kept(visit: Visit) -> Response:
    number = visit.question()
    with visit.served.desk() as desk:
        history = desk.questions.show(number)
        reports = _reports(desk, {span.report for span in cited_in(history)})
    asked = history.standing.asked
    return show(
        visit,
        "kept.html",
        asked=asked,
        standing=history.standing,
        history=history,
        answers=_answers(visit, asked),
        citer=Citer(reports),
        rule=rule_words(asked.rule),
        verdicts=VERDICTS,
        odds_words=odds_words,
        option_words=option_words,
        outcome_words=outcome_words,
    )


def _answers(visit: Visit, asked: Asked) -> list[Answer]:
    """The model's present answers to a question, one for each of its options; none where the
    record poses it no more."""
    found = []
    try:
        brief = visit.brief()
    except CrisisDeskError:  # a desk without reports may keep questions
        return []
    for option in asked.options[:MOST_OPTIONS]:
        one = asked.question
        question = one if option == YES else replace(one, actors=(option,))
        with suppress(CrisisDeskError):
            found.append(visit.served.answer(brief, question))
    return found


def _keep(visit: Visit, fields: FormData) -> Response:
    question = _text(fields, "question")
    closes = _text(fields, "closes") or None
    if not question:
        raise HTTPException(400, "ask something")
    visit.note("kept a question", question)
    with visit.served.parsing(), visit.served.desk() as desk:
        kept = desk.questions.ask(question, closes=closes, note=_text(fields, "note"))
    return _to(kept.id)


def _forecast(visit: Visit, fields: FormData) -> Response:
    number = visit.question()
    odds = {
        name.removeprefix("odds-"): _share(str(value))
        for name, value in fields.items()
        if name.startswith("odds-") and str(value).strip()
    }
    if not odds:
        raise HTTPException(400, "say how likely it is, in per cent")
    visit.note("forecast", f"question {number}: {odds}")
    with visit.served.desk() as desk:
        desk.questions.forecast(number, odds, visit.session.name, _text(fields, "note"))
    return _to(number)


def _resolve(visit: Visit, fields: FormData) -> Response:
    number = visit.question()
    how = _text(fields, "how")
    visit.note(f"resolved by {how}", f"question {number}")
    with visit.served.desk() as desk:
        if how == "rule":
            desk.questions.resolve(number)
        elif how == "void":
            desk.questions.void(number, _text(fields, "note"))
        elif how == "hand":
            option, day = _text(fields, "option"), _text(fields, "day")
            true = {option: day} if option else {}
            desk.questions.decide(number, true, _text(fields, "note"), _text(fields, "source"))
        else:
            raise HTTPException(400, "a question is resolved by its rule, by hand, or void")
    return _to(number)


def _matrix(visit: Visit) -> Response:
    number = visit.question()
    with visit.served.desk() as desk:
        found = desk.ach(number)
        told = {span.report for row in found.rows for span in row.evidence.spans}
        reports = _reports(desk, told)
    return show(visit, "ach.html", number=number, **ach.shown(found, reports))


def _mark(visit: Visit, fields: FormData) -> Response:
    number = visit.question()
    evidence, hypothesis = _text(fields, "evidence"), _text(fields, "hypothesis")
    cell, note = _text(fields, "cell") or None, _text(fields, "note")
    if cell is not None and cell not in get_args(Cell):
        raise HTTPException(400, f"{cell!r} is no cell")
    visit.note("set a cell", f"question {number}: {evidence} {hypothesis} {cell}")
    with visit.served.desk() as desk:
        desk.mark(number, evidence, hypothesis, cell, note, visit.session.name)  # type: ignore[arg-type]
    return RedirectResponse(f"/questions/{number}/ach", 303)


def _reports(desk: Desk, names: Iterable[str]) -> list[Report]:
    readings = [desk.reading(name) for name in sorted(names)]
    return [reading.report for reading in readings if reading]


def _score(visit: Visit) -> Response:
    with visit.served.desk() as desk:
        card = desk.questions.score()
    return show(visit, "scorecard.html", **shown(card))


def _share(text: str) -> float:
    """Per cent as a share. Raises HTTPException 400 where it is no number from 0 to 100."""
    try:
        share = float(text.strip().rstrip("%").replace(",", ".")) / 100
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= 1.0:
        raise HTTPException(400, f"{text!r} is no per cent")
    return share


def _text(fields: FormData, name: str) -> str:
    value = str(fields.get(name, "")).strip()
    if len(value) > _LONGEST:
        raise HTTPException(400, f"{name} is too long")
    return value


def _to(number: int) -> Response:
    return RedirectResponse(f"/questions/{number}", 303)


ROUTES = [
    Route("/questions/keep", form(Role.analyst, _keep), methods=["POST"]),
    Route("/questions/{number:int}", page(Role.reader, when_reckoned(_kept))),
    Route("/questions/{number:int}/forecast", form(Role.analyst, _forecast), methods=["POST"]),
    Route("/questions/{number:int}/resolve", form(Role.analyst, _resolve), methods=["POST"]),
    Route("/questions/{number:int}/ach", page(Role.reader, _matrix), methods=["GET"]),
    Route("/questions/{number:int}/ach", form(Role.analyst, _mark), methods=["POST"]),
    Route("/score", page(Role.reader, _score)),
]
