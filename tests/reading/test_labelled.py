"""Lines that name a speaker before a colon."""

from __future__ import annotations

import pytest

from crisisdesk.reading.attributions import attributions
from crisisdesk.reading.frames import build_frame
from tests.reading.pages import page_of


def lines(text: str) -> list[tuple[str, str]]:
    page = page_of(text)
    every = [a for part in page.parts for a in attributions(build_frame(page, part))]
    return [
        (a.source.text, a.frame.doc[a.content[0] : a.content[1]].text)
        for a in every
        if a.rule == "label" and a.source is not None
    ]


@pytest.mark.parametrize(
    ("text", "source", "words"),
    [
        (
            "Emmanuel Macron: The truce will not hold.",
            "Emmanuel Macron",
            "The truce will not hold",
        ),
        ("Poll: Most voters want the army to leave.", "Poll", "Most voters want the army to leave"),
        (
            "Emmanuel Macron on the truce: 'It is as good as dead.'",
            "Emmanuel Macron",
            "'It is as good as dead.'",
        ),
        (
            "A warning from Ana Duarte: 'Leave before the rain.'",
            "Ana Duarte",
            "'Leave before the rain.'",
        ),
    ],
)
def test_who_stands_before_the_colon_says_what_follows(text: str, source: str, words: str) -> None:
    assert lines(text) == [(source, words)]


@pytest.mark.parametrize(
    "text",
    [
        "KABUL: The army left the town at dawn.",
        "Dhaka: The army left the town at dawn.",
        "New Delhi, June 17: The army left the town at dawn.",
        "Correction: The army left the town on Monday.",
        "Related: What the truce means for trade.",
        "Ana Duarte told the hall: “The truce is dead.”",
        "The choice was plain: the army would leave or the town would burn.",
    ],
)
def test_other_colons_name_no_speaker(text: str) -> None:
    assert lines(text) == []
