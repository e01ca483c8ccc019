"""Roles: exactly those of the careful reader, and general."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from crisisdesk.odds.crisis import infer_crisis
from crisisdesk.terms.records import Actor, Date, Event, Question, Reading, Report, Span, Tie

from .gold import GOLDS, MISSION, gold, reading_of

ALL = [MISSION, *sorted(GOLDS.glob("*.gold.yaml"))]
# nobody looks at what is misread in a report held aside: the bench tells its figures
PATHS = [path for path in ALL if not (path.exists() and gold(path).get("held"))]


@pytest.mark.parametrize("optional", [True, False])
@pytest.mark.parametrize("path", PATHS, ids=lambda p: p.name.split(".")[0])
def test_roles_are_exact(path, optional):
    if not path.exists():
        pytest.skip("this gold file is absent")
    wanted = gold(path)["roles"]
    crisis = infer_crisis([reading_of(path, optional=optional)])
    assert crisis.target is not None and crisis.target.actor == wanted["target"]
    pairs = [
        (crisis.threateners, "threateners"),
        (crisis.partners_of_target, "partners_of_target"),
        (crisis.mediators, "mediators"),
        (crisis.bystanders, "bystanders_named"),
    ]
    for roles, name in pairs:
        if name == "bystanders_named" and not wanted[name]:
            continue  # a list without names says that nobody looked for them
        assert {role.actor for role in roles} == set(wanted[name]), name


def test_the_title_names_the_first_threatener():
    if not MISSION.exists():
        pytest.skip("the mission report is absent")
    assert infer_crisis([reading_of(MISSION)]).threateners[0].actor == "USA"


def _event(kind, source, target, modality="happened", day=None, mode=None, at=0):
    span = Span("r", at, at + 1)
    return Event(
        id=f"{kind}{source}{target}{at}",
        type=kind,
        source=tuple(Actor(code) for code in source.split()),
        target=tuple(Actor(code) for code in target.split()),
        modality=modality,
        span=span,
        trigger=span,
        mode=mode,
        date=Date(day) if day else None,
    )


def _reading(*events, ties=(), questions=(), text="words", mentions=None):
    report = Report(id="r", text=text, published=Date("2025-06-01"))
    return Reading(report, events=events, ties=ties, questions=questions, mentions=mentions or {})


def test_nothing_hostile_is_no_crisis():
    crisis = infer_crisis([_reading(_event("CONSULT", "FRA", "DEU"))])
    assert crisis.target is None and not crisis.threateners
    assert infer_crisis([]).target is None


def test_denied_and_asked_acts_make_no_threatener():
    crisis = infer_crisis(
        [
            _reading(
                _event("THREATEN", "FRA", "DEU", "denied"), _event("ASSAULT", "FRA", "DEU", "asked")
            )
        ]
    )
    assert crisis.target is None


def test_the_fresh_threat_decides_between_two_who_threaten_each_other():
    old = _event("THREATEN", "AAA", "BBB", day="2024-07-01", at=1)
    new = _event("THREATEN", "BBB", "AAA", day="2025-05-30", at=2)
    crisis = infer_crisis([_reading(old, new)])
    assert crisis.target is not None and crisis.target.actor == "AAA"


def test_the_reports_own_question_decides_a_tie():
    events = (_event("THREATEN", "AAA", "BBB"), _event("THREATEN", "BBB", "AAA"))
    asked = Question("strike", ("BBB",), "AAA")
    crisis = infer_crisis([_reading(*events, questions=(asked,))])
    assert crisis.target is not None and crisis.target.actor == "AAA"


def test_a_supplier_stands_by_the_supplied_and_not_the_other_way():
    threat = _event("THREATEN", "AAA", "BBB")
    sells = Tie("t", "arms supplier", ("BBB", "CCC"), Span("r", 0, 1), directed=True)
    buys = Tie("u", "arms supplier", ("DDD", "BBB"), Span("r", 0, 1), directed=True)
    crisis = infer_crisis([_reading(threat, ties=(sells, buys))])
    assert [role.actor for role in crisis.partners_of_target] == ["DDD"]


def test_who_talks_to_both_sides_may_mediate_and_who_talks_to_one_may_not():
    crisis = infer_crisis(
        [
            _reading(
                _event("THREATEN", "AAA", "BBB"),
                _event("CONSULT", "CCC", "AAA BBB", at=1),
                _event("CONSULT", "DDD", "AAA", at=2),
                _event("CONSULT", "EEE", "AAA", at=3),
                _event("CONSULT", "EEE", "BBB", at=4),
            )
        ]
    )
    assert {role.actor for role in crisis.mediators} == {"CCC", "EEE"}


def test_a_go_between_of_long_ago_is_none_today():
    old = Tie(
        "t", "go-between", ("AAA", "BBB"), Span("r", 0, 1), holder="CCC", valid_from=Date("2012")
    )
    crisis = infer_crisis([_reading(_event("THREATEN", "AAA", "BBB"), ties=(old,))])
    assert not crisis.mediators


def test_places_are_no_bystanders():
    text = "They met in Singapore. Malaysia frowned."
    mentions = {"SGP": (Span("r", 12, 21),), "MYS": (Span("r", 23, 31),)}
    crisis = infer_crisis(
        [_reading(_event("THREATEN", "AAA", "BBB"), text=text, mentions=mentions)]
    )
    assert [role.actor for role in crisis.bystanders] == ["MYS"]


actors = st.sampled_from(["AAA", "BBB", "CCC", "AAA BBB", ""])
events = st.builds(
    _event,
    st.sampled_from(["THREATEN", "ASSAULT", "MOBILIZE", "CONSULT", "SUPPORT", "AID"]),
    actors,
    actors,
    st.sampled_from(["happened", "possible", "denied", "expected", "offered"]),
    st.none() | st.sampled_from(["2025", "2025-05", "2025-05-20", "1999", "not-a-day"]),
    st.none() | st.just("mediate"),
    st.integers(0, 9),
)


@given(st.lists(events, max_size=8))
def test_no_actor_is_on_both_sides(found):
    crisis = infer_crisis([_reading(*found)])
    threateners = {role.actor for role in crisis.threateners}
    helpers = {role.actor for role in crisis.partners_of_target}
    backers = {role.actor for role in crisis.partners_of_threateners}
    target = {crisis.target.actor} if crisis.target else set()
    assert not threateners & target
    assert not helpers & (threateners | target | backers)
    assert not {role.actor for role in crisis.mediators} & (threateners | target)
    assert bool(threateners) == bool(target)


def test_of_two_who_trade_blows_the_one_that_asks_for_help_is_the_target():
    fight = (
        _event("ASSAULT", "ARM", "AZE", day="2025-05-30", at=1),
        _event("ASSAULT", "AZE", "ARM", day="2025-05-30", at=2),
    )
    for target, other in (("ARM", "AZE"), ("AZE", "ARM")):
        appeal = _event("REQUEST", target, "RUS", at=3)
        crisis = infer_crisis([_reading(*fight, appeal)])
        assert crisis.target is not None and crisis.target.actor == target
        assert [role.actor for role in crisis.threateners] == [other]


def test_what_the_opponent_says_weighs_less_than_what_the_report_tells():
    told = _event("ASSAULT", "AZE", "ARM", day="2025-05-30", at=1)
    claimed = _event("ASSAULT", "ARM", "AZE", "stated", day="2025-05-30", at=2)
    crisis = infer_crisis([_reading(told, claimed)])
    assert crisis.target is not None and crisis.target.actor == "ARM"


def test_calling_on_both_sides_from_afar_makes_no_mediator_and_nor_does_taking_one():
    threat = _event("THREATEN", "VEN", "GUY", at=1)
    calls = _event("REQUEST", "CHN", "VEN GUY", at=2)
    assert infer_crisis([_reading(threat, calls)]).mediators == ()
    talks = (_event("CONSULT", "TUR", "VEN", at=3), _event("CONSULT", "TUR", "GUY", at=4))
    (between,) = infer_crisis([_reading(threat, *talks)]).mediators
    assert between.actor == "TUR"
    arms = _event("AID", "TUR", "VEN", mode="military", at=5)
    assert infer_crisis([_reading(threat, *talks, arms)]).mediators == ()


def test_an_ally_that_is_said_to_threaten_is_no_threatener_but_one_that_strikes_is():
    tie = Tie(id="t", kind="alliance", between=("PHL", "USA"), span=Span("r", 0, 1))
    ram = _event("COERCE", "CHN", "PHL", day="2025-05-30", at=1)
    warns = _event("THREATEN", "USA", "PHL", at=2)
    crisis = infer_crisis([_reading(ram, warns, ties=(tie,))])
    assert [role.actor for role in crisis.threateners] == ["CHN"]
    hit = _event("ASSAULT", "USA", "PHL", day="2025-05-30", at=3)
    crisis = infer_crisis([_reading(ram, warns, hit, ties=(tie,))])
    assert crisis.threateners[0].actor == "USA"


def test_a_stray_line_about_a_third_turns_no_crisis_round():
    guessed = replace(_event("ASSAULT", "THA", "MYS"), score=0.4)
    clash = (_event("ASSAULT", "KHM", "THA"), _event("ASSAULT", "THA", "KHM"))
    crisis = infer_crisis([_reading(*clash, guessed)])
    assert crisis.target is not None
    assert {crisis.target.actor, crisis.threateners[0].actor} == {"THA", "KHM"}


def test_who_drills_beside_the_target_or_promises_it_help_stands_by_it():
    threat = _event("THREATEN", "USA", "IRN", at=0)
    drills = replace(_event("MOBILIZE", "IRN CHN", "", at=1), mode="weapons")
    promise = replace(_event("AGREE", "RUS", "IRN", at=2), cameo="033")
    accord = _event("AGREE", "OMN", "IRN", at=3)
    crisis = infer_crisis([_reading(threat, drills, promise, accord)])
    assert {role.actor for role in crisis.partners_of_target} == {"CHN", "RUS"}
