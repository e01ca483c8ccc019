"""By which surnames leaders are found: other spellings, and Western given names in Asia."""

from __future__ import annotations

import pytest

from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.leaders import Holder, Leaders, OfficeTitles, load_leaders


def leaders(*holders: Holder) -> Leaders:
    """Leaders made of ``holders`` alone."""
    return Leaders(holders, load_yaml(shipped("offices.yaml"), OfficeTitles))


def holder(name: str, code: str, **more) -> Holder:
    return Holder(name, code, "GOV", "foreign minister", "foreign minister", "2020", **more)


def test_a_surname_of_another_spelling_is_found():
    known = leaders(holder("Khaled Meshaal", "XAA", also=("Khaled Mashal",)))
    assert [h.name for h in known.named("Mashal", "2021")] == ["Khaled Meshaal"]


def test_a_western_given_name_before_an_asian_surname():
    known = leaders(holder("Joseph Wu", "TWN", surname="Wu", also=("William Wu",)))
    assert [h.name for h in known.named("Wu", "2021")] == ["Joseph Wu"]
    assert known.named("Joseph", "2021") == ()
    assert known.named("William", "2021") == ()


@pytest.mark.parametrize(
    ("surname", "day", "name"),
    [
        ("Koo", "2024-10-01", "Wellington Koo"),
        ("Wong", "2025-05-01", "Lawrence Wong"),
        ("Kirchner", "2010-05-01", "Cristina Fernandez de Kirchner"),
        ("Kirchner", "2005-05-01", "Nestor Kirchner"),
    ],
)
def test_shipped_surnames(surname, day, name):
    assert {h.name for h in load_leaders().named(surname, day)} == {name}
