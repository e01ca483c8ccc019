"""What the parser gets wrong around names, as the readers see it after the repair."""

from __future__ import annotations

import pytest

from tests.reading.test_events_news import told


@pytest.mark.parametrize(
    ("text", "event_type", "source", "target"),
    [
        (
            "The military rulers of Burkina Faso and Mali on Monday warned ECOWAS that any "
            "intervention in Niger would be a declaration of war.",
            "THREATEN",
            {"BFA", "MLI"},
            {"ECO"},
        ),
        (
            "Tillerson met with top Qatari and Kuwaiti officials late last month.",
            "CONSULT",
            {"USA"},
            {"QAT", "KWT"},
        ),
        (
            "Saudi Arabia, Bahrain, the United Arab Emirates and Egypt have imposed trade and "
            "diplomatic embargoes on Qatar.",
            "SANCTION",
            {"SAU", "BHR", "ARE", "EGY"},
            {"QAT"},
        ),
    ],
)
def test_joined_names_stand_together(
    text: str, event_type: str, source: set[str], target: set[str]
) -> None:
    assert (source, target) in told(text, event_type)


def test_who_helps_to_mediate_gives_no_aid() -> None:
    text = "Kuwait's emir flew to Doha to help broker a deal between Qatar and Egypt."
    assert not told(text, "AID")
