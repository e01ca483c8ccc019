"""Who "he" or "she" is that speaks."""

from __future__ import annotations

import pytest

from crisisdesk.reading.statements import read_statements
from tests.reading.pages import page_of


def speaker_of(text: str, words: str) -> str | None:
    """The name of whoever says the statement that begins with some words."""
    found = [s for s in read_statements(page_of(text)) if s.words.startswith(words)]
    assert len(found) == 1, found
    return found[0].speaker.name if found[0].speaker else None


ABRANTES = "Maria Abrantes, who follows the Gulf for a bank in Lisbon, expects a pause.\n\n"


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        # who spoke last is no "she"
        (
            ABRANTES + "“We are close,” Emmanuel Macron said. His envoy left on Monday.\n\n"
            "Abrantes is less sure: the strikes may come by June, she believes.",
            "Abrantes is less sure",
            "Maria Abrantes",
        ),
        # a name that the parser takes for a verb opens the paragraph
        (
            ABRANTES + "“We are close,” Emmanuel Macron said.\n\n"
            "Abrantes disagrees in part. A loud veto would be on offer, she believes, so long as "
            "nobody had to pay for it.",
            "A loud veto",
            "Maria Abrantes",
        ),
        # who a sentence since then is about
        (
            "“Nobody wants this,” said Angela Merkel. Her colleague Emmanuel Macron disagreed. "
            "“They all want it,” he said.",
            "They all want it",
            "Emmanuel Macron",
        ),
        # what is his is theirs whom the sentence names
        (
            "“Nobody wants this,” said Emmanuel Macron. Donald Trump repeated his threat to close "
            "the strait.",
            "to close the strait",
            "Donald Trump",
        ),
        # a study does not take the floor from a person
        (
            "David Woodard said his survey showed a close race. “The numbers were the same as "
            "before,” he said in an email.",
            "The numbers",
            "David Woodard",
        ),
    ],
)
def test_whom_a_pronoun_means(text: str, words: str, name: str) -> None:
    assert speaker_of(text, words) == name


def test_who_is_of_the_other_gender_is_never_meant() -> None:
    text = "“We are close,” Emmanuel Macron said. “I doubt it,” she said."
    assert speaker_of(text, "I doubt it") is None


def test_a_title_tells_two_of_one_name_apart() -> None:
    text = (
        "Hillary Clinton said on Monday that the talks would go on. Mr. Clinton said on Tuesday "
        "that the truce had failed."
    )
    assert speaker_of(text, "the truce had failed") == "Clinton"
