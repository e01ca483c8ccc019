"""What the record says of a kept question, and what it does not say."""

from __future__ import annotations

from msgspec.structs import replace

from crisisdesk.odds.resolving import Proposal, propose, rule_of
from crisisdesk.terms.asked import Asked, Pattern, Rule
from crisisdesk.terms.records import (
    Actor,
    Date,
    Event,
    Question,
    Reading,
    Report,
    Span,
    Statement,
    report_id,
)

STRIKE = Question("strike", ("USA",), "IRN", text="Will the United States strike Iran?")
ASKED = Asked(1, 1, STRIKE, "2025-04-01", "2025-04-30", rule=rule_of(STRIKE))


def report(
    outlet: str,
    day: str | None,
    type: str = "ASSAULT",
    source: str = "USA",
    target: str = "IRN",
    published: str = "2025-04-20",
    speaker: Actor | None = None,
    **more: object,
) -> Reading:
    """A report that tells one event."""
    key = f"{outlet}{type}{day}{published}{more}"  # each report in words of its own
    text = " ".join(report_id(f"{key}{i}") for i in range(20))
    name = report_id(text)
    span = Span(name, 0, len(text))
    told = Event(
        f"e-{name}", type, (Actor(source),), tuple(Actor(code) for code in target.split()),
        more.pop("modality", "happened"), span, span, date=Date(day) if day else None,
        statement="s-1" if speaker else None, **more,
    )  # fmt: skip
    said = (Statement("s-1", "indirect", text, span, speaker=speaker),) if speaker else ()
    return Reading(
        report=Report(id=name, text=text, outlet=outlet, published=Date(published)),
        events=(told,),
        statements=said,
    )


LATER = report("The Clock", None, "CONSULT", published="2025-05-02")


def verdict(*readings: Reading, as_of: str = "2025-05-03", asked: Asked = ASKED) -> Proposal:
    (found,) = propose(asked, readings, as_of)
    return found


def test_two_origins_make_a_yes_of_the_day_of_the_deed() -> None:
    found = verdict(report("Dawn Post", "2025-04-10"), report("Hill Times", "2025-04-11"))
    assert (found.verdict, found.decided) == ("yes", "2025-04-10")
    assert len(found.spans) == 2 and found.deeds[0].tellers == ("Dawn Post", "Hill Times")


def test_one_origin_is_not_enough_and_what_is_missing_is_said() -> None:
    found = verdict(report("Dawn Post", "2025-04-10"), LATER)
    assert found.verdict == "no"
    assert found.deeds[0].lacks == ("1 independent origin of 2",)
    assert found.spans == ()


def test_an_official_of_a_party_is_enough() -> None:
    official = Actor("IRN", "GOV", "Abbas Araghchi", "minister")
    assert verdict(report("Dawn Post", "2025-04-10", speaker=official)).verdict == "yes"
    other = Actor("FRA", "GOV", "Jean Doe")
    assert verdict(report("Dawn Post", "2025-04-10", speaker=other), LATER).verdict == "no"


def test_deeds_outside_opening_and_close_do_not_count() -> None:
    for day in ("2025-03-31", "2025-05-01"):
        both = (report("Dawn Post", day), report("Hill Times", day), LATER)
        assert verdict(*both).verdict == "no", day


def test_deeds_of_days_far_apart_are_not_one() -> None:
    apart = (report("Dawn Post", "2025-04-05"), report("Hill Times", "2025-04-20"), LATER)
    assert verdict(*apart).verdict == "no"


def test_a_deed_without_a_day_is_told_as_missing() -> None:
    found = verdict(report("Dawn Post", None), report("Hill Times", "2025-04"), LATER)
    assert found.verdict == "no"
    assert any("without a day" in m and "Dawn Post" in m for m in found.missing)


def test_before_the_close_it_is_open_and_never_a_no() -> None:
    assert verdict(LATER, as_of="2025-04-30").verdict == "open"


def test_a_record_that_does_not_reach_the_close_says_nothing() -> None:
    found = verdict(report("Dawn Post", "2025-04-10", published="2025-04-11"))
    assert found.verdict == "unknown"
    assert any("latest report is of 2025-04-11" in m for m in found.missing)


def test_what_was_said_threatened_or_denied_is_no_deed() -> None:
    for modality in ("threatened", "denied", "possible"):
        both = [report(o, "2025-04-10", modality=modality) for o in ("Dawn Post", "Hill Times")]
        assert verdict(*both, LATER).verdict == "no", modality


def test_a_better_grade_may_be_wanted() -> None:
    asked = replace(ASKED, rule=replace(ASKED.rule, grade=2))
    both = (report("Dawn Post", "2025-04-10"), report("Hill Times", "2025-04-10"), LATER)
    assert verdict(*both, asked=asked).verdict == "no"
    wires = (report("Reuters", "2025-04-10"), report("Associated Press", "2025-04-10"))
    assert verdict(*wires, asked=asked).verdict == "yes"


def test_without_its_condition_a_question_is_void() -> None:
    question = Question("intervention", ("RUS",), beneficiary="IRN", help="arms")
    asked = replace(ASKED, question=question, rule=rule_of(question, ["USA"]))
    assert verdict(LATER, asked=asked).verdict == "void"
    struck = [report(o, "2025-04-10") for o in ("Dawn Post", "Hill Times")]
    assert verdict(*struck, LATER, asked=asked).verdict == "no"
    armed = [
        report(o, "2025-04-12", "AID", "RUS", contexts=("military",))
        for o in ("Dawn Post", "Hill Times")
    ]
    assert verdict(*struck, *armed, asked=asked).verdict == "yes"
    early = [
        report(o, "2025-04-08", "AID", "RUS", contexts=("military",))
        for o in ("Dawn Post", "Hill Times")
    ]
    assert verdict(*struck, *early, LATER, asked=asked).verdict == "no", "before the strike"


def test_each_of_whom_one_asks_has_its_own_answer() -> None:
    question = Question("mediation", between=("USA", "IRN"), text="Who will mediate?")
    asked = replace(ASKED, question=question, options=("OMN", "QAT"), rule=rule_of(question))
    told = [
        report(o, "2025-04-10", "CONSULT", "OMN", "USA IRN", mode="mediate")
        for o in ("Dawn Post", "Hill Times")
    ]
    found = {p.option: p.verdict for p in propose(asked, [*told, LATER], "2025-05-03")}
    assert found == {"OMN": "yes", "QAT": "no"}


def test_both_sides_must_be_met_where_the_rule_says_so() -> None:
    question = Question("mediation", ("OMN",), between=("USA", "IRN"))
    asked = replace(ASKED, question=question, rule=rule_of(question))
    told = [
        report(o, "2025-04-10", "CONSULT", "OMN", "IRN", mode="mediate")
        for o in ("Dawn Post", "Hill Times")
    ]
    found = verdict(*told, LATER, asked=asked)
    assert found.verdict == "no" and "nothing of the United States" in found.deeds[0].lacks


def test_a_question_without_a_pattern_is_resolved_by_hand() -> None:
    asked = replace(ASKED, rule=rule_of(Question("escalation", between=("USA", "IRN"))))
    assert verdict(LATER, asked=asked).verdict == "unknown"


def test_a_copied_wire_is_one_origin() -> None:
    words = " ".join(f"word{i}" for i in range(120))
    pair = []
    for outlet in ("Dawn Post", "Hill Times"):
        one = report(outlet, "2025-04-10")
        text = f"{words} {outlet}"
        name = report_id(text)
        span = Span(name, 0, 5)
        pair.append(
            Reading(
                report=replace(one.report, id=name, text=text),
                events=(replace(one.events[0], span=span, trigger=span),),
            )
        )
    assert verdict(*pair, LATER).verdict == "no"


def test_a_rule_of_ones_own() -> None:
    rule = Rule(Pattern(("SANCTION",), (), ("IRN",)), origins=1)
    asked = replace(ASKED, rule=rule)
    assert (
        verdict(report("Dawn Post", "2025-04-10", "SANCTION", "EUR"), asked=asked).verdict == "yes"
    )
