"""What the trained parts become together."""

import numpy
import pytest
import spacy
from spacy.language import Language
from spacy.training import Example

from training.reader.assemble import average

WORDS = [("A storm came.", ["DT", "NN", "VBD", "."]), ("Ships sank.", ["NNS", "VBD", "."])]


def _tagger(seed: int, width: int = 96) -> Language:
    spacy.util.fix_random_seed(seed)
    nlp = spacy.blank("en")
    settings = {"model": {"@architectures": "spacy.Tagger.v2", "tok2vec": {
        "@architectures": "spacy.HashEmbedCNN.v2", "width": width, "depth": 1, "embed_size": 100,
        "window_size": 1, "maxout_pieces": 2, "subword_features": True, "pretrained_vectors": None,
    }}}  # fmt: skip
    nlp.add_pipe("tagger", config=settings)
    texts = [Example.from_dict(nlp.make_doc(text), {"tags": tags}) for text, tags in WORDS]
    nlp.initialize(lambda: texts)
    return nlp


def _output(nlp: Language) -> numpy.ndarray:
    return nlp.get_pipe("tagger").model.get_ref("output_layer").get_param("W")


def test_the_mean_lies_halfway() -> None:
    one, other = _tagger(1), _tagger(2)
    for nlp, value in ((one, 1.0), (other, 4.0)):
        layer = nlp.get_pipe("tagger").model.get_ref("output_layer")
        layer.set_param("W", numpy.full_like(layer.get_param("W"), value))
    average(one, other)
    assert numpy.all(_output(one) == 2.5)
    assert numpy.all(_output(other) == 4.0)


def test_pipelines_of_other_shapes_have_no_mean() -> None:
    with pytest.raises(ValueError, match="parts"):
        average(_tagger(1), _tagger(2, width=64))
