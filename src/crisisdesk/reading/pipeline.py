"""The reader's trained pipeline: tokens, tags, lemmas, dependencies and entities.

The model is part of the package and loads without a network. spaCy is imported when the model
is first asked for, not with this module, so that commands which read no text start at once.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crisisdesk.reading.repairs import repaired
from crisisdesk.reading.word_vectors import keep_word_vectors

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

MODEL = Path(__file__).parent / "model"

# A second thread makes the small products of a sentence no faster and takes as much of the
# processor again. BLAS looks when NumPy is first imported; what a user has set stays.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# Batches are counted in words because matrix products are fastest on about this many rows.
BATCH_WORDS = 2000
CHARACTERS_A_WORD = 5


def use_numpy_gemm() -> None:
    """Lets thinc multiply matrices with NumPy in place of blis, for the whole process.

    NumPy's BLAS uses the widest vector instructions of the processor; blis, as built for
    thinc, does not. Tagging and parsing become about 1.7 times as fast, training more. Results
    differ only in the last digits. Calling it twice does no harm.
    """
    import numpy
    from thinc.api import NumpyOps

    def gemm(
        self: Any, x: Any, y: Any, out: Any = None, trans1: bool = False, trans2: bool = False
    ) -> Any:
        a = x.T if trans1 else x
        b = y.T if trans2 else y
        if out is None:
            return numpy.ascontiguousarray(numpy.matmul(a, b))
        numpy.matmul(a, b, out=out)
        return out

    NumpyOps.gemm = gemm  # type: ignore[method-assign]


def cast_weights(nlp: Language, dtype: str) -> None:
    """Turns every weight of the pipeline into ``dtype``, in place.

    The shipped files hold half precision ("float16"), which halves them; spaCy computes in
    "float32" only, so a model that was just read must be widened before its first use.
    """
    for _, component in nlp.components:
        model = getattr(component, "model", None)
        for node in model.walk() if model is not None else ():
            for name in node.param_names:
                if node.has_param(name):
                    node.set_param(name, node.get_param(name).astype(dtype))


def load_model(folder: Path) -> Language:
    """Loads a model that ``training.reader`` wrote, ready to use. Not cached.

    Raises OSError when ``folder`` holds no model.
    """
    from spacy.util import load_model_from_path

    importlib.import_module("crisisdesk.reading.tokens")  # registers tokenizer and components
    use_numpy_gemm()
    nlp = load_model_from_path(folder)
    cast_weights(nlp, "float32")
    keep_word_vectors(nlp)
    return nlp


@cache
def load_pipeline() -> Language:
    """The reader's pipeline, loaded once a process from the files in the package.

    Components: tok2vec, tagger, morphologizer, trainable_lemmatizer, lemma_case,
    sentence_bounds, parser (Universal Dependencies), ner (PERSON, ORG, LOC). Parse with
    :func:`parse`, which batches; the pipeline itself may be called on a single text.
    """
    return load_model(MODEL)


def parse(texts: Iterable[str]) -> Iterator[Doc]:
    """Parses the texts, in order, in batches of about 2,000 words.

    Reads ahead by one batch. Raises ValueError for a text of more than 1,000,000 characters.
    """
    nlp = load_pipeline()
    for batch in _batches(texts):
        # spaCy's parser steps through a quarter of a batch at a time; this makes it step through
        # all of the batch together, which is about 8 % faster.
        yield from map(
            repaired, nlp.pipe(map(_with_known_dashes, batch), batch_size=4 * len(batch))
        )


def _with_known_dashes(text: str) -> str:
    """A text with the bar that some write for a dash as one that the model has seen; as long as
    before, so that offsets stay."""
    return text.replace("\u2015", "\u2014")


def _batches(texts: Iterable[str]) -> Iterator[list[str]]:
    """Runs of texts with about ``BATCH_WORDS`` words; a longer text is a batch of its own."""
    batch: list[str] = []
    words = 0
    for text in texts:
        length = len(text) // CHARACTERS_A_WORD + 1
        if batch and words + length > BATCH_WORDS:
            yield batch
            batch, words = [], 0
        batch.append(text)
        words += length
    if batch:
        yield batch
