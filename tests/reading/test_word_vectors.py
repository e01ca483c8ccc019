"""Words looked up give what the model computes, and the store stays small."""

from __future__ import annotations

from typing import Any

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.reading import pipeline
from crisisdesk.reading.word_vectors import WordVectors

TEXT = "Iran's navy seized a tanker. Oman condemned the seizure of the tanker, officials said."


class Doubling:
    """A layer that doubles the first two features, and counts the rows that it was given."""

    def __init__(self) -> None:
        self.rows = 0

    def predict(self, features: Any) -> Any:
        self.rows += len(features)
        return (features[:, :2] * 2).astype("float32")


def words(*pairs: tuple[int, int]) -> Any:
    return numpy.array(pairs, dtype="uint64").reshape(len(pairs), 2)


def test_a_word_is_computed_once() -> None:
    layer = Doubling()
    vectors = WordVectors([layer], width=2)
    found = vectors.look_up(words((1, 2), (3, 4), (1, 2)))
    assert found.tolist() == [[2, 4], [6, 8], [2, 4]]
    vectors.look_up(words((3, 4), (5, 6)))
    assert (layer.rows, len(vectors)) == (3, 3)


@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=9), max_size=9))
def test_a_small_store_gives_the_same(batches: list[list[tuple[int, int]]]) -> None:
    vectors = WordVectors([Doubling()], width=2, most=4)
    for batch in batches:
        assert vectors.look_up(words(*batch)).tolist() == [[a * 2, b * 2] for a, b in batch]
        assert len(vectors) <= 4


def test_the_parse_is_the_model_s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = pipeline.load_model(pipeline.MODEL)
    monkeypatch.setattr(pipeline, "keep_word_vectors", lambda nlp: None)
    plain = pipeline.load_model(pipeline.MODEL)
    for _ in range(2):
        one, two = kept(TEXT), plain(TEXT)
        assert [(t.dep_, t.head.i, t.tag_, t.lemma_) for t in one] == [
            (t.dep_, t.head.i, t.tag_, t.lemma_) for t in two
        ]
        numpy.testing.assert_allclose(one.tensor, two.tensor, rtol=1e-4, atol=1e-4)


def test_texts_without_words_are_parsed() -> None:
    assert [len(doc) for doc in pipeline.parse(["", "Oman spoke.", ""])] == [0, 3, 0]
