"""What-ifs from end to end: what they move, what they leave, and how that fared."""

import pytest

from crisisdesk.odds.crisis import infer_crisis
from crisisdesk.odds.whatif import what_if

from .gold import GOLDS, MISSION, reading_of


def _run(path, text, day):
    reading = reading_of(path)
    crisis = infer_crisis([reading])
    return what_if(text, None, crisis, [reading], day)


def _change(found, actor, kind):
    return next(
        c
        for c in found.changes
        if c.before.question.actors == (actor,) and c.before.question.help == kind
    )


def test_a_clause_added_to_the_mission_moves_the_partner_alone():
    if not MISSION.exists():
        pytest.skip("the mission report is absent")
    found = _run(MISSION, "RUS-IRN defense=yes", "2025-04-09")
    direct = _change(found, "RUS", "direct")
    assert "/no-defense/" in direct.before.reference.id
    assert "/rus/defense/" in direct.after.reference.id
    assert direct.before.probability < 0.05
    assert 1.2 * direct.before.probability < direct.after.probability < 0.3
    assert {c.before.question.actors for c in found.moved} == {("RUS",)}
    assert "supposes" in direct.after.drivers[0].name
    assert "supposed" in direct.after.confidence_reason
    assert direct.held_out is not None
    assert direct.held_out.under.rate > direct.held_out.without.rate


def test_a_clause_taken_away_lowers_the_partners_odds():
    found = _run(GOLDS / "east-asia.gold.yaml", "USA-PHL defense=no", "2024-06-27")
    direct = _change(found, "USA", "direct")
    assert direct.after.probability < 0.8 * direct.before.probability
    assert direct.before.drivers[0].spans and not direct.after.drivers[0].spans


def test_supposing_what_is_so_changes_nothing():
    found = _run(GOLDS / "east-asia.gold.yaml", "USA-PHL defense=yes", "2024-06-27")
    assert not found.moved
    assert [one.edit.input for one in found.unmoved] == ["defense"]
    assert "may hold it already" in found.unmoved[0].reason


def test_an_input_that_no_class_turns_on_is_said_to_move_nothing():
    found = _run(GOLDS / "east-asia.gold.yaml", "JPN-CHN offense=yes", "2024-06-27")
    assert not found.moved
    assert found.unmoved[0].reason == "no class of past cases turns on it"


def test_each_edit_is_judged_by_itself():
    text = ["USA-PHL defense=no", "JPN-CHN offense=yes"]
    found = _run(GOLDS / "east-asia.gold.yaml", text, "2024-06-27")
    assert found.moved
    assert [one.edit.input for one in found.unmoved] == ["offense"]


def test_capability_moves_the_models_and_only_within_the_what_if():
    path, day = GOLDS / "east-asia.gold.yaml", "2024-06-27"
    found = _run(path, "PHL capability=x40", day)
    moved = [c for c in found.changes if c.moved]
    assert moved and not found.unmoved
    again = _run(path, "PHL capability=x1", day)
    assert not again.moved


def test_force_taken_back_moves_the_odds_of_force():
    found = _run(GOLDS / "east-asia.gold.yaml", "CHN-PHL force=no", "2024-06-27")
    strike = next(c for c in found.changes if c.before.question.kind == "strike")
    assert strike.moved
    assert strike.after.reference.id.split("/")[:2] != strike.before.reference.id.split("/")[:2]


def test_what_is_supposed_is_marked_and_cites_no_report():
    found = _run(GOLDS / "east-asia.gold.yaml", "RUS-PHL threat=yes", "2024-06-27")
    strike = next(c for c in found.changes if c.after.question.actors == ("RUS",))
    assert strike.after.probability != strike.before.probability
    assert strike.after.drivers[0].name.endswith("with force, as the what-if supposes")
    assert strike.after.drivers[0].spans == ()


def test_an_offer_brings_its_own_question():
    found = _run(GOLDS / "east-asia.gold.yaml", "QAT mediation=offered", "2024-06-27")
    asked = [c.after.question.actors for c in found.changes if c.after.question.kind == "mediation"]
    assert ("QAT",) in asked


def test_a_new_threatener_is_asked_about():
    found = _run(GOLDS / "east-asia.gold.yaml", "RUS role=threatener", "2024-06-27")
    strikes = {c.after.question.actors for c in found.changes if c.after.question.kind == "strike"}
    assert ("RUS",) in strikes
