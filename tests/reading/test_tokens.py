"""Words of news text end where a reader would end them, and so do sentences."""

import functools

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from crisisdesk.reading.tokens import bound_sentences, lower_lemmas, news_tokenizer


@functools.cache
def blank() -> Language:
    nlp = spacy.blank("en")
    nlp.tokenizer = news_tokenizer(nlp)
    return nlp


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("U.S.-Iran talks", ["U.S.", "-", "Iran", "talks"]),
        ("a limited—perhaps", ["a", "limited", "—", "perhaps"]),
        ("China’s–Russia", ["China", "’s", "–", "Russia"]),
        ("called “limited strikes”.", ["called", "“", "limited", "strikes", "”", "."]),
        ("Gen. Bagheri of the U.N.", ["Gen.", "Bagheri", "of", "the", "U.N."]),
        ("at 9 a.m. they", ["at", "9", "a.m.", "they"]),
        ("didn’t", ["did", "n’t"]),
        ("Moscow's stance", ["Moscow", "'s", "stance"]),
    ],
)
def test_words_of_news_text(text: str, words: list[str]) -> None:
    assert [token.text for token in blank().make_doc(text)] == words


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aB.U’'“”—–- \n,9%", max_size=40))
def test_no_character_is_lost(text: str) -> None:
    assert blank().make_doc(text).text == text


def _decided(text: str, word: str) -> bool | None:
    doc = bound_sentences(blank().make_doc(text))
    return next(token.is_sent_start for token in doc if token.text == word)


@pytest.mark.parametrize(
    ("text", "word", "start"),
    [
        ("Israeli PM Netanyahu spoke.", "Netanyahu", False),
        ("He met Gen. Salami.", "Salami", False),
        ("The U.S. Senate voted.", "Senate", False),
        ("It hit the U.S. The rest waited.", "rest", False),
        ("Peace, he said.", "he", False),
        ("Heading\n\nText follows", "Text", True),
        ("It ended. Iran waited.", "Iran", None),
    ],
)
def test_where_sentences_may_start(text: str, word: str, start: bool | None) -> None:
    assert _decided(text, word) is start


def test_a_word_that_opens_sentences_may_follow_an_abbreviation() -> None:
    doc = bound_sentences(blank().make_doc("It hit the U.S. Meanwhile, Iran waited."))
    assert next(token for token in doc if token.text == "Meanwhile").is_sent_start is None


def test_heading_case_leaves_the_lemmas_of_verbs_but_not_of_names() -> None:
    doc = blank().make_doc("Iran Intervenes")
    doc[0].pos_, doc[0].lemma_ = "PROPN", "Iran"
    doc[1].pos_, doc[1].lemma_ = "VERB", "Intervene"
    assert [token.lemma_ for token in lower_lemmas(doc)] == ["Iran", "intervene"]
