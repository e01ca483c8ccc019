"""Ties on sentences of our own: each relation told in several ways, and what must tell none."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisisdesk.reading.build import build_page
from crisisdesk.reading.ties import read_ties
from crisisdesk.terms.records import Date, Report, Tie, report_id


def ties(text: str, day: str = "2024-05-10") -> list[Tie]:
    """The ties of a one-paragraph report of that day."""
    return read_ties(build_page(Report(report_id(text), text, published=Date(day))))


def told(text: str) -> set[tuple[str, tuple[str, str]]]:
    return {(tie.kind, tie.between) for tie in ties(text)}


@pytest.mark.parametrize(
    ("text", "kind", "pair"),
    [
        ("Belgrade regards China as a trusted ally in Europe.", "alliance", ("CHN", "SRB")),
        ("Turkey is Azerbaijan's closest ally, officials said.", "alliance", ("AZE", "TUR")),
        ("Japan, an ally of the United States, sent a ship.", "alliance", ("JPN", "USA")),
        (
            "The alliance between Turkey and Azerbaijan held firm on Monday.",
            "alliance",
            ("AZE", "TUR"),
        ),
        ("Cuba and Venezuela are partners in the oil trade.", "partnership", ("CUB", "VEN")),
        ("Morocco's rivalry with Algeria has deepened.", "rivalry", ("DZA", "MAR")),
        ("Ethiopia and Eritrea are old foes in the region.", "rivalry", ("ERI", "ETH")),
        (
            "Strained relations between Serbia and Kosovo worry Brussels.",
            "strained",
            ("SRB", "XKX"),
        ),
        (
            "With Greece-Turkey ties tense again, the meeting was put off.",
            "strained",
            ("GRC", "TUR"),
        ),
    ],
)
def test_relations_are_read_with_their_parties(text: str, kind: str, pair: tuple[str, str]) -> None:
    assert (kind, pair) in told(text)


@pytest.mark.parametrize(
    "text",
    [
        "Is Turkey still an ally of Azerbaijan?",
        "Will Serbia help its partner China?",
        "Egypt and Sudan signed a trade agreement in Cairo.",
        "If Egypt became an ally of Sudan, the map would change.",
        "The prime minister danced with her partner in Lisbon.",
    ],
)
def test_questions_suppositions_and_other_business_tell_no_friendship(text: str) -> None:
    assert not {kind for kind, _ in told(text)} & {"alliance", "partnership"}


def test_a_pact_has_its_date_and_what_it_replaces() -> None:
    (tie,) = ties(
        "Kazakhstan and Mongolia signed a strategic partnership in March 2023, "
        "replacing a 1998 treaty."
    )
    assert (tie.kind, tie.between) == ("partnership", ("KAZ", "MNG"))
    assert tie.valid_from is not None and tie.valid_from.value == "2023-03"
    assert tie.replaces == "1998 treaty"


def test_the_pact_refers_to_the_last_pair() -> None:
    (tie,) = ties(
        "Chad remains an ally of France. The alliance, sealed by a defence pact in June 2019, "
        "has come under strain."
    )
    assert tie.between == ("FRA", "TCD") and len(tie.also) == 1
    assert tie.valid_from is not None and tie.valid_from.value == "2019-06"


def test_our_is_the_speakers_country() -> None:
    text = "“Armenia remains our partner,” French President Emmanuel Macron said in Paris."
    assert ("partnership", ("ARM", "FRA")) in told(text)


def test_an_arms_supplier_comes_first() -> None:
    (tie,) = [
        t
        for t in ties(
            "Germany has long supported Egypt, above all through arms sales like the U-209."
        )
        if t.kind == "arms supplier"
    ]
    assert (tie.between, tie.directed, tie.item) == (("DEU", "EGY"), True, "U-209")
    assert ("arms supplier", ("RUS", "IND")) in told("Russia is India's biggest arms supplier.")


@pytest.mark.parametrize(
    "text",
    [
        "Switzerland relayed Iran's reply to Canada in February 2024.",
        "In February 2024 Switzerland served as a go-between for Iran and Canada.",
    ],
)
def test_a_go_between_holds_the_tie(text: str) -> None:
    (tie,) = [t for t in ties(text) if t.kind == "go-between"]
    assert (tie.holder, tie.between) == ("CHE", ("CAN", "IRN"))
    assert tie.valid_from is not None and tie.valid_from.value == "2024-02"


def test_two_that_press_a_third_are_aligned_against_it() -> None:
    (tie,) = [t for t in ties("Kenya and Uganda jointly threaten Burundi with new sanctions.")]
    assert (tie.kind, tie.between, tie.against) == ("aligned", ("KEN", "UGA"), "BDI")


@pytest.mark.parametrize(
    ("sentence", "duty", "stated"),
    [
        ("No treaty mandates military aid", "defense", False),
        ("The pact stops short of a mutual defense clause", "defense", False),
        ("The pact contains no promise to fight", "defense", False),
        ("The treaty obliges each to come to the other's aid", "defense", True),
        ("The treaty commits both to consult each other in case of a threat", "consultation", True),
        ("Under the pact each promised not to aid an aggressor", "neutrality", True),
        ("The agreement binds them not to attack each other", "nonaggression", True),
    ],
)
def test_duties_are_stated_or_denied(sentence: str, duty: str, stated: bool) -> None:
    (tie,) = ties(f"Belarus is a partner of Serbia. {sentence}.")
    assert [(o.kind, o.stated) for o in tie.obligations] == [(duty, stated)]
    assert tie.kind == ("alliance" if duty == "defense" and stated else "partnership")


def test_a_denied_duty_makes_a_tie_of_its_own() -> None:
    (tie,) = ties("No treaty obliges Brazil to defend Guyana.")
    assert (tie.kind, tie.between) == ("partnership", ("BRA", "GUY"))


WORDS = st.sampled_from(
    "Russia Iran ally of the treaty with between and , “ ” our ? . relayed response to "
    "strained ties arms supplies go - between not defend threaten 2001 replacing partner".split()
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(WORDS, min_size=1, max_size=40))
def test_any_words_give_ties_of_two_different_actors(words: list[str]) -> None:
    text = " ".join(words)
    for tie in ties(text):
        assert tie.between[0] != tie.between[1]
        assert tie.directed or tie.between == tuple(sorted(tie.between))
        assert 0 <= tie.span.start < tie.span.end <= len(text)


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("Denmark said NATO partners commit troops to the drill in Norway.", []),
        ("Berlin is aligning with EU partners on Russia and China.", []),
        ("Britain and its NATO allies condemned the launch.", [("GBR", "NAT")]),
    ],
)
def test_partners_within_a_body_are_no_tie_of_it(text: str, pairs: list[tuple[str, str]]) -> None:
    assert [tie.between for tie in ties(text)] == pairs
