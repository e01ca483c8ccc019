"""What-ifs: read, applied end to end, refused where they make no sense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.errors import QuestionError
from crisisdesk.odds.crisis import infer_crisis
from crisisdesk.odds.questions import questions_of
from crisisdesk.odds.whatif import Edit, parse_edits, what_if

from .gold import GOLDS, MISSION, reading_of


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("RUS-IRN defense=yes", [Edit("RUS", "IRN", "defense", True)]),
        (" rus - irn: defence=No ", [Edit("RUS", "IRN", "defense", False)]),
        (
            "RUS-IRN defense=yes; CHN-IRN defense=no",
            [Edit("RUS", "IRN", "defense", True), Edit("CHN", "IRN", "defense", False)],
        ),
    ],
)
def test_edits_are_read(text, edits):
    assert list(parse_edits(text)) == edits


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "RUS-IRN defense=yes"),
        ("make Russia help", "cannot be read"),
        ("RUS-IRN", "cannot be read"),
        ("RUS-XQX defense=yes", "XQX"),
        ("RUS-RUS defense=yes", "itself"),
        ("RUS-IRN romance=yes", "romance"),
        ("RUS-IRN defense=maybe", "neither"),
        ("RUS-IRN neutrality=yes", "does not move"),
        ("RUS-IRN defense=yes; RUS-IRN defense=no", "contradicts"),
        ("RUS-IRN defense=yes, defense=no", "contradicts"),
    ],
)
def test_nonsense_is_refused(text, why):
    with pytest.raises(QuestionError, match=why):
        parse_edits(text)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        edits = parse_edits(text)
    except QuestionError:
        return
    assert edits


def _run(path, text, day):
    reading = reading_of(path)
    crisis = infer_crisis([reading])
    return what_if(text, questions_of(crisis, [reading]), crisis, [reading], day)


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
    assert direct.before.probability < 0.05 < direct.after.probability < 0.3
    assert {c.before.question.actors for c in found.moved} == {("RUS",)}
    assert "supposes" in direct.after.drivers[0].name
    assert "supposed" in direct.after.confidence_reason


def test_a_clause_taken_away_lowers_the_partners_odds():
    found = _run(GOLDS / "east-asia.gold.yaml", "USA-PHL defense=no", "2024-06-27")
    direct = _change(found, "USA", "direct")
    assert direct.after.probability < direct.before.probability / 3
    assert direct.before.drivers[0].spans and not direct.after.drivers[0].spans


def test_supposing_what_is_so_changes_nothing():
    found = _run(GOLDS / "east-asia.gold.yaml", "USA-PHL defense=yes", "2024-06-27")
    assert not found.moved
