"""Joins the trained parts into the model that ships."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from spacy.language import Language
from thinc.api import Model

from crisisdesk.reading.pipeline import cast_weights
from crisisdesk.reading.tokens import news_tokenizer

VERSION = "1.1.0"
LICENSE = "CC BY-SA 4.0"
SOURCES = [
    {"name": "UD English-EWT", "license": "CC BY-SA 4.0"},
    {"name": "GUM, genres with open texts", "license": "CC BY 4.0, CC BY-SA, public domain"},
    {"name": "Universal NER, layer on EWT dev", "license": "CC BY-SA 4.0"},
    {"name": "WikiGold", "license": "CC BY 4.0"},
    {"name": "CrossNER politics", "license": "MIT"},
    {"name": "re3d", "license": "public domain, OGL 3, CC BY 3.0 AU, CC BY-SA 3.0"},
]


def assemble(syntax: Language, entities: Language | None = None) -> Language:
    """The whole pipeline: ``syntax`` with sentence bounds and, where given, the recogniser.

    The recogniser keeps a tok2vec of its own. ``syntax`` is changed in place and returned.
    """
    # Parts kept from an earlier run may hold an older tokenizer.
    syntax.tokenizer = news_tokenizer(syntax)
    syntax.add_pipe("sentence_bounds", before="parser")
    syntax.add_pipe("lemma_case", after="parser")
    if entities is not None:
        entities.replace_listeners("tok2vec", "ner", ["model.tok2vec"])
        syntax.add_pipe("ner", source=entities)
    syntax.meta.update(
        name="reader",
        version=VERSION,
        license=LICENSE,
        sources=SOURCES,
        description="Tags, lemmas, Universal Dependencies and entities for English news.",
    )
    syntax.meta["performance"] = {}
    return syntax


def average(nlp: Language, other: Language) -> None:
    """Puts the mean of both pipelines' weights into ``nlp``. ``other`` was trained on from it.

    The mean of the weights before and after annealing parses better than either (model soups:
    Wortsman et al. 2022), and nearer to what the readers' rules know than the annealed alone.
    Raises ValueError where the two have other parts.
    """
    for (node, name), (twin, other_name) in zip(_weights(nlp), _weights(other), strict=True):
        if name != other_name or node.get_param(name).shape != twin.get_param(name).shape:
            raise ValueError(f"{name}: the pipelines have other parts")
        node.set_param(name, (node.get_param(name) + twin.get_param(name)) / 2)


def _weights(nlp: Language) -> list[tuple[Model[Any, Any], str]]:
    """Every weight of a pipeline once, though its parts may share some."""
    found: dict[tuple[int, str], tuple[Model[Any, Any], str]] = {}
    for _, component in nlp.components:
        model = getattr(component, "model", None)
        for node in model.walk() if model is not None else ():
            for name in node.param_names:
                if node.has_param(name):
                    found.setdefault((node.id, name), (node, name))
    return list(found.values())


def write(nlp: Language, out: Path) -> None:
    """Writes the pipeline in half precision to ``out``, replacing what is there.

    The pipeline must not be used afterwards: its weights stay in half precision.
    """
    cast_weights(nlp, "float16")
    fresh = out.with_name(out.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    # Only training needs corpora and paths, and paths of the training machine mean nothing here.
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    nlp.config["corpora"] = {}
    nlp.to_disk(fresh)
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)


def model_bytes(folder: Path) -> int:
    """The size of all files under ``folder``, in bytes."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
