"""Who is named where: states, bodies, people, pronouns and descriptions."""

from __future__ import annotations

import pytest

from crisisdesk.terms.records import Actor
from tests.reading.pages import page_of


def named(text: str) -> dict[str, tuple[str, tuple[Actor, ...]]]:
    """How each mention of a text was known and whom it stands for, by its words."""
    page = page_of(text)
    return {page.parts[m.part].doc[m.first : m.last].text: (m.how, m.actors) for m in page.mentions}


@pytest.mark.parametrize(
    ("text", "words", "how", "code", "sector"),
    [
        ("Chile condemned Peru.", "Chile", "name", "CHL", None),
        ("NATO condemned Belarus.", "NATO", "name", "NAT", "IGO"),
        ("Hamas attacked Israel.", "Hamas", "name", "HAM", "REB"),
        ("Seoul warned Pyongyang.", "Pyongyang", "metonym", "PRK", "GOV"),
        ("Officials in Seoul criticised Japan.", "Seoul", "place", "KOR", None),
        ("Officials in Seoul criticised Japan.", "Officials", "description", "KOR", "GOV"),
        ("The Russian army left Georgia.", "Russian army", "description", "RUS", "MIL"),
    ],
)
def test_a_name_stands_for_a_side(
    text: str, words: str, how: str, code: str, sector: str | None
) -> None:
    found, (actor,) = named(text)[words]
    assert (found, actor.code, actor.sector) == (how, code, sector)


def test_a_person_has_an_office_and_a_state() -> None:
    found = named("French President Emmanuel Macron met Polish officials.")
    how, (actor,) = found["Emmanuel Macron"]
    assert (how, actor.code, actor.sector) == ("person", "FRA", "GOV")
    assert actor.role == "French President"


def test_a_pronoun_stands_for_the_last_subject() -> None:
    how, actors = named("Sudan shelled Ethiopia. It also expelled the Kenyan ambassador.")["It"]
    assert (how, [a.code for a in actors]) == ("pronoun", ["SDN"])


def test_its_may_stand_for_a_side_of_the_same_sentence() -> None:
    how, actors = named("Chile moved its troops.")["its"]
    assert (how, [a.code for a in actors]) == ("pronoun", ["CHL"])


def test_the_two_countries_are_the_last_two() -> None:
    found = named("Egypt and Sudan signed a deal. The two countries condemned Ethiopia.")
    how, actors = found["The two countries"]
    assert (how, [a.code for a in actors]) == ("description", ["EGY", "SDN"])


def test_small_letters_are_no_names() -> None:
    assert named("The turkey was served on good china.") == {}


def test_one_token_belongs_to_one_mention() -> None:
    page = page_of("French President Emmanuel Macron met Polish officials in Warsaw. He left.")
    covered = [(m.part, i) for m in page.mentions for i in range(m.first, m.last)]
    assert len(covered) == len(set(covered))


@pytest.mark.parametrize(
    ("text", "words", "codes"),
    [
        (
            "Peru and Chile fought. Brazil urged both countries to stop.",
            "both countries",
            "PER CHL",
        ),
        ("Peru shelled Chile. Each side blamed the other.", "Each side", "PER CHL"),
        ("Peru shelled Chile. Peru then invaded its neighbour.", "its neighbour", "CHL"),
        ("NATO met. The bloc condemned Belarus.", "The bloc", "NAT"),
    ],
)
def test_descriptions_stand_for_sides_named_elsewhere(text: str, words: str, codes: str) -> None:
    found = {w.removeprefix("its "): who for w, (_, who) in named(text).items()}
    actors = found[words.removeprefix("its ")]
    assert {a.code for a in actors} == set(codes.split())


def test_an_office_stands_for_who_was_named_with_it() -> None:
    text = "French President Emmanuel Macron met Polish officials. Later the president left."
    _, (actor,) = named(text)["the president"]
    assert actor.name == "Emmanuel Macron"


def test_a_hyphened_surname_is_one_name() -> None:
    page = page_of("Jordanian Prime Minister Omar al-Razza resigned.")
    named = [m for m in page.mentions if m.how == "person"]
    assert [page.parts[0].doc[m.first : m.last].text for m in named] == ["Omar al-Razza"]
    assert named[0].actors[0].code == "JOR"


def test_who_leads_soldiers_or_an_opposition_is_of_them() -> None:
    page = page_of(
        "Venezuela banned opposition leader Juan Guaidó. Rebel chief Abu Hassan fled Chad."
    )
    sectors = [m.actors[0].sector for m in page.mentions if m.how == "person"]
    assert sectors == ["OPP", "REB"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Chad Wolf said the border was closed.", "TCD"),
    ],
)
def test_a_given_name_is_no_state(text: str, code: str) -> None:
    assert code not in {m.actors[0].code for m in page_of(text).mentions if m.how == "name"}


def test_a_state_before_a_title_or_a_verb_stays_one() -> None:
    for text in ("Chad sent troops to Sudan.", "Chad President Mahamat Deby resigned."):
        assert "TCD" in {m.actors[0].code for m in page_of(text).mentions}


def test_a_leader_is_known_by_the_full_name_however_it_is_tagged() -> None:
    page = page_of("Seoul's envoy met Japan's Sanae Takaichi.", published="2025-11-20")
    assert ("JPN", "GOV") in {
        (m.actors[0].code, m.actors[0].sector) for m in page.mentions if m.how == "person"
    }


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("Will Trump strike Iran?", "Will Trump", "USA"),
        ("May Netanyahu and Hamas agree to a truce?", "May Netanyahu", "ISR"),
        ("Will Smith won an award in Paris.", "Will Smith", None),
    ],
)
def test_an_auxiliary_is_no_given_name(text: str, words: str, code: str | None) -> None:
    page = page_of(text, published="2026-06-20")
    found = {page.parts[m.part].doc[m.first : m.last].text: m for m in page.mentions}
    assert found[words].actors[0].code == code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("In January Vladimir Putin signed the accord.", "Vladimir Putin"),
        ("On Monday Sergei Lavrov flew to Tehran.", "Sergei Lavrov"),
        ("The envoy April Glaspie met Saddam Hussein.", "April Glaspie"),
    ],
)
def test_a_month_before_a_name_is_no_part_of_it(text: str, name: str) -> None:
    people = [m.actors[0].name for m in page_of(text).mentions if m.how == "person"]
    assert people[0] == name


@pytest.mark.parametrize(
    ("day", "code", "sector"),
    [
        ("2010-03-01", "TAL", "REB"),
        ("2021-08-14", "TAL", "REB"),
        ("2021-09-01", "AFG", "GOV"),
        (None, "TAL", "REB"),
    ],
)
def test_a_group_that_rules_stands_for_the_state(day: str | None, code: str, sector: str) -> None:
    page = page_of("The Taliban expelled the ambassador of Pakistan.", published=day)
    assert (page.mentions[0].actors[0].code, page.mentions[0].actors[0].sector) == (code, sector)


def test_a_minister_of_a_ruling_group_is_of_the_state() -> None:
    page = page_of("Taliban foreign minister Amir Khan Muttaqi met Indian officials.")
    people = [m.actors[0] for m in page.mentions if m.how == "person"]
    assert [(p.code, p.name) for p in people] == [("AFG", "Amir Khan Muttaqi")]


def test_somaliland_acts_for_itself() -> None:
    found = named("Somaliland signed a port deal with Ethiopia; Somalia recalled its ambassador.")
    assert [found[w][1][0].code for w in ("Somaliland", "Ethiopia", "Somalia")] == [
        "SOL",
        "ETH",
        "SOM",
    ]
