"""What experts reckon: matter and leaning."""

from __future__ import annotations

import pytest

from crisisdesk.reading.assessments import aspect_of, leaning_of, read_assessments
from crisisdesk.reading.statements import read_statements
from tests.reading.pages import page_of


@pytest.mark.parametrize(
    ("words", "aspect", "leaning"),
    [
        ("France will do everything to help its ally", "support", 1),
        ("the army makes the island no easy target", "capability", 1),
        ("Qatar lacks the leverage to mediate", "mediation", -1),
        ("Turkey is unlikely to attack", "strike", -1),
        ("whether the talks begin depends on Ankara", "talks", 0),
    ],
)
def test_matter_and_leaning(words: str, aspect: str, leaning: int) -> None:
    assert (aspect_of(words), leaning_of(words)) == (aspect, leaning)


def test_what_touches_no_known_matter_has_no_aspect() -> None:
    assert aspect_of("the weather was fine") is None


def test_experts_alone_assess() -> None:
    text = (
        "The analyst Johanna Berg argues that Turkey is unlikely to attack Greece. "
        "Emmanuel Macron argues that Turkey is unlikely to attack Greece."
    )
    page = page_of(text)
    statements = read_statements(page)
    assessments = read_assessments(page, statements)
    experts = {s.id for s in statements if s.expert}
    assert [(a.topic, a.leaning) for a in assessments] == [("TUR:strike", -1)]
    assert {a.statement for a in assessments} <= experts
