"""Calls on kept questions: asked, forecast, resolved, scored."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct
from starlette.responses import Response

from crisisdesk.briefing.ach import evidence_words, why
from crisisdesk.briefing.names import Names
from crisisdesk.odds.scoring import Scorecard
from crisisdesk.odds.standing import History, Standing
from crisisdesk.terms.asked import YES, Asked, Cell, Made, Mark, Outcome
from crisisdesk.terms.records import Span
from crisisdesk.web.access import Visit
from crisisdesk.web.accounts import Role
from crisisdesk.web.api.calls import AS_OF, Call, as_json, body_as, check_length


class NewQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """A question in words to be kept; it closes on ``closes``, else on its last day."""

    question: str
    closes: str | None = None
    note: str = ""


class NewForecast(Struct, frozen=True, forbid_unknown_fields=True):
    """The caller's own odds (0.001 to 0.999) by option; ``yes`` where it has no others."""

    odds: dict[str, float]
    note: str = ""


class NewOutcome(Struct, frozen=True, forbid_unknown_fields=True):
    """How a question is to be resolved: by its ``rule``, ``void`` with a note, or by ``hand`` with
    what came true (the day of each deed by option), a note and a source."""

    how: Literal["rule", "hand", "void"]
    true: dict[str, str] = {}
    note: str = ""
    source: str = ""


class Weighed(Struct, frozen=True):
    """A piece of evidence with its cell under each hypothesis (CC, C, N, I or II) and why."""

    evidence: str
    words: str
    day: str
    grade: str
    spans: tuple[Span, ...]
    cells: dict[str, str]
    why: str


class Hypotheses(Struct, frozen=True):
    """A question's hypotheses with what is weighed against each, the least first."""

    as_of: str
    against: dict[str, float]
    rows: tuple[Weighed, ...]


class NewMark(Struct, frozen=True, forbid_unknown_fields=True):
    """A cell of a matrix: the evidence's id or its beginning, a hypothesis, and how the two agree
    (null: as the rule has it)."""

    evidence: str
    hypothesis: str
    cell: Cell | None = None
    note: str = ""


def _questions(visit: Visit, _: bytes) -> Response:
    with visit.served.desk() as desk:
        return as_json(desk.questions.standing(visit.asked("as_of")))


def _question(visit: Visit, _: bytes) -> Response:
    with visit.served.desk() as desk:
        return as_json(desk.questions.show(visit.question()))


def _keep(visit: Visit, raw: bytes) -> Response:
    new: NewQuestion = body_as(raw, NewQuestion)
    check_length(new.question, new.note)
    visit.note("kept a question", new.question)
    with visit.served.parsing(), visit.served.desk() as desk:
        return as_json(desk.questions.ask(new.question, closes=new.closes, note=new.note), 201)


def _forecast(visit: Visit, raw: bytes) -> Response:
    new: NewForecast = body_as(raw, NewForecast)
    check_length(new.note, *new.odds)
    number = visit.question()
    visit.note("forecast", f"question {number}: {new.odds}")
    odds = new.odds if new.odds else {YES: -1.0}
    with visit.served.desk() as desk:
        return as_json(desk.questions.forecast(number, odds, visit.session.name, new.note), 201)


def _resolve(visit: Visit, raw: bytes) -> Response:
    new: NewOutcome = body_as(raw, NewOutcome)
    check_length(new.note, new.source, *new.true, *new.true.values())
    number = visit.question()
    visit.note(f"resolved by {new.how}", f"question {number}")
    with visit.served.desk() as desk:
        kept = desk.questions
        if new.how == "rule":
            return as_json(kept.resolve(number), 201)
        if new.how == "void":
            return as_json(kept.void(number, new.note), 201)
        return as_json(kept.decide(number, new.true, new.note, new.source), 201)


def _matrix(visit: Visit, _: bytes) -> Response:
    number = visit.question()
    with visit.served.desk() as desk:
        found = desk.ach(number)
    rows = tuple(
        Weighed(
            evidence=row.evidence.id,
            words=evidence_words(row.evidence, Names()),
            day=row.evidence.day or "",
            grade=row.evidence.grade,
            spans=tuple(row.evidence.spans),
            cells={name: str(cell) for name, cell in row.cells.items()},
            why=why(row),
        )
        for row in found.rows
    )
    return as_json(Hypotheses(found.as_of, dict(found.against), rows))


def _mark(visit: Visit, raw: bytes) -> Response:
    new: NewMark = body_as(raw, NewMark)
    check_length(new.evidence, new.hypothesis, new.note)
    number = visit.question()
    visit.note("set a cell", f"question {number}: {new.evidence} {new.hypothesis} {new.cell}")
    with visit.served.desk() as desk:
        made = desk.mark(
            number, new.evidence, new.hypothesis, new.cell, new.note, visit.session.name
        )
    return as_json(made, 201)


def _score(visit: Visit, _: bytes) -> Response:
    with visit.served.desk() as desk:
        return as_json(desk.questions.score(visit.asked("as_of")))


CALLS = (
    Call(
        "GET",
        "/questions",
        "The kept questions and how they stand",
        Role.reader,
        _questions,
        list[Standing],
        (AS_OF,),
    ),
    Call(
        "POST",
        "/questions",
        "Keep a question in words",
        Role.analyst,
        _keep,
        Asked,
        takes=NewQuestion,
        status=201,
    ),
    Call(
        "GET",
        "/questions/{number:int}",
        "One question with its versions, forecasts and what its rule says",
        Role.reader,
        _question,
        History,
    ),
    Call(
        "POST",
        "/questions/{number:int}/forecasts",
        "Enter the caller's own odds as of today",
        Role.analyst,
        _forecast,
        Made,
        takes=NewForecast,
        status=201,
    ),
    Call(
        "POST",
        "/questions/{number:int}/outcome",
        "Resolve a question, or void it",
        Role.analyst,
        _resolve,
        Outcome,
        takes=NewOutcome,
        status=201,
    ),
    Call(
        "GET",
        "/questions/{number:int}/ach",
        "A kept question's hypotheses against the evidence",
        Role.reader,
        _matrix,
        Hypotheses,
    ),
    Call(
        "POST",
        "/questions/{number:int}/ach",
        "Set a cell of that matrix",
        Role.analyst,
        _mark,
        Mark,
        takes=NewMark,
        status=201,
    ),
    Call("GET", "/score", "The scorecard as of a day", Role.reader, _score, Scorecard, (AS_OF,)),
)
