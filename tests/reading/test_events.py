"""Who did what to whom, read off whole sentences."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.reading import read_report
from crisisdesk.reading.events import read_events
from crisisdesk.reading.statements import read_statements
from crisisdesk.terms.records import Event, Report, report_id
from tests.reading.pages import page_of

_WORDS = "Chile Peru attacked NATO said that may not on Tuesday , “ ” ? . \n\n President his".split(
    " "
)


def events_of(text: str) -> list[Event]:
    """The events of a short text."""
    page = page_of(text)
    return read_events(page, read_statements(page))


def sides(event: Event) -> tuple[set[str | None], set[str | None]]:
    """The codes of both sides."""
    return {a.code for a in event.source}, {a.code for a in event.target}


@pytest.mark.parametrize(
    ("text", "event_type", "mode", "source", "target"),
    [
        ("Israel bombed a convoy in Syria on Tuesday.", "ASSAULT", "aerial", "ISR", "SYR"),
        ("Syria was bombed by Israel.", "ASSAULT", "aerial", "ISR", "SYR"),
        ("Sudan shelled Ethiopia.", "ASSAULT", "heavy-weapons", "SDN", "ETH"),
        ("Hamas attacked Israel.", "ASSAULT", None, "HAM", "ISR"),
        ("Russia supplied Iran with air defence systems.", "AID", "military", "RUS", "IRN"),
        ("Poland sent tanks to Ukraine.", "AID", "military", "POL", "UKR"),
        ("Germany condemned Belarus.", "ACCUSE", "disapprove", "DEU", "BLR"),
        ("Officials in Seoul criticised Japan.", "ACCUSE", "disapprove", "KOR", "JPN"),
        ("The United States imposed sanctions on Chad.", "SANCTION", "discontinue", "USA", "TCD"),
        ("Colombia broke off diplomatic ties with Peru.", "SANCTION", "discontinue", "COL", "PER"),
        ("Chile urged Peru to withdraw its troops.", "REQUEST", None, "CHL", "PER"),
        ("Armenia rejected Azerbaijan's proposal.", "REJECT", None, "ARM", "AZE"),
        ("Egypt held talks with Ethiopia.", "CONSULT", None, "EGY", "ETH"),
        ("Iran's foreign minister visited Oman.", "CONSULT", "visit", "IRN", "OMN"),
    ],
)
def test_one_sentence_tells_one_event(
    text: str, event_type: str, mode: str | None, source: str, target: str
) -> None:
    (event,) = events_of(text)
    assert (event.type, event.mode, event.modality) == (event_type, mode, "happened")
    assert sides(event) == ({source}, {target})


@pytest.mark.parametrize(
    ("text", "event_type", "source", "target"),
    [
        ("China threatened to blockade Taiwan.", "THREATEN", "CHN", "TWN"),
        ("Egypt agreed to aid Sudan.", "AGREE", "EGY", "SDN"),
        ("Peru demanded that Chile withdraw.", "REQUEST", "PER", "CHL"),
    ],
)
def test_what_is_threatened_or_promised_is_no_event_beside_it(
    text: str, event_type: str, source: str, target: str
) -> None:
    (event,) = events_of(text)
    assert event.type == event_type
    assert sides(event) == ({source}, {target})


def test_mediating_is_consultation_with_both_sides() -> None:
    (event,) = events_of("Qatar mediated between Iran and the United States.")
    assert (event.type, event.mode, event.modality) == ("CONSULT", "mediate", "happened")
    assert sides(event) == ({"QAT"}, {"IRN", "USA"})


def test_offering_to_mediate_is_support() -> None:
    (event,) = events_of("Qatar offered to mediate between Sudan and Ethiopia.")
    assert (event.type, event.mode, event.modality) == ("SUPPORT", "mediate", "offered")
    assert sides(event) == ({"QAT"}, {"SDN", "ETH"})


def test_two_who_sign_are_the_two_sides() -> None:
    (event,) = events_of("Kenya and Uganda signed a treaty.")
    assert (event.type, event.cameo) == ("AGREE", "057")
    assert set.union(*sides(event)) == {"KEN", "UGA"}


def test_a_noun_tells_an_event_as_well() -> None:
    events = events_of("The attack by Sudan on Ethiopia killed ten people.")
    assert [(e.type, sides(e)) for e in events] == [("ASSAULT", ({"SDN"}, {"ETH"}))]


def test_an_event_has_its_class_its_weight_and_its_words() -> None:
    text = "Israel bombed a convoy in Syria on Tuesday."
    (event,) = events_of(text)
    assert (event.quad, event.cameo) == ("material conflict", "195")
    assert event.intensity < 0
    assert text[event.trigger.start : event.trigger.end] == "bombed"
    assert text[event.span.start : event.span.end] == text


def test_a_weekday_is_the_last_one_before_the_report() -> None:
    (event,) = events_of("Israel bombed a convoy in Syria on Tuesday.")
    assert event.date is not None
    assert (event.date.value, event.date.basis) == ("2024-05-14", "relative")


def test_a_stated_year_is_as_precise_as_it_is() -> None:
    (event,) = events_of("Russia attacked Georgia in 2008.")
    assert event.date is not None
    assert (event.date.value, event.date.basis) == ("2008", "stated")


def test_a_pronoun_stands_for_the_side_that_acted() -> None:
    events = events_of("Sudan shelled Ethiopia. It also expelled the Kenyan ambassador.")
    assert [(e.type, sides(e)) for e in events] == [
        ("ASSAULT", ({"SDN"}, {"ETH"})),
        ("SANCTION", ({"SDN"}, {"KEN"})),
    ]


@pytest.mark.parametrize(
    ("text", "event_type", "sources", "targets"),
    [
        ("A base was hit in joint British-U.S. strikes on Yemen.", "ASSAULT", "GBR USA", "YEM"),
        ("Gunmen attacked Kenya on Monday.", "ASSAULT", "", "KEN"),
        ("France armed and trained the Chadian army.", "AID", "FRA", "TCD"),
        ("Russian missiles hit Odesa.", "ASSAULT", "RUS", "UKR"),
        ("Iran-backed fighters attacked Jordan.", "ASSAULT", "", "JOR"),
        ("Chad said Sudan was behind the attack on Kenya.", "ASSAULT", "SDN", "KEN"),
        ("Arms supplies by Iran to Sudan grew.", "AID", "IRN", "SDN"),
        ("Mali left and France withdrew its troops from Mali.", "RETREAT", "FRA", "MLI"),
        ("The foreign ministers of Egypt and Ethiopia met.", "CONSULT", "EGY", "ETH"),
        ("Three killed in Russian missile strike on Odesa.", "ASSAULT", "RUS", "UKR"),
    ],
)
def test_sides_are_found_where_news_puts_them(
    text: str, event_type: str, sources: str, targets: str
) -> None:
    found = [sides(e) for e in events_of(text) if e.type == event_type]
    assert ({*sources.split()} or {None}, {*targets.split()}) in found


def test_each_side_does_it_to_the_other() -> None:
    events = events_of("Peru shelled Chile. Each side blamed the other.")
    assert {(e.type, *map(str, (*sides(e)[0], *sides(e)[1]))) for e in events} == {
        ("ASSAULT", "PER", "CHL"),
        ("ACCUSE", "PER", "CHL"),
        ("ACCUSE", "CHL", "PER"),
    }


def test_who_condemns_an_attack_accuses_the_attacker() -> None:
    events = events_of("Sudan shelled Ethiopia. Kenya condemned the attack.")
    assert [(e.type, *sides(e)) for e in events if e.type == "ACCUSE"] == [
        ("ACCUSE", {"KEN"}, {"SDN"})
    ]


def test_what_somebody_is_accused_of_is_said_and_not_known() -> None:
    events = events_of("Kenya accused Sudan of shelling Ethiopia.")
    assert [(e.type, e.modality, *sides(e)) for e in events] == [
        ("ACCUSE", "happened", {"KEN"}, {"SDN"}),
        ("ASSAULT", "stated", {"SDN"}, {"ETH"}),
    ]


def test_nobody_is_put_where_the_clause_names_somebody() -> None:
    text = "Iran shelled Iraq. Iraq shelled Iran. Iran attacked shipping in the Gulf."
    assert all(e.trigger.start < 36 for e in events_of(text) if sides(e)[1] == {"IRQ"})


def test_we_is_the_side_that_speaks() -> None:
    text = "“We have bombed Chad,” Sudan’s defence minister said on Monday."
    assert [sides(e) for e in events_of(text)] == [({"SDN"}, {"TCD"})]


@pytest.mark.parametrize(
    "text", ["", "Argentina and Chile are neighbours.", "The turkey was served on good china."]
)
def test_where_nothing_is_done_there_is_no_event(text: str) -> None:
    assert events_of(text) == []


def test_what_a_report_dates_later_than_itself_has_not_happened() -> None:
    """The sentence's own form may hide it; a day's difference may be one of time zones."""
    text = "Chile had a date, 9 May 2025, and a choice: withdraw the ship, or see Peru attack it."
    attack = next(event for event in events_of(text) if event.type == "ASSAULT")
    assert attack.date is not None and attack.date.value == "2025-05-09"
    assert attack.modality == "expected"


@pytest.mark.parametrize(
    "text",
    [
        "Peru warned Chile. A store of diesel burned down at the port of Arica.",
        "Peru warned Chile. A ferry sank off Arica on Tuesday.",
    ],
)
def test_what_befell_a_thing_is_nobodys_deed(text: str) -> None:
    assert "ASSAULT" not in {event.type for event in events_of(text)}


def test_to_burn_something_is_a_deed() -> None:
    (event,) = events_of("Sudan burned a village in Ethiopia.")
    assert (event.type, event.modality) == ("ASSAULT", "happened")


@settings(max_examples=15, deadline=None)
@given(st.one_of(st.text(max_size=200), st.lists(st.sampled_from(_WORDS)).map(" ".join)))
def test_any_text_can_be_read_and_events_lie_in_it(text: str) -> None:
    reading = read_report(Report(report_id(text), text))
    spans = [s for e in reading.events for s in (e.span, e.trigger, *e.also)]
    spans += [s for p in reading.people for s in p.spans]
    spans += [s for found in reading.mentions.values() for s in found]
    assert all(0 <= s.start < s.end <= len(reading.report.text) for s in spans)


@pytest.mark.parametrize(
    ("text", "event_type", "source", "target"),
    [
        # the subject as it stands before the verb, where the parse has another
        ("Lima fell silent a day after the U.S. and Chilean air forces bombed Bolivia.",
         "ASSAULT", {"USA", "CHL"}, {"BOL"}),
        ("Oman issued a statement condemning Chad.", "ACCUSE", {"OMN"}, {"TCD"}),
        ("Members of the UN Security Council urged Chad to withdraw.",
         "REQUEST", {"UNO"}, {"TCD"}),
        ("A drone launched by Hamas hit Israel.", "ASSAULT", {"HAM"}, {"ISR"}),
        # whom it is done to
        ("Russia carried out airstrikes targeting Ukraine.", "ASSAULT", {"RUS"}, {"UKR"}),
        ("Oman hosted talks between Chad's president and Niger's prime minister.",
         "CONSULT", {"OMN"}, {"TCD", "NER"}),
        ("Japan suspended a part of its aid for Sudan.", "SANCTION", {"JPN"}, {"SDN"}),
        ("France said that Niger must release the prisoners.", "REQUEST", {"FRA"}, {"NER"}),
        ("Peru called the raid by Chile a violation of its borders.", "ACCUSE", {"PER"}, {"CHL"}),
        ("China launched ballistic missiles at Taiwan.", "ASSAULT", {"CHN"}, {"TWN"}),
        ("In March, Saudi Arabia, Egypt and Bahrain recalled their ambassadors from Qatar.",
         "SANCTION", {"SAU", "EGY", "BHR"}, {"QAT"}),
        ("The Ministry of Foreign Affairs of Moldova called on Russia to help.",
         "REQUEST", {"MDA"}, {"RUS"}),
        ("Chad had earlier accused neighbour Niger of building up troops.",
         "ACCUSE", {"TCD"}, {"NER"}),
        ("Peru blamed a joint drill by Chile and Bolivia for the tension.",
         "ACCUSE", {"PER"}, {"CHL", "BOL"}),
        ("Tehran called on Washington to cut its ties with Israel.",
         "REQUEST", {"IRN"}, {"USA"}),
        ("Chad condemned Niger on Friday and warned of sanctions.",
         "THREATEN", {"TCD"}, {"NER"}),
    ],
)  # fmt: skip
def test_the_sides_are_found_where_the_parse_hides_them(
    text: str, event_type: str, source: set[str], target: set[str]
) -> None:
    assert (event_type, source, target) in [(e.type, *sides(e)) for e in events_of(text)]


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("Chad fought alongside Niger last year.", "ASSAULT"),
        ("Chad engaged the United Nations on the plan.", "ASSAULT"),
        ("The deal was supported by Chad and Niger.", "AGREE"),
        ("Peru does not recognise Chile's parliament.", "SUPPORT"),
        ("North Korea fired a ballistic missile toward the Yellow Sea.", "ASSAULT"),
        ("Chile announced joint flight operations with the Peruvian military.", "ASSAULT"),
        ("Chile would never allow Peru to build a bomb.", "RETREAT"),
    ],
)
def test_what_resembles_an_event_is_none(text: str, event_type: str) -> None:
    assert event_type not in {e.type for e in events_of(text)}


def test_a_denial_is_meant_for_the_accuser() -> None:
    text = "Chad accused Niger of arming rebels on Monday.\n\nNiger denied that it had done so."
    denials = [sides(e) for e in events_of(text) if e.type == "REJECT"]
    assert denials == [({"NER"}, {"TCD"})]


def test_soldiers_that_arrive_are_no_visitors() -> None:
    (event,) = events_of("Kenyan soldiers arrived in Haiti on Monday.")
    assert (event.type, sides(event)) == ("MOBILIZE", ({"KEN"}, set()))


@pytest.mark.parametrize(
    "text",
    [
        "Giving a speech in Doha, Qatar's emir urged Iran to free the tanker.",
        "Demanding an apology, Oman expelled the ambassador of Iran.",
    ],
)
def test_a_participle_may_be_the_first_word(text: str) -> None:
    assert [e.type for e in events_of(text)]


def test_a_mediator_goes_between_those_who_talk_beside_it() -> None:
    text = "Chad and Niger held talks on Monday. Oman's foreign minister mediated the discussions."
    mediated = [sides(e) for e in events_of(text) if e.mode == "mediate"]
    assert mediated == [({"OMN"}, {"TCD", "NER"})]


def test_who_denies_an_attack_answers_those_attacked() -> None:
    text = "Chad attacked Niger on Monday. Chad's army denied the attack."
    denials = [sides(e) for e in events_of(text) if e.type == "REJECT"]
    assert denials == [({"TCD"}, {"NER"})]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("India attacked Pakistan after the army took power in 2021.", None),
        ("India has bombed Pakistan for the first time since the army took over in 2021.", None),
        ("Iran attacked Pakistan with rockets that it bought in 2019.", None),
        ("In March 2024 India bombed Pakistan before a new army chief took over.", "2024-03"),
    ],
)
def test_the_day_of_another_clause_is_not_the_events(text: str, day: str | None) -> None:
    (event,) = [e for e in events_of(text) if e.type == "ASSAULT" and e.target[0].code == "PAK"]
    assert (event.date.value if event.date else None) == day
