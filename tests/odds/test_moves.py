"""What moved odds between two days: time, one origin, or several that tell the same."""

from __future__ import annotations

from crisisdesk.odds.moves import LEAST, Move, Point, moves
from crisisdesk.terms.records import Question, Reading
from odds.test_resolving import report

STRIKE = Point(Question("strike", ("USA",), "IRN"), closes="2025-06-30", number=1)
THREAT = report("Dawn Post", "2025-04-01", "THREATEN", published="2025-04-02")
SINCE, AS_OF = "2025-04-05", "2025-04-20"


def blow(outlet: str) -> Reading:
    return report(outlet, "2025-04-18", published="2025-04-19")


def one(old: list[Reading], new: list[Reading], point: Point = STRIKE) -> Move:
    (move,) = moves([point], old, new, SINCE, AS_OF)
    return move


def test_time_alone_has_no_cause() -> None:
    move = one([THREAT], [THREAT])
    assert move.causes == () and not move.shared
    assert move.before is not None and move.aged is not None
    assert abs(move.after.probability - move.aged) < 1e-9
    assert move.change < -LEAST, "fewer days are left"


def test_a_question_that_rolls_on_keeps_its_days() -> None:
    point = Point(Question("strike", ("USA",), "IRN", horizon_days=90))
    assert point.on(SINCE).horizon_days == point.on(AS_OF).horizon_days == 90
    assert STRIKE.on(SINCE).horizon_days == 86 and STRIKE.on(AS_OF).horizon_days == 71


def test_the_origin_without_which_it_would_stand_is_the_cause() -> None:
    noise = report("Hill Times", "2025-04-18", "CONSULT", "FRA", "DEU", published="2025-04-19")
    move = one([THREAT], [THREAT, blow("River Echo"), noise])
    (cause,) = move.causes
    assert cause.origin == "River Echo" and cause.spans
    assert abs(cause.without - (move.aged or 0)) < 1e-9
    assert move.change > 0.05 and not move.shared


def test_what_two_origins_tell_neither_alone_moved() -> None:
    move = one([THREAT], [THREAT, blow("River Echo"), blow("Hill Times")])
    assert move.causes == () and move.shared


def test_what_was_not_posed_before_says_so() -> None:
    move = one([], [THREAT, blow("River Echo")])
    assert move.before is not None, "a rate of rivals answers without any report"
    lost = Point(Question("mediation", between=("USA", "IRN")))
    assert moves([lost], [], [], SINCE, AS_OF)[0].before is not None
    assert moves([Point(Question("strike"))], [], [THREAT], SINCE, AS_OF) == []
