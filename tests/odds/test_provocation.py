"""An attack laid at another state's door: found in the record, and the class that it chooses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import crisisdesk as cd
from crisisdesk.history.classes import era_of
from crisisdesk.odds.answer import answer
from crisisdesk.odds.crisis import infer_crisis
from crisisdesk.odds.provocation import provocations
from crisisdesk.terms.records import (
    Actor,
    Date,
    Event,
    Forecast,
    Question,
    Reading,
    Report,
    Span,
)

DAY = "2024-05-10"
TEXT = (
    "Gunmen killed 31 people in a market in Kampala on Monday. "
    "Uganda accused Kenya of arming the attackers. "
    "Uganda accused Kenya of breaking an agreement about fish. "
)


def _span(words: str) -> Span:
    start = TEXT.index(words)
    return Span("r", start, start + len(words))


def _event(kind: str, by: str | None, on: str, day: str, words: str, cameo: str = "112") -> Event:
    span = _span(words)
    sides = (Actor(by, "UAF" if by is None else None),), (Actor(on),)
    return Event(kind, kind, *sides, "happened", span, span, cameo=cameo, date=Date(day))


ATTACK = _event("ASSAULT", None, "UGA", "2024-05-06", "Gunmen killed 31 people", "183")
CHARGE = _event("ACCUSE", "UGA", "KEN", "2024-05-07", "Uganda accused Kenya of arming")
QUARREL = _event("ACCUSE", "UGA", "KEN", "2024-05-07", "Uganda accused Kenya of breaking")


def _readings(*events: Event, text: str = TEXT) -> list[Reading]:
    return [Reading(Report("r", text, published=Date("2024-05-08")), events=events)]


def _odds(*events: Event, days: int = 14, day: str = DAY) -> Forecast:
    readings = _readings(*events)
    question = Question("strike", ("UGA",), "KEN", horizon_days=days)
    return answer(question, infer_crisis(readings), readings, day)


def test_an_attack_and_the_charge_choose_the_class_and_its_cases() -> None:
    found = _odds(ATTACK, CHARGE)
    past = era_of("provoked", "since-1992", 14)
    assert past is not None
    assert (found.reference.id, found.reference.n, found.reference.k) == (past.id, past.n, past.k)
    assert "responsible for an attack that killed 31, 4 days ago" in found.drivers[0].name
    assert found.drivers[0].spans == (ATTACK.span, CHARGE.span)
    assert found.model.startswith("provoked") and found.interval[0] < found.probability
    assert {case.source for case in found.precedents} == {"public record"}


def test_it_is_far_likelier_than_without_the_attack() -> None:
    assert _odds(ATTACK, CHARGE).probability > 5 * _odds(QUARREL).probability


@pytest.mark.parametrize("events", [(CHARGE,), (QUARREL,), (ATTACK,), (ATTACK, QUARREL), ()])
def test_neither_a_quarrel_nor_a_charge_nor_an_attack_alone_chooses_it(
    events: tuple[Event, ...],
) -> None:
    text = TEXT.replace("31 people", "the light")
    readings = _readings(*events, text=text if ATTACK not in events else TEXT)
    assert provocations(readings, DAY) == []


DEED = _event("SANCTION", "UGA", "KEN", "2024-05-08", "Uganda accused Kenya of breaking", "163")


def test_deeds_hold_a_state_responsible_where_the_report_speaks_of_it_and_the_attack() -> None:
    linked = TEXT.replace("Uganda accused Kenya of arming the attackers", "Kenya denied the attack")
    (found,) = provocations(_readings(ATTACK, DEED, text=linked), DAY)
    assert (found.actor, found.target, found.blames) == ("UGA", "KEN", False)
    apart = TEXT.replace("Uganda accused Kenya of arming the attackers", "Police spoke of robbers")
    assert provocations(_readings(ATTACK, DEED, text=apart), DAY) == []


def test_one_state_s_charge_over_an_attack_on_another_is_none() -> None:
    elsewhere = _event("ACCUSE", "TZA", "KEN", "2024-05-07", "Uganda accused Kenya of arming")
    assert provocations(_readings(ATTACK, elsewhere), DAY) == []


def test_a_blow_by_a_state_s_own_forces_is_none() -> None:
    own = _event("ASSAULT", "KEN", "UGA", "2024-05-06", "Gunmen killed 31 people", "190")
    assert _odds(own, CHARGE).reference.id.startswith("dispute/suffered")


def test_force_between_the_two_in_the_month_leaves_it_to_the_dispute() -> None:
    blow = _event("ASSAULT", "UGA", "KEN", "2024-05-09", "Gunmen killed 31 people", "190")
    assert _odds(ATTACK, CHARGE, blow).reference.id.startswith("dispute/struck")


def test_the_longer_nothing_came_the_less_is_left_of_it() -> None:
    early, late = (_odds(ATTACK, CHARGE, day=day) for day in ("2024-05-07", "2024-07-07"))
    assert late.probability < early.probability / 2
    assert not _odds(ATTACK, CHARGE, day="2024-09-30").reference.id.startswith("provoked")


def test_longer_horizons_are_likelier_and_the_interval_holds_the_odds() -> None:
    found = [_odds(ATTACK, CHARGE, days=days) for days in (1, 14, 30, 90, 365, 3650)]
    odds = [one.probability for one in found]
    assert odds == sorted(odds) and odds[-1] < 1
    assert all(one.interval[0] <= one.probability <= one.interval[1] for one in found)


def test_the_stronger_side_is_likelier_to_answer_by_force() -> None:
    def odds(one: str, other: str) -> float:
        charge = _event("ACCUSE", one, other, "2024-05-07", "Uganda accused Kenya of arming")
        attack = _event("ASSAULT", None, one, "2024-05-06", "Gunmen killed 31 people", "183")
        readings = _readings(attack, charge)
        question = Question("strike", (one,), other, horizon_days=30)
        return answer(question, infer_crisis(readings), readings, DAY).probability

    assert odds("IND", "PAK") > odds("PAK", "IND") + 0.1


# made-up reports of four unlike crises, read from their words
ATTACKED = {
    ("IND", "PAK"): (
        "Dozens of tourists shot dead in a mountain resort\nBy Anna Verma\n23 April 2025\n\n"
        "SRINAGAR - Gunmen killed 26 tourists at a resort in Indian-administered Kashmir on "
        "Tuesday, police said.\n\n"
        "India on Wednesday accused Pakistan of backing the attackers and said that it would cut "
        "ties. Pakistan denied any role and offered its condolences.\n"
    ),
    ("IRN", "PAK"): (
        "Bomb kills 41 at a military parade in Iran\n3 October 2024\n\n"
        "TEHRAN - A suicide bomber killed at least 41 people at a military parade in the Iranian "
        "city of Zahedan on Wednesday. Iran blamed Pakistan for the attack. Pakistan rejected the "
        "charge and condemned the attack.\n"
    ),
    ("ETH", "ERI"): (
        "Ethiopia says Eritrea is behind an attack on a bus station\n14 May 2025\n\n"
        "ADDIS ABABA - Unidentified attackers bombed a crowded bus station in the Ethiopian town "
        "of Mekelle on Monday, killing 58 people and wounding 100. Ethiopian Prime Minister "
        "Abiy Ahmed blamed Eritrea for the bombing. Eritrea dismissed the allegation.\n"
    ),
    ("ISR", "IRN"): (
        "Israel blames Iran for an attack on its embassy\n20 July 2024\n\n"
        "BUENOS AIRES - A car bomb exploded outside the Israeli embassy in Buenos Aires on "
        "Thursday, killing 29 people, Argentine officials said. Israel accused Iran of carrying "
        "out the attack. Iran denied it.\n"
    ),
}
DEMANDED = (
    "Delhi blames Pakistan-based group for attack on parliament\n15 December 2001\n\n"
    "NEW DELHI - India said that a Pakistan-based group was behind the suicide attack on its "
    "parliament, in which 12 people were killed. India demanded that Pakistan arrest its leaders.\n"
)
ROUTINE = {
    "fish": (
        "Thailand and Cambodia trade accusations over the border\n14 May 2025\n\n"
        "BANGKOK - Thailand accused Cambodia on Monday of violating a border agreement and of "
        "letting smugglers cross. Cambodia rejected the accusation and blamed Thai officials.\n"
    ),
    "third": (
        "Washington blames Iran for attack on Iraqi base\n14 May 2025\n\n"
        "WASHINGTON - Rockets killed 12 Iraqi soldiers at a base in Iraq on Monday, officials "
        "said. The United States accused Iran of arming the attackers. Iran denied it.\n"
    ),
    "old": (
        "India and Pakistan meet in Dubai\n14 May 2025\n\n"
        "DUBAI - Officials of India and Pakistan met on Monday. India accused Pakistan of "
        "harbouring militants. Pakistan said that the charge was baseless.\n\n"
        "The two have quarrelled for years. Gunmen killed 166 people in Mumbai in 2008.\n"
    ),
    "demands": (
        "Washington demands that Iran free sailors\n14 May 2025\n\n"
        "WASHINGTON - The United States demanded on Tuesday that Iran free two sailors. In Texas a "
        "gunman killed 11 people in an American shop on Sunday, police there said.\n"
    ),
    "sanctions": (
        "Washington adds sanctions on Iran\n14 May 2025\n\n"
        "WASHINGTON - The United States imposed new sanctions on Iran on Tuesday over its drones. "
        "A gunman killed 11 people in a shop in Texas on Sunday, police there said.\n"
    ),
}


@pytest.mark.parametrize("pair", ATTACKED, ids="-".join)
def test_a_report_of_an_attack_poses_the_question_and_chooses_the_class(
    pair: tuple[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "report.txt"
    file.write_text(ATTACKED[pair], encoding="utf-8")
    with cd.Desk() as desk:
        desk.add(file)
        strikes = [one for one in desk.odds() if one.question.kind == "strike"]
        (found,) = [
            one
            for one in strikes
            if (one.question.actors, one.question.target) == ((pair[0],), pair[1])
        ]
        texts = {report.id: report.text for report in desk.reports()}
    assert found.reference.id.startswith("provoked/")
    told = [texts[span.report][span.start : span.end] for span in found.drivers[0].spans]
    assert any("kill" in words.lower() for words in told)
    assert any(re.search("accused|blame", words) for words in told)


def test_demands_on_the_host_of_a_group_hold_it_responsible(tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(DEMANDED, encoding="utf-8")
    found = provocations([cd.read(file)], "2001-12-15")
    assert [(one.actor, one.target, one.killed) for one in found] == [("IND", "PAK", 12)]


@pytest.mark.parametrize("name", ROUTINE)
def test_routine_charges_choose_nothing(name: str, tmp_path: Path) -> None:
    file = tmp_path / "report.txt"
    file.write_text(ROUTINE[name], encoding="utf-8")
    reading = cd.read(file)
    assert reading.events and provocations([reading], "2025-05-14") == []


def test_a_brief_of_the_example_reports_has_no_such_class() -> None:
    folder = Path(__file__).resolve().parents[2] / "examples"
    readings = [cd.read(path) for path in sorted(folder.glob("[0-9]*"))]
    assert readings and provocations(readings, "2025-04-12") == []


def test_a_charge_whose_attack_is_told_in_the_sentence_before_counts() -> None:
    text = (
        "Gunmen killed 31 people in a market in Kampala on Monday. Uganda accused Kenya at once. "
    )
    charge = Event(
        *("c", "ACCUSE", (Actor("UGA"),), (Actor("KEN"),), "happened"),
        *(Span("r", 58, 85), Span("r", 65, 72)),
        cameo="112",
        date=Date("2024-05-07"),
    )
    (found,) = provocations(_readings(ATTACK, charge, text=text), DAY)
    assert found.killed == 31


def test_a_small_attack_is_none_though_a_president_speaks_of_it() -> None:
    text = TEXT.replace("31 people", "two men").replace("on Monday", "the president said")
    assert provocations(_readings(ATTACK, CHARGE, text=text), DAY) == []
