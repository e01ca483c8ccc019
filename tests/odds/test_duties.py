"""Where an obligation is known from, and which source wins."""

from crisisdesk.odds.duties import WHAT_IF, duty_of
from crisisdesk.terms.records import Date, Obligation, Reading, Report, Span, Tie


def _reading(name, day, *stated, kind="alliance", between=("USA", "JPN")):
    duties = tuple(
        Obligation("defense", owed, Span(name, i, i + 1)) for i, owed in enumerate(stated)
    )
    tie = Tie("t", kind, between, Span(name, 0, 1), obligations=duties)
    return Reading(Report(id=name, text="x", published=Date(day)), ties=(tie,))


def test_the_treaty_file_fills_in():
    duty = duty_of("USA", "JPN", [], 2024)
    assert duty.defense and duty.bilateral and duty.source == "treaty file" and not duty.spans
    assert "Japan" in duty.treaty
    assert not duty_of("JPN", "USA", [], 2024).defense


def test_nobody_knows():
    duty = duty_of("USA", "IRN", [], 2024)
    assert (duty.defense, duty.source) == (False, "nothing")


def test_a_report_outranks_the_file_and_a_later_report_an_earlier_one():
    early, late = _reading("a", "2025-01-01", True), _reading("b", "2025-02-01", False)
    duty = duty_of("USA", "JPN", [late, early], 2025)
    assert not duty.defense and duty.source == "report" and duty.disputed
    assert duty.spans == (Span("b", 0, 1),)
    assert "disagree" in duty.driver().name


def test_a_what_if_outranks_all():
    supposed = _reading(WHAT_IF, "", True)
    duty = duty_of("USA", "JPN", [supposed, _reading("b", "2025-02-01", False)], 2025)
    assert duty.defense and duty.source == "what-if"
    assert not duty.spans and not duty.disputed


def test_other_pairs_and_go_betweens_say_nothing():
    others = _reading("a", "2025-01-01", True, between=("USA", "IRN"))
    between = _reading("b", "2025-01-01", True, kind="go-between", between=("RUS", "IRN"))
    assert duty_of("RUS", "IRN", [others, between], 2025).source == "treaty file"
