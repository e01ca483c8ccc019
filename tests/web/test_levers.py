"""The what-ifs that a page offers are such as the odds understand."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisisdesk.briefing.parts import Part
from crisisdesk.desk import Desk
from crisisdesk.web.levers import levers

PARTS = [
    Part("threatener", "the United States", "USA", ()),
    Part("target", "Iran", "IRN", ()),
    Part("partner of the target", "Russia", "RUS", ()),
    Part("possible mediator", "Oman", "OMN", ()),
    Part("bystander", "Denmark", "DNK", ()),
]


def test_there_is_a_lever_for_sides_partners_and_go_betweens() -> None:
    names = [lever.name for lever in levers(PARTS)]
    assert names == [
        "the United States and Iran",
        "Russia for Iran",
        "Oman as a go-between",
    ]


def test_without_a_crisis_there_is_none() -> None:
    assert levers([]) == [] and levers(PARTS[-1:]) == []


@pytest.mark.parametrize(
    "change", [change for lever in levers(PARTS) for change, _ in lever.choices]
)
def test_every_choice_is_understood(shelf: Path, change: str) -> None:
    with Desk(shelf) as desk:
        assert desk.suppose(change).changes
