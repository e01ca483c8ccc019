"""What the model computes of a word alone, kept for the next time the word comes up.

The first stage of a tok2vec sees of each word its norm, prefix, suffix and shape, and nothing of
its neighbours: the same word gives the same vector. News repeats its words, so most of that stage
is a look-up, and parsing takes about an eighth less time. The vectors are those the model computes.
"""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from spacy.language import Language

# 10 MB of vectors 128 wide; a report that brings more words than that empties the store.
MOST_WORDS = 20_000
# Odd numbers of 64 bits that mix a word's features into one number.
_MIX = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


class WordVectors:
    """The vectors of up to ``most`` words by their features, and the layers that compute them."""

    def __init__(self, layers: list[Any], width: int, most: int = MOST_WORDS) -> None:
        import numpy

        self._layers = layers
        self._rows: dict[int, int] = {}
        self._table = numpy.zeros((most, width), dtype="float32")
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._rows)

    def look_up(self, features: NDArray[Any]) -> NDArray[Any]:
        """The vectors (words by width) of words given by their features (words by columns)."""
        import numpy

        words = features[:, 0].copy()
        for column, factor in enumerate(_MIX[: features.shape[1] - 1], 1):
            words = (words * numpy.uint64(factor)) ^ features[:, column]
        distinct, first, where = numpy.unique(words, return_index=True, return_inverse=True)
        keys = distinct.tolist()
        if len(keys) > len(self._table):
            return self._compute(features)
        with self._lock:
            self._learn(keys, features[first])
            rows = numpy.array([self._rows[key] for key in keys], dtype="int64")
            vectors: NDArray[Any] = self._table[rows[where]]
        return vectors

    def _learn(self, keys: list[int], features: NDArray[Any]) -> None:
        new = [i for i, key in enumerate(keys) if key not in self._rows]
        if len(self._rows) + len(new) > len(self._table):
            self._rows.clear()
            new = list(range(len(keys)))
        if new:
            start = len(self._rows)
            self._table[start : start + len(new)] = self._compute(features[new])
            self._rows.update((keys[i], start + n) for n, i in enumerate(new))

    def _compute(self, features: NDArray[Any]) -> NDArray[Any]:
        vectors = features
        for layer in self._layers:
            vectors = layer.predict(vectors)
        return vectors


def keep_word_vectors(nlp: Language) -> None:
    """Lets every tok2vec of a trained pipeline look its words up, in place; not for training."""
    for _, component in nlp.components:
        model = getattr(component, "model", None)
        for node in model.walk() if model is not None else ():
            if node.layers and node.layers[0].name == "extract_features":
                _keep(node)


def _keep(embed: Any) -> None:
    """Replaces what an embedding (spaCy's MultiHashEmbed: features, ragged rows, hash tables,
    mixing, lists) does with its documents by a look-up."""
    extract, _, *layers, _ = embed.layers
    columns = extract.attrs["columns"]
    vectors = WordVectors(layers, layers[-1].get_dim("nO"))

    def forward(model: Any, docs: list[Any], is_train: bool) -> tuple[list[Any], Any]:
        import numpy

        features = [doc.to_array(columns).reshape(len(doc), len(columns)) for doc in docs]
        found = vectors.look_up(numpy.concatenate(features))
        return numpy.split(found, numpy.cumsum([len(doc) for doc in docs])[:-1]), None

    embed._func = forward
