"""Whose "his" and "its" are where the build of the sentence tells."""

from __future__ import annotations

import pytest

from tests.reading.test_events_news import told


@pytest.mark.parametrize(
    ("text", "event_type", "source", "target"),
    [
        (
            "Lukashenko threatened Poland. In his second phone call with Chancellor Angela "
            "Merkel on Monday, Vladimir Putin spoke of the crisis.",
            "CONSULT",
            {"RUS"},
            {"DEU"},
        ),
        (
            "The United Nations imposed sanctions on leaders of M23 for its attacks on Congo.",
            "ASSAULT",
            {"M23"},
            {"COD"},
        ),
        (
            "Cambodia's defence ministry said Thai forces fired mortar rounds on its base.",
            "ASSAULT",
            {"THA"},
            {"KHM"},
        ),
        (
            "Chad threatened Niger. The United States held talks with Sudan and its ally Egypt.",
            "CONSULT",
            {"USA"},
            {"SDN", "EGY"},
        ),
    ],
)
def test_the_sentence_tells_whose_it_is(
    text: str, event_type: str, source: set[str], target: set[str]
) -> None:
    assert (source, target) in told(text, event_type)


def test_who_speaks_of_him_is_not_he() -> None:
    text = (
        "Clinton warned Iraqi President Saddam Hussein on Monday. Clinton said: "
        '"His defiance was condemned by the Security Council."'
    )
    assert told(text, "ACCUSE") == [({"UNO"}, {"IRQ"})]
