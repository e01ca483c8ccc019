"""Who did what to whom in the turns of phrase of news, where a parse is easily misled."""

from __future__ import annotations

import pytest

from tests.reading.test_events import events_of, sides

Sides = tuple[set[str | None], set[str | None]]


def told(text: str, event_type: str) -> list[Sides]:
    """The sides of the events of one type, in text order."""
    return [sides(e) for e in events_of(text) if e.type == event_type]


@pytest.mark.parametrize(
    ("text", "event_type", "source", "target"),
    [
        (
            "The rebels of M23 have swiftly seized stretches of land in Congo.",
            "COERCE",
            "M23",
            "COD",
        ),
        ("Ethiopia captured the town of Zalambessa from Eritrea.", "COERCE", "ETH", "ERI"),
        (
            "Israel widened its fight with Hezbollah, with which it has traded fire for months.",
            "ASSAULT",
            "ISR",
            "HEZ",
        ),
        (
            "Peru's president made an urgent appeal to his Chilean counterpart to end the siege.",
            "REQUEST",
            "PER",
            "CHL",
        ),
        (
            "Peru cut its fuel supply, leading Chile to close its ports to Peru.",
            "SANCTION",
            "CHL",
            "PER",
        ),
        ("Peru launched a jet that bombed a Chilean base.", "ASSAULT", "PER", "CHL"),
        (
            "Manila spoke of the ramming of a Philippine boat by the China Coast Guard.",
            "COERCE",
            "CHN",
            "PHL",
        ),
        (
            "Guyana has summoned Venezuela's ambassador and plans to send a protest to Caracas.",
            "ACCUSE",
            "GUY",
            "VEN",
        ),
        (
            "Putin discussed the tension on the Azerbaijani border with Armenia's prime minister.",
            "CONSULT",
            "RUS",
            "ARM",
        ),
        (
            "China's premier briefed his Chilean counterpart by telephone on Monday.",
            "CONSULT",
            "CHN",
            "CHL",
        ),
        ("Sudan charged Chad with prolonging the war by arming the RSF.", "AID", "TCD", "RSF"),
    ],
)
def test_who_did_it_to_whom(text: str, event_type: str, source: str, target: str) -> None:
    assert ({source}, {target}) in told(text, event_type)


def test_an_army_is_that_of_who_speaks_and_the_enemy_is_the_other() -> None:
    text = (
        "Peru and Chile have clashed for a week. Chile is no stranger to war with Peru.\n\n"
        "Peru's defence ministry said the army had shot down a Chilean drone.\n\n"
        "Peru's defence ministry said the enemy shelled Peruvian villages."
    )
    assert ({"PER"}, {"CHL"}) in told(text, "ASSAULT")
    shelled = [sides(e) for e in events_of(text) if e.mode == "heavy-weapons"]
    assert shelled == [({"CHL"}, {"PER"})]


def test_allies_act_together() -> None:
    (recalled,) = told(
        "Mali and its allies Niger and Chad recalled envoys from France.", "SANCTION"
    )
    assert recalled == ({"MLI", "NER", "TCD"}, {"FRA"})


def test_who_appears_in_a_headline_without_a_doer_was_struck() -> None:
    assert not told("Ninth peacekeeper wounded in southern Lebanon, UN says", "ASSAULT")


def test_a_truce_in_a_city_is_with_the_other_side() -> None:
    (agreed,) = told("Taliban, Pakistan agree to truce in Doha", "RETREAT")
    assert agreed == ({"AFG"}, {"PAK"})


def test_who_is_somewhere_was_not_sent_there_by_it() -> None:
    text = "Peacekeepers of the United Nations deployed in southern Lebanon asked Israel to stop."
    assert not told(text, "MOBILIZE")


def test_what_a_source_says_is_not_its_warning() -> None:
    text = (
        "North Korea fired rockets, according to the South Korean army, an hour after Pyongyang "
        "warned Seoul of a reply."
    )
    assert told(text, "THREATEN") == [({"PRK"}, {"KOR"})]


def test_terror_is_nobodys_until_somebody_is_named() -> None:
    text = "India and Pakistan traded words after a terrorist attack on Indian tourists."
    assert ({"PAK"}, {"IND"}) not in told(text, "ASSAULT")


def test_who_offers_to_go_between_does_so_between_those_whom_the_answers_show() -> None:
    text = (
        "Venezuela's defence minister denounced the flights of Guyana as a provocation.\n\n"
        "Guyana called the claim of Venezuela a threat.\n\n"
        "Brazil has offered to host talks, an offer that Caracas has not refused."
    )
    offers = [sides(e) for e in events_of(text) if e.mode == "mediate"]
    assert offers == [({"BRA"}, {"GUY", "VEN"})]


def test_who_is_due_to_meet_is_who_stands_before() -> None:
    text = (
        "Russia has approved a pact with Iran that commits neither to fight for the other, days "
        "before Iranian and American envoys are due to meet in Oman."
    )
    met = [(sides(e), e.modality) for e in events_of(text) if e.type == "CONSULT"]
    assert met == [(({"IRN"}, {"USA"}), "expected")]


def test_nobody_is_asked_where_fighters_are_ordered() -> None:
    assert not told("Iran has ordered new fighters.", "REQUEST")


@pytest.mark.parametrize(
    ("text", "event_type", "source", "target"),
    [
        ("Iran's guards seized a British-flagged tanker.", "COERCE", "IRN", "GBR"),
        (
            "Hugo Chavez ordered tanks on Sunday to Venezuela's border with Colombia.",
            "MOBILIZE",
            "VEN",
            "COL",
        ),
        (
            "Hugo Chavez said Venezuela will respond militarily if Colombia violates the truce.",
            "THREATEN",
            "VEN",
            "COL",
        ),
        ("Merkel had called Vladimir Putin on Wednesday.", "CONSULT", "DEU", "RUS"),
        ("Putin told Chad it needs to withdraw its troops.", "REQUEST", "RUS", "TCD"),
    ],
)
def test_what_wires_tell_in_few_words(text: str, event_type: str, source: str, target: str) -> None:
    assert ({source}, {target}) in told(text, event_type)


def test_two_who_promise_a_third_promise_each_other_nothing() -> None:
    text = "Iran and Turkey promised to help Qatar weather the crisis."
    assert told(text, "AGREE") == [({"IRN", "TUR"}, {"QAT"})]


def test_missiles_fired_at_nobody_are_a_show_of_force() -> None:
    text = "South Korea spoke. Last week North Korea fired ballistic missiles on four occasions."
    assert not told(text, "ASSAULT")


@pytest.mark.parametrize(
    ("text", "event_type", "source", "target"),
    [
        (
            "North Korea fired a missile over Japan. South Korea's president warned of a resolute "
            "response.",
            "THREATEN",
            "KOR",
            "PRK",
        ),
        (
            "Sudan accuses the Emirates of arming rebels. The Emirates accused the army of "
            "refusing talks. Sudan's foreign minister flew to Cairo for Sudan.",
            "ACCUSE",
            "ARE",
            "SDN",
        ),
    ],
)
def test_sides_that_the_report_gives(text: str, event_type: str, source: str, target: str) -> None:
    assert ({source}, {target}) in told(text, event_type)


def test_who_is_called_a_liar_is_not_telephoned() -> None:
    assert not told('Chavez called President Alvaro Uribe "a criminal".', "CONSULT")
    assert not told("We are not going to permit the Americans to divide us.", "RETREAT")


def test_all_who_did_it_are_told_by_one_event() -> None:
    text = "Mali warned ECOWAS of war. The rulers of Mali and Niger warned ECOWAS on Monday."
    assert ({"MLI", "NER"}, {"ECO"}) in told(text, "THREATEN")


@pytest.mark.parametrize(
    "text",
    [
        "The crash of the Iranian airliner killed 176 people in Iran, Qatar said.",
        "At least 120 people were killed in an earthquake in Turkey and Syria.",
        "A typhoon killed 30 people in China and Vietnam.",
        "A Malaysia Airlines jet hit a house in France on Monday.",
    ],
)
def test_an_accident_is_nobodys_assault(text: str) -> None:
    assert told(text, "ASSAULT") == []
