"""What names and the words beside them tell of gender."""

from __future__ import annotations

import pytest

from crisisdesk.reading.gender import gender_of, genders
from crisisdesk.terms.files import load_yaml, shipped
from tests.reading.pages import page_of


@pytest.mark.parametrize(
    ("name", "beside", "gender"),
    [
        ("Angela Merkel", "", "female"),
        ("Emmanuel Macron", "", "male"),
        ("Robin Vale", "", None),
        ("Robin Vale", "spokeswoman", "female"),
        ("Keller", "Mr. Keller", "male"),
        ("Merkel", "", None),
        ("Emmanuel Vale", "Mrs. Vale", "female"),
    ],
)
def test_gender_by_name_and_title(name: str, beside: str, gender: str | None) -> None:
    assert gender_of(name, beside) == gender


def test_a_title_anywhere_tells_of_the_whole_report() -> None:
    page = page_of("Robin Vale spoke on Monday. The crowd cheered. Mrs. Vale left at noon.")
    assert genders(page).get("Robin Vale") == "female"


def test_no_word_or_name_is_of_both_genders() -> None:
    file = load_yaml(shipped("gender.yaml"), dict)
    for kind in ("words", "names"):
        assert not set(file["female"][kind]) & set(file["male"][kind]), kind
