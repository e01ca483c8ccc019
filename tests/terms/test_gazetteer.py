"""Names are looked up: the longest wins, and case counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisisdesk.errors import TermsError
from crisisdesk.terms.gazetteer import Entry, Gazetteer, load_gazetteer


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
