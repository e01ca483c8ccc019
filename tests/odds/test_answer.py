"""Answers: classes chosen by facts, honest intervals, and refusals."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from crisisdesk.errors import QuestionError
from crisisdesk.odds.answer import answer
from crisisdesk.odds.crisis import infer_crisis
from crisisdesk.odds.forecasts import Case
from crisisdesk.odds.passed import passed_between
from crisisdesk.odds.questions import questions_of
from crisisdesk.odds.words import word
from crisisdesk.terms.records import (
    Actor,
    Crisis,
    Date,
    Event,
    Obligation,
    Question,
    Reading,
    Report,
    Role,
    Span,
    Tie,
)

from .gold import GOLDS, MISSION, reading_of

DAY = "2025-04-09"
SPAN = Span("r", 3, 9)
CRISIS = Crisis((Role("USA"),), Role("IRN"), (Role("RUS"),))


def _event(kind, source, target, modality="happened", day=None, **more):
    actors = [(Actor(code),) for code in (source, target)]
    when = Date(day) if day else None
    return Event("e", kind, *actors, modality, SPAN, SPAN, date=when, **more)


def _readings(*events, ties=()):
    report = Report(id="r", text="some words here", outlet="o", published=Date(DAY))
    return [Reading(report, events=events, ties=ties)]


def _tie(one="RUS", other="IRN", kind="partnership", **duties):
    owed = tuple(Obligation(name, stated, SPAN) for name, stated in duties.items())
    return Tie("t", kind, (one, other), SPAN, obligations=owed, directed=kind == "arms supplier")


def _strike(*events, days=90):
    question = Question("strike", ("USA",), "IRN", horizon_days=days)
    return answer(question, CRISIS, _readings(*events), DAY)


def _help(*ties, kind="direct", partner="RUS", target="IRN", day=DAY):
    question = Question("intervention", (partner,), beneficiary=target, help=kind)
    crisis = Crisis((Role("USA"),), Role(target), (Role(partner),))
    return answer(question, crisis, _readings(ties=ties), day)


THREAT = _event("THREATEN", "USA", "IRN")


@pytest.mark.parametrize(
    ("events", "group"),
    [
        ((), "force-between-rivals"),
        ((THREAT,), "dispute/threat"),
        ((_event("THREATEN", "USA", "IRN", "denied"),), "force-between-rivals"),
        ((_event("THREATEN", "USA", "IRN", cameo="132"),), "force-between-rivals"),
        ((_event("THREATEN", "USA", "IRN", cameo="138"),), "dispute/threat"),
        ((_event("THREATEN", "USA", "IRN", day="2020-01"),), "force-between-rivals"),
        ((_event("THREATEN", "ISR", "IRN"),), "force-between-rivals"),
        ((_event("THREATEN", "IRN", "USA"),), "dispute/faced"),
        ((_event("MOBILIZE", "USA", "IRN"),), "dispute/display"),
        ((THREAT, _event("ASSAULT", "USA", "IRN", day="2020")), "dispute/threat"),
        ((THREAT, _event("ASSAULT", "USA", "IRN", day="2025-04-01")), "dispute/struck"),
        ((THREAT, _event("ASSAULT", "IRN", "USA", day="2025-04-01")), "dispute/suffered"),
        ((THREAT, _event("ASSAULT", "USA", "IRN", day="2025-01-01")), "dispute/lately"),
        ((THREAT, _event("ASSAULT", "USA", "IRN", "possible")), "dispute/threat"),
    ],
)
def test_the_record_decides_the_strike_class(events, group):
    reference = _strike(*events).reference.id
    assert reference.rsplit("/", 2)[0] == group


def test_a_threat_raises_the_odds_and_a_blow_more():
    threat = _strike(THREAT).probability
    assert _strike(THREAT, _event("ASSAULT", "USA", "IRN", day="2025-04-01")).probability > threat


def test_a_threat_is_a_driver_with_its_span():
    drivers = _strike(THREAT).drivers
    assert drivers[0].spans == (SPAN,) and "threatened" in drivers[0].name


def test_a_threat_between_states_is_answered_by_the_fitted_hazard():
    found = _strike(THREAT)
    assert found.reference.id.startswith("dispute/threat") and found.model.startswith("strike")
    assert 0.05 < found.probability < 0.25  # of all threats 10 % since 1992, 22 % in all
    assert found.interval[0] < found.probability < found.interval[1]
    assert any("Events 1.0" in driver.source for driver in found.drivers)


@pytest.mark.parametrize(
    ("ties", "part", "source"),
    [
        ((), "/no-defense/", "treaty file"),
        ((_tie(defense=False),), "/no-defense/", "reports' own words"),
        ((_tie(defense=True),), "/rus/defense/", "reports' own words"),
        ((_tie(consultation=True),), "/no-defense/", "treaty file"),
    ],
)
def test_what_is_owed_decides_the_helping_class(ties, part, source):
    found = _help(*ties)
    assert part in found.reference.id
    assert source in found.drivers[0].name


def test_a_denied_clause_outranks_the_treaty_file():
    stated = _help(partner="USA", target="JPN")
    denied = _help(_tie("USA", "JPN", "alliance", defense=False), partner="USA", target="JPN")
    assert "/usa/defense/" in stated.reference.id
    assert "/no-defense/" in denied.reference.id
    assert denied.drivers[0].spans == (SPAN,) and not stated.drivers[0].spans
    assert denied.probability < stated.probability / 2


def test_the_treaty_file_knows_the_year():
    assert "/no-defense/" in _help(target="PRK", day="2023-06-01").reference.id
    assert "/rus/defense/" in _help(target="PRK", day="2025-06-01").reference.id


def test_an_arms_supplier_has_a_class_of_its_own():
    deals = _tie(kind="arms supplier")
    with_arms, without = _help(deals, kind="arms"), _help(kind="arms")
    assert "/supplier/" in with_arms.reference.id and "/no-supplier/" in without.reference.id
    assert with_arms.probability > without.probability
    assert "/no-supplier/" in _help(_tie("IRN", "RUS", "arms supplier"), kind="arms").reference.id


def test_the_four_kinds_of_partner_have_four_records():
    ids = [
        _help(partner=partner, target=target).reference.id
        for partner, target in [("USA", "TWN"), ("RUS", "IRN"), ("CHN", "PAK"), ("TUR", "QAT")]
    ]
    starts = [name.split("/no")[0] for name in ids]
    assert starts[:3] == ["helps/usa", "helps/rus", "helps/superpower"]
    assert starts[3].startswith("joins-attacked")


def test_another_states_record_is_a_loose_fit_and_says_so():
    own, other = _help(partner="RUS", target="SRB"), _help(partner="CHN", target="SRB")
    assert "fits loosely" in other.confidence_reason
    assert "fits loosely" not in own.confidence_reason
    assert other.confidence == "low"


def test_help_is_given_a_strike_and_joint_with_it():
    question = Question("intervention", ("RUS",), beneficiary="IRN", help="arms")
    readings = _readings(THREAT)
    found = answer(question, CRISIS, readings, DAY)
    struck = answer(Question("strike", ("USA",), "IRN"), CRISIS, readings, DAY)
    assert found.given == "if the United States strikes Iran"
    assert found.joint == pytest.approx(found.probability * struck.probability)


def test_talks_held_lately_make_more_talks_likelier():
    question = Question("talks", between=("USA", "IRN"))
    cold = answer(question, CRISIS, _readings(THREAT), DAY)
    met = _event("CONSULT", "USA", "IRN", day="2025-03")
    warm = answer(question, CRISIS, _readings(THREAT, met), DAY)
    assert warm.probability > cold.probability
    assert warm.drivers[0].spans == (SPAN,)


def test_violence_makes_war_and_mediation_likelier():
    blow = _event("ASSAULT", "IRN", "USA", day="2025-04-01")
    for kind in ("escalation", "mediation"):
        question = Question(kind, between=("USA", "IRN"))
        calm = answer(question, CRISIS, _readings(THREAT), DAY)
        hot = answer(question, CRISIS, _readings(THREAT, blow), DAY)
        assert hot.probability > calm.probability


def test_a_go_between_is_likelier_to_mediate_than_one_who_offers():
    def odds(actor, event_type, modality):
        event = _event(event_type, actor, "IRN", modality, mode="mediate")
        question = Question("mediation", (actor,), between=("USA", "IRN"))
        return answer(question, CRISIS, _readings(THREAT, event), DAY).probability

    assert odds("OMN", "CONSULT", "happened") > odds("RUS", "SUPPORT", "offered")


@pytest.mark.parametrize(
    "question",
    [
        Question("strike", ("USA",), "IRN", horizon_days=0),
        Question("strike", ("USA",), "IRN", horizon_days=10_000),
        Question("strike", (), "IRN"),
        Question("strike", ("USA",)),
        Question("intervention"),
        Question("intervention", ("IRN",), beneficiary="IRN"),
    ],
)
def test_nonsense_is_refused(question):
    with pytest.raises(QuestionError):
        answer(question, CRISIS, _readings(), DAY)


def test_no_crisis_and_no_day_are_refused():
    with pytest.raises(QuestionError, match="crisis"):
        answer(Question("mediation"), Crisis(), _readings(), DAY)
    with pytest.raises(QuestionError, match="2025-04-09"):
        answer(Question("talks"), CRISIS, _readings(), "tomorrow")


def test_nothing_later_than_the_day_is_a_precedent():
    for case in _strike(THREAT).precedents:
        assert case.year < 2025


def _everything():
    for path in [MISSION, *sorted(GOLDS.glob("*.gold.yaml"))]:
        if path.exists():
            reading = reading_of(path)
            crisis = infer_crisis([reading])
            for question in questions_of(crisis, [reading]):
                yield question, crisis, reading


ALL = list(_everything())


@given(st.sampled_from(ALL), st.integers(1, 3650), st.integers(1, 3650))
@settings(max_examples=60, deadline=None)
def test_forecasts_keep_their_promises(case, one, other):
    question, crisis, reading = case
    near, far = (
        answer(replace(question, horizon_days=days), crisis, [reading], "2025-05-02")
        for days in sorted((one, other))
    )
    for found in (near, far):
        low, high = found.interval
        assert 0 < low <= found.probability <= high < 1
        assert found.word == word(found.probability)
        assert found.drivers and found.precedents and found.model
        assert found.joint is None or found.joint <= found.probability
        for driver in found.drivers:
            assert all(span.report == reading.report.id for span in driver.spans)
    assert near.probability <= far.probability + 1e-9


def test_anyone_is_no_less_likely_to_mediate_than_one_who_is_named():
    mediates = _event("CONSULT", "OMN", "IRN", day="2025-03", mode="mediate", cameo="045")
    both = replace(mediates, target=(Actor("USA"), Actor("IRN")))
    readings = _readings(_event("THREATEN", "USA", "IRN", day="2025-04-02", mode="violence"), both)
    question = Question("mediation", between=("USA", "IRN"))
    anyone = answer(question, CRISIS, readings, DAY)
    oman = answer(replace(question, actors=("OMN",)), CRISIS, readings, DAY)
    assert anyone.probability >= oman.probability
    assert any("alone does" in driver.name for driver in anyone.drivers)


def test_a_bare_year_dates_no_beginning():
    threat = _event("THREATEN", "USA", "IRN", day="2025-04-02", mode="violence")
    ran = []
    for day in ("2024", "2024-12-30"):
        back = _event("THREATEN", "IRN", "USA", day=day, mode="violence")
        case = Case(
            Question("strike", ("USA",), "IRN"), CRISIS, tuple(_readings(threat, back)), DAY
        )
        ran.append(passed_between(case, "USA", "IRN")[0].run)
    assert ran == [7, 100]


def test_what_several_questions_turn_on_is_reckoned_once(monkeypatch):
    from crisisdesk.odds import intervention

    crisis = Crisis((Role("USA"),), Role("IRN"), (Role("RUS"), Role("CHN")))
    readings = _readings(THREAT, _event("ASSAULT", "USA", "IRN", day="2025-04-01"))
    asked = questions_of(crisis, readings)
    alone = [answer(question, crisis, readings, DAY) for question in asked]
    strike, reckoned = intervention.strike, []

    def counted(case):
        reckoned.append(case.question)
        return strike(case)

    monkeypatch.setattr(intervention, "strike", counted)
    strikes = {}
    together = [answer(q, crisis, readings, DAY, strikes=strikes) for q in asked]
    assert together == alone
    assert sum(question.kind == "intervention" for question in asked) > 2
    assert len(reckoned) == len(set(reckoned))
