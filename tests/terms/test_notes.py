"""Notes of an outlet on its own reports, told from news about the reports of others."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.terms.folding import fold, pieces
from crisisdesk.terms.notes import headline_key, note_in


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Correction: the ship was Greek.", "correction"),
        ("CORRECTED-UPDATE 1-Envoys meet", "correction"),
        ("Correction, April 14, 2025: the ship was Greek.", "correction"),
        ("Editor’s note: Correction – the ship was Greek.", "correction"),
        ("This article was amended on 14 April 2025 to name the ship.", "correction"),
        ("An earlier version of this story named another ship.", "correction"),
        ("On Tuesday The Lamp erroneously reported that two ships had been hit.", "correction"),
        ("The Lamp regrets the error.", "correction"),
        ("This report was withdrawn.", "withdrawal"),
        ("This news report has been retracted.", "withdrawal"),
        ("This page has since been taken down.", "withdrawal"),
        ("We have withdrawn our story of Tuesday.", "withdrawal"),
        ("The Lamp has withdrawn its story of Tuesday.", "withdrawal"),
        ("RETRACTED: Two ships hit in the strait", "withdrawal"),
        ("KILL NOTICE", "withdrawal"),
    ],
)
def test_a_note_of_an_outlet_on_its_own_report(text: str, kind: str) -> None:
    found = note_in(text, "The Lamp")
    assert found is not None
    assert found.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        "Corrections officers struck on Tuesday.",
        "A correction in the market followed the strike.",
        "Bastion Today withdrew its story about the strike.",
        "The ministry wrongly reported that two ships had been hit.",
        "Troops were withdrawn from the border.",
        "An earlier version of the report, seen by diplomats, named Iran.",
        "“We have withdrawn our report,” the agency's head said.",
        'The agency said: "This report was withdrawn."',
        "The envoy said that the story was retracted.",
    ],
)
def test_news_of_others_is_no_note(text: str) -> None:
    assert note_in(text, "The Lamp") is None


def test_a_withdrawal_goes_before_a_correction() -> None:
    found = note_in("Correction: one.\n\nThis story was withdrawn.")
    assert found is not None
    assert found.kind == "withdrawal"


@pytest.mark.parametrize(
    ("title", "key"),
    [
        ("UPDATE 2-Envoys meet in Muscat", "envoys meet in muscat"),
        ("CORRECTED-UPDATE 1-Envoys meet in Muscat", "envoys meet in muscat"),
        ("Correction: Envoys meet in Muscat", "envoys meet in muscat"),
        ("Envoys  meet, in “Muscat”", "envoys meet in muscat"),
        ("New Zealand sends envoys", "new zealand sends envoys"),
        (None, ""),
    ],
)
def test_a_title_that_is_sent_again_is_the_same(title: str | None, key: str) -> None:
    assert headline_key(title) == key


@given(st.text(max_size=200), st.none() | st.text(max_size=10))
def test_any_text_is_taken_and_a_note_lies_within_it(text: str, outlet: str | None) -> None:
    found = note_in(text, outlet)
    assert found is None or 0 <= found.start < found.end <= len(text)
    assert headline_key(headline_key(text)) == headline_key(text)


def test_titles_leave_nothing_in_memory() -> None:
    before = fold.cache_info().currsize, pieces.cache_info().currsize
    keys = {headline_key(f"Envoys of Chile and Peru meet for the {n}th time") for n in range(50)}
    assert len(keys) == 50
    assert (fold.cache_info().currsize, pieces.cache_info().currsize) == before
