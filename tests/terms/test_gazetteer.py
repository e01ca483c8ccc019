"""Names are looked up: the longest wins, and case counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.errors import TermsError
from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.folding import pieces
from crisisdesk.terms.gazetteer import (
    BodiesFile,
    Entry,
    Gazetteer,
    GroupsFile,
    OrganisationsFile,
    PlacesFile,
    StatesFile,
    ThingsFile,
    load_gazetteer,
)


def shipped_names() -> list[tuple[str, str | None, str]]:
    """Every name in the files, with the code and kind that its line gives it."""
    states = load_yaml(shipped("states.yaml"), StatesFile)
    names: list[tuple[str, str | None, str]] = []
    for state in states.states:
        names += [(name, state.code, "state") for name in (state.name, *state.names)]
        names += [(name, state.code, "demonym") for name in state.demonyms]
        names += [(name, state.code, "capital") for name in state.capital]
    bodies = load_yaml(shipped("bodies.yaml"), BodiesFile).bodies
    for code, sectors in [*states.metonyms.items(), *bodies.items()]:
        names += [(name, code, "metonym") for found in sectors.values() for name in found]
    for body in load_yaml(shipped("organisations.yaml"), OrganisationsFile).organisations:
        names += [(name, body.code, "organisation") for name in (body.name, *body.names)]
    for group in load_yaml(shipped("groups.yaml"), GroupsFile).groups:
        names += [(name, group.code, "group") for name in (group.name, *group.names)]
    for place in load_yaml(shipped("places.yaml"), PlacesFile).places:
        names += [(name, place.country, "place") for name in (place.name, *place.names)]
    names += [
        (name, None, "thing") for name in load_yaml(shipped("things.yaml"), ThingsFile).things
    ]
    return names


NAMES = shipped_names()


@pytest.mark.parametrize(
    ("words", "length", "code", "kind"),
    [
        ("Turkey", 1, "TUR", "state"),
        ("North Korea fired", 2, "PRK", "state"),
        ("South Sudan", 2, "SSD", "state"),
        ("United States of America", 4, "USA", "state"),
        ("US", 1, "USA", "state"),
        ("Côte d'Ivoire", 2, "CIV", "state"),
        ("Guinea-Bissau", 1, "GNB", "state"),
        ("Israeli jets", 1, "ISR", "demonym"),
        ("Seoul", 1, "KOR", "capital"),
        ("White House officials", 2, "USA", "metonym"),
        ("NATO", 1, "NAT", "organisation"),
        ("Hamas", 1, "HAM", "group"),
    ],
)
def test_the_longest_name_is_found(words: str, length: int, code: str, kind: str) -> None:
    taken, entries = load_gazetteer().longest(words.split(), 0)
    assert taken == length
    assert (code, kind) in [(e.code, e.kind) for e in entries]


@pytest.mark.parametrize("words", ["turkey dinner", "us", "Nowhere", "the weather"])
def test_other_words_are_no_names(words: str) -> None:
    assert load_gazetteer().longest(words.split(), 0) == (0, ())


def test_a_code_has_a_plain_name() -> None:
    gazetteer = load_gazetteer()
    assert (gazetteer.name_of("FRA"), gazetteer.name_of("NAT")) == ("France", "NATO")
    assert gazetteer.name_of("QQQ") is None


def test_a_leading_article_is_left_out() -> None:
    entry = Entry("QQA", None, "state", "Isles")
    gazetteer = Gazetteer()
    gazetteer.add("the Long Isles", entry)
    gazetteer.add("", entry)
    assert gazetteer.longest(["Long", "Isles"], 0) == (2, (entry,))


def test_names_of_ones_own_are_added(tmp_path: Path) -> None:
    (tmp_path / "places.yaml").write_text(
        "checked: 2024-05-20\nplaces:\n  - {name: Zzyqville, country: FRA}\n", encoding="utf-8"
    )
    found = load_gazetteer(tmp_path).longest(["Zzyqville"], 0)
    assert found == (1, (Entry("FRA", None, "place", "Zzyqville"),))
    assert load_gazetteer().longest(["Zzyqville"], 0) == (0, ())


def test_a_file_that_breaks_its_form_is_refused(tmp_path: Path) -> None:
    (tmp_path / "places.yaml").write_text("checked: 2024-05-20\nplaces: 7\n", encoding="utf-8")
    with pytest.raises(TermsError, match=r"places\.yaml"):
        load_gazetteer(tmp_path)


@given(st.sampled_from(NAMES))
def test_every_shipped_name_finds_itself(line: tuple[str, str | None, str]) -> None:
    name, code, kind = line
    words = list(pieces(name))
    skipped = words[0].lower() == "the" and len(words) > 1
    words = words[skipped:]
    taken, entries = load_gazetteer().longest([*words, "."], 0)
    assert taken == len(words)
    assert (code, kind) in [(entry.code, entry.kind) for entry in entries]


_WORD = st.one_of(
    st.sampled_from([piece for name, _, _ in NAMES for piece in pieces(name)]),
    st.sampled_from(["-", ".", ",", "'s", "’s", "the", "", "\u2011"]),
    st.text(max_size=8),
)


@given(st.lists(_WORD, min_size=1, max_size=12), st.data())
def test_a_name_ends_where_the_words_end(words: list[str], data: st.DataObject) -> None:
    i = data.draw(st.integers(0, len(words) - 1))
    taken, entries = load_gazetteer().longest(words, i)
    assert 0 <= taken <= len(words) - i
    assert bool(taken) == bool(entries)


@pytest.mark.parametrize(
    ("words", "length", "code"),
    [
        ("al - Shabaab", 3, "SHB"),
        ("al-Shabaab", 1, "SHB"),
        ("Lashkar - e - Taiba", 5, "LET"),
        ("People ’s Liberation Army", 4, "CHN"),
        ("Kurdistan Workers ' Party", 4, "PKK"),
        ("Washington , D.C.", 3, "USA"),
        ("IRAN WARNS ISRAEL", 1, "IRN"),
        ("NORTH KOREA FIRES", 2, "PRK"),
        ("U.S.", 1, "USA"),
        ("US .", 1, "USA"),
        ("China , Russia", 1, "CHN"),
        ("Türkiye", 1, "TUR"),
        ("Turkiye", 1, "TUR"),
    ],
)
def test_words_as_a_parser_cuts_them(words: str, length: int, code: str) -> None:
    taken, entries = load_gazetteer().longest(words.split(), 0)
    assert (taken, entries[0].code) == (length, code)


@pytest.mark.parametrize(
    "word", ["us", "Us", "china", "georgia", "may", "who", "Who", "is", "quad"]
)
def test_everyday_words_are_no_names(word: str) -> None:
    assert load_gazetteer().longest([word], 0) == (0, ())


@pytest.mark.parametrize(
    "name",
    ["Washington Post", "Times of India", "Paris Agreement", "Latin America", "Hong Kong dollar"],
)
def test_names_that_only_look_like_a_states(name: str) -> None:
    taken, entries = load_gazetteer().longest(name.split(), 0)
    assert taken == len(name.split())
    assert [(entry.code, entry.kind) for entry in entries] == [(None, "thing")]
