"""Questions typed in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.errors import QuestionError
from crisisdesk.odds.asking import filled, question_from
from crisisdesk.odds.horizons import LONGEST
from crisisdesk.terms.records import Crisis, Question, Role

DAY = "2025-04-09"
CRISIS = Crisis(
    threateners=(Role("USA"), Role("ISR")),
    target=Role("IRN"),
    partners_of_target=(Role("RUS"),),
    mediators=(Role("OMN"),),
)
NOBODY = Crisis()


def ask(text, crisis=CRISIS):
    return question_from(text, crisis, DAY)


@pytest.mark.parametrize(
    ("text", "actors", "target"),
    [
        ("Will Israel bomb Iran?", "ISR", "IRN"),
        ("Will the U.S. strike Iran within 30 days?", "USA", "IRN"),
        ("Will Trump bomb Iran before June?", "USA", "IRN"),
        ("Could China invade Taiwan within a year?", "CHN", "TWN"),
        ("Is Israel going to strike Iran by 1 June?", "ISR", "IRN"),
        ("Will Iran be attacked by Israel this year?", "ISR", "IRN"),
        ("What are the odds of a US strike on Iran?", "USA", "IRN"),
        ("How likely is an attack on Taiwan by China in 2026?", "CHN", "TWN"),
        ("Does North Korea plan to attack South Korea?", "PRK", "KOR"),
        ("will russia attack estonia?", "RUS", "EST"),
        ("will the us bomb venezuela in the next 3 months?", "USA", "VEN"),
        ("Is Venezuela about to invade Guyana?", "VEN", "GUY"),
        ("Chance of Russian attack on Poland by 2027", "RUS", "POL"),
        ("Probability that Azerbaijan invades Armenia in the next year", "AZE", "ARM"),
        ("Will Kim Jong Un fire missiles at Japan?", "PRK", "JPN"),
        ("Will Hezbollah attack Israel within two weeks?", "HEZ", "ISR"),
        ("Will American forces strike the Houthis?", "USA", "HOU"),
        ("Will the US and Israel attack Iran?", "USA ISR", "IRN"),
        ("Will Modi order an airstrike on Pakistan?", "IND", "PAK"),
        ("Would Ankara use force against Greece?", "TUR", "GRC"),
        ("Should Japan expect an attack from North Korea this year?", "PRK", "JPN"),
        ("Will India launch a military operation against Pakistan?", "IND", "PAK"),
        ("Will America seize Greenland?", "USA", "DNK"),
        ("Will Israel strike Hezbollah in Lebanon?", "ISR", "HEZ"),
        # what the question leaves open, the crisis tells
        ("Will Israel strike?", "ISR", "IRN"),
        ("Will Iran retaliate?", "IRN", "USA"),
        ("Will Iran be attacked?", "USA ISR", "IRN"),
        ("Who will attack Iran?", "USA ISR", "IRN"),
        ("Will there be an attack?", "USA ISR", "IRN"),
    ],
)
def test_who_would_strike_whom(text, actors, target):
    found = ask(text)
    assert (found.kind, found.actors, found.target) == ("strike", tuple(actors.split()), target)
    assert found.text == text
    assert found.resolution


@pytest.mark.parametrize(
    ("text", "actor", "helped", "against", "help"),
    [
        ("Will Russia arm Iran?", "RUS", "IRN", None, "arms"),
        (
            "Will Russia intervene for Iran if the United States strikes?",
            "RUS", "IRN", "USA", "direct",
        ),
        ("If the US attacks Iran, will Russia step in?", "RUS", "IRN", "USA", "direct"),
        ("Will NATO defend Lithuania?", "NAT", "LTU", None, "direct"),
        ("Will Moscow send troops to Iran?", "RUS", "IRN", None, "direct"),
        ("Will China supply weapons to Russia?", "CHN", "RUS", None, "arms"),
        ("Will Turkey help Azerbaijan against Armenia?", "TUR", "AZE", "ARM", "direct"),
        (
            "Will the United States defend the Philippines against China within 6 months?",
            "USA", "PHL", "CHN", "direct",
        ),
        ("Will Beijing back Islamabad diplomatically?", "CHN", "PAK", None, "diplomatic"),
        ("Would France rescue Greece if Turkey attacked?", "FRA", "GRC", "TUR", "direct"),
        ("Will China come to North Korea's aid if the US attacks?", "CHN", "PRK", "USA", "direct"),
        ("Will Pakistan, if India strikes, be helped by China?", "CHN", "PAK", "IND", "direct"),
        ("Will Macron give missiles to Kyiv?", "FRA", "UKR", None, "arms"),
        ("Will Riyadh join the war on the side of the US?", "SAU", "USA", None, "direct"),
        ("Will China help Russia in Ukraine?", "CHN", "RUS", None, "direct"),
        ("Will Iran's allies join the war?", "RUS", "IRN", None, "direct"),
        ("If Russia attacks Poland, will NATO defend it?", "NAT", "POL", "RUS", "direct"),
        ("Will Berlin send Taurus missiles to Ukraine?", "DEU", "UKR", None, "arms"),
        ("Will Russia deliver Su-35 jets to Iran this year?", "RUS", "IRN", None, "arms"),
        ("Will Moscow intervene?", "RUS", "IRN", None, "direct"),
        ("Will anybody help Iran?", "RUS", "IRN", None, "direct"),
    ],
)  # fmt: skip
def test_who_would_help_whom(text, actor, helped, against, help):
    found = ask(text)
    assert (found.kind, found.actors, found.beneficiary) == ("intervention", (actor,), helped)
    assert (found.target, found.help) == (against, help)


@pytest.mark.parametrize(
    ("text", "kind", "actors", "between"),
    [
        ("Who will mediate?", "mediation", "", "USA IRN"),
        ("Can Oman mediate?", "mediation", "OMN", "USA IRN"),
        ("Who will mediate between India and Pakistan?", "mediation", "", "IND PAK"),
        ("Will Qatar mediate between Israel and Hamas?", "mediation", "QAT", "ISR HAM"),
        (
            "Can Oman broker talks between the United States and Iran?",
            "mediation", "OMN", "USA IRN",
        ),
        ("Will Switzerland go between Washington and Tehran?", "mediation", "CHE", "USA IRN"),
        ("Will Erdogan mediate between Putin and Zelensky?", "mediation", "TUR", "RUS UKR"),
        ("Will Russia help mediate between the US and Iran?", "mediation", "RUS", "USA IRN"),
        ("Will Washington and Tehran negotiate?", "talks", "", "USA IRN"),
        ("US-Iran talks by end of May?", "talks", "", "USA IRN"),
        ("Will Putin meet Zelensky this summer?", "talks", "", "RUS UKR"),
        ("Will Hamas and Israel hold talks in Cairo next month?", "talks", "", "HAM ISR"),
        ("Will the two sides talk?", "talks", "", "USA IRN"),
        ("Will it come to full-scale war?", "escalation", "", "USA IRN"),
        ("War or diplomacy: what comes next?", "escalation", "", "USA IRN"),
        ("Will India and Pakistan go to war?", "escalation", "", "IND PAK"),
        ("How likely is war between India and Pakistan?", "escalation", "", "IND PAK"),
        ("Are Ethiopia and Eritrea going to fight a war this year?", "escalation", "", "ETH ERI"),
        ("Will Ankara and Athens go to war over Cyprus?", "escalation", "", "TUR GRC"),
        ("Will the crisis escalate?", "escalation", "", "USA IRN"),
        ("What happens next?", "outlook", "", "USA IRN"),
    ],
)  # fmt: skip
def test_between_whom(text, kind, actors, between):
    found = ask(text)
    assert (found.kind, found.actors) == (kind, tuple(actors.split()))
    assert found.between == tuple(between.split())


@pytest.mark.parametrize(
    "text",
    [
        "Will they strike?",
        "Will an attack come?",
        "Will there be an attack?",
        "Will the threatened side really strike back?",
        "Will more strikes follow?",
    ],
)
def test_who_is_not_named_is_whom_the_crisis_is_about(text):
    assert ask(text).kind == "strike"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "does not say what would happen"),
        ("What is the weather?", "does not say what would happen"),
        ("Will Xi visit Moscow?", "does not say what would happen"),
        ("Will Wakanda attack France?", "names Wakanda, who is no known actor"),
        ("Will the moon invade cheese?", "names 'moon', who is no known actor"),
        ("Could my old aunt mediate?", "names 'my old aunt', who is no known actor"),
        ("Will Iran attack Iran?", "on both sides"),
        ("Will Tehran help Iranians?", "on both sides"),
        ("Will Iran mediate between Iran and the US?", "cannot go between"),
        ("Will the United States strike Iran within 0 days?", "horizon of 0 days"),
        ("Will the United States strike Iran within 10000 days?", "horizon of 10000 days"),
        ("Will the US strike Iran by 1 January 2020?", "ends on 2020-01-01"),
        ("Will the US strike Iran by 31 February?", "no day of the calendar"),
        ("Will the US strike a deal with Iran?", "an agreement, which no class"),
        ("Will there be a ceasefire in Gaza?", "an agreement, which no class"),
        ("Will Israel use nuclear weapons against Iran?", "nuclear weapons, which no class"),
        ("Will the EU impose sanctions on Russia?", "sanctions, which no class"),
        ("Will Armenia ask Russia for help?", "a request, which no class"),
        ("Will Hungary veto aid for Ukraine?", "a veto, which no class"),
        ("Will Israel annex the West Bank?", "annexation, which no class"),
        ("Will the African Union mediate in Sudan?", "no two sides"),
        ("Will China blockade Taiwan?", "a blockade, which no class"),
        ("Will Russia strike Norway or Sweden?", "several targets"),
        ("Will India, Pakistan and China talk?", "more than two sides"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_its_reason(text, why):
    with pytest.raises(QuestionError, match=why):
        ask(text)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Will Israel strike?", "who would strike whom"),
        ("Who will attack Taiwan?", "who would strike whom"),
        ("Will Russia intervene?", "who would help whom"),
        ("Who will mediate?", "fewer than two sides"),
        ("Will it come to war?", "fewer than two sides"),
    ],
)
def test_without_a_crisis_both_sides_must_be_named(text, why):
    with pytest.raises(QuestionError, match=why):
        ask(text, NOBODY)


def test_a_horizon_is_read_and_is_90_days_otherwise():
    assert ask("Will Israel strike within 2 weeks?").horizon_days == 14
    assert ask("Will Israel strike?").horizon_days == 90
    assert ask("If Iran attacks, will Israel strike within 10 days?").horizon_days == 10


def test_a_question_of_parts_is_filled_in_too():
    found = filled(Question("intervention", ("RUS",)), CRISIS)
    assert (found.beneficiary, found.help) == ("IRN", "direct")
    with pytest.raises(QuestionError, match="on both sides"):
        filled(Question("strike", ("USA",), target="USA"), CRISIS)
    with pytest.raises(QuestionError, match="on both sides"):
        filled(Question("talks", between=("USA", "USA")), CRISIS)


WORDS = st.lists(
    st.sampled_from(
        "will the Iran US Trump Putin strike help mediate between and by June within 30 days if "
        "war talks arm 2026 ? , who be attacked Oman against to . next year".split()
    ),
    max_size=12,
)


@given(WORDS.map(" ".join) | st.text(max_size=60))
def test_any_text_is_a_whole_question_or_a_clear_error(text):
    try:
        found = ask(text)
    except QuestionError as error:
        assert "\n" not in str(error)
        return
    assert 1 <= found.horizon_days <= LONGEST
    assert found.resolution or found.kind == "outlook"
    if found.kind == "strike":
        assert found.target and found.actors and found.target not in found.actors
    if found.kind == "intervention":
        assert found.beneficiary and found.actors and found.beneficiary not in found.actors
    if found.kind in ("mediation", "talks", "escalation", "outlook"):
        assert len(set(found.between)) == 2


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Will India not strike Pakistan?", "what would not happen"),
        ("Will Russia never arm Iran?", "what would not happen"),
        ("", "empty"),
        ("   ", "empty"),
    ],
)
def test_a_question_of_what_would_not_happen_or_of_nothing(text, why):
    with pytest.raises(QuestionError, match=why):
        question_from(text, Crisis(), "2025-04-09")


def test_or_not_is_no_denial():
    asked = question_from("Will India strike Pakistan or not?", Crisis(), "2025-04-09")
    assert asked.target == "PAK"
