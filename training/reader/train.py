"""Runs spaCy's training loop on the configurations in this folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import train
from spacy.util import load_config, load_model_from_path, registry
from thinc.api import Model

from crisisdesk.reading import tokens as _tokens  # noqa: F401  registers the tokenizer
from crisisdesk.reading.pipeline import use_numpy_gemm
from training.reader import augment as _augment  # noqa: F401  registers the augmenters

Weighted = list[tuple[Model, str]]

HERE = Path(__file__).parent


# Which corpus a part learns from, where it is not that of its own name.
TEXT = {"anneal": "syntax"}


def train_part(name: str, corpora: Path, out: Path, **overrides: object) -> Language:
    """Trains ``name`` ("syntax", "anneal" or "entities"); returns its best checkpoint on dev.

    ``corpora`` holds ``syntax-train.spacy``, ``syntax-dev.spacy`` and the same of entities;
    checkpoints go to ``out`` as ``model-best`` and ``model-last``. ``overrides`` set configuration
    values, with "__" for the dot in their names.
    """
    text = TEXT.get(name, name)
    use_numpy_gemm()
    settings: dict[str, object] = {
        "paths.train": str(corpora / f"{text}-train.spacy"),
        "paths.dev": str(corpora / f"{text}-dev.spacy"),
        "paths.entities": str(corpora / "entities-train.spacy"),
    }
    settings.update({key.replace("__", "."): value for key, value in overrides.items()})
    config = load_config(HERE / f"{name}.cfg", overrides=settings, interpolate=False)
    nlp = init_nlp(config)
    out.mkdir(parents=True, exist_ok=True)
    train(nlp, out)
    return load_model_from_path(out / "model-best")


def _weights(nlp: Language) -> Weighted:
    model = nlp.get_pipe("tok2vec").model  # type: ignore[attr-defined]
    return [(node, name) for node in model.walk() for name in node.param_names]


def lower_layers(source: str) -> Callable[[Language], None]:
    """A callback that starts a tok2vec with the embedding and lowest layers of another's.

    ``source`` is the folder of a pipeline whose tok2vec has at least as many layers of the same
    widths. Raises ValueError where their shapes differ.
    """

    def copy(nlp: Language) -> None:
        # A model is walked level by level, so the shallower one's weights come first in both.
        given = _weights(load_model_from_path(Path(source)))
        for (node, name), (old, old_name) in zip(_weights(nlp), given, strict=False):
            if name != old_name or node.get_param(name).shape != old.get_param(name).shape:
                raise ValueError(f"{source}: its tok2vec has other layers; train both anew")
            node.set_param(name, old.get_param(name).copy())

    return copy


def known_trees() -> Callable[[Language], None]:
    """A callback that lets a lemmatizer which was read from disk learn on: spaCy keeps its edit
    trees and forgets which label each has, and then takes every lemma for unknown."""

    def number(nlp: Language) -> None:
        lemmatizer: Any = nlp.get_pipe("trainable_lemmatizer")
        lemmatizer.tree2label = {tree: i for i, tree in enumerate(lemmatizer.cfg["labels"])}

    return number


registry.callbacks.register("crisisdesk.lower_layers.v1", func=lower_layers)
registry.callbacks.register("crisisdesk.known_trees.v1", func=known_trees)
