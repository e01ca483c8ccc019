"""The words of modality: ``terms/data/modality.yaml``, by word."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.records import Modality


class ModalityFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``terms/data/modality.yaml``; see the file's head."""

    checked: str
    auxiliaries: dict[Modality, tuple[str, ...]]
    marks: dict[Modality, tuple[str, ...]]
    governors: dict[Modality, tuple[str, ...]]
    adjectives: dict[Modality, tuple[str, ...]]
    occur: tuple[str, ...]
    hold: tuple[str, ...]
    traces: tuple[str, ...]
    acts: tuple[str, ...]
    naming: tuple[str, ...]
    factive: tuple[str, ...]


class ModalityLexicon(Struct, frozen=True):
    """The same, by word."""

    auxiliaries: dict[str, Modality]
    marks: dict[str, Modality]
    governors: dict[str, Modality]
    adjectives: dict[str, Modality]
    occur: frozenset[str]
    hold: frozenset[str]
    traces: frozenset[str]
    acts: frozenset[str]
    naming: frozenset[str]
    factive: frozenset[str]


@lru_cache(maxsize=1)
def load_modality() -> ModalityLexicon:
    """The shipped lexicon of modality. Cached."""
    loaded = load_yaml(shipped("modality.yaml"), ModalityFile)
    return ModalityLexicon(
        _by_word(loaded.auxiliaries),
        _by_word(loaded.marks),
        _by_word(loaded.governors),
        _by_word(loaded.adjectives),
        frozenset(loaded.occur),
        frozenset(loaded.hold),
        frozenset(loaded.traces),
        frozenset(loaded.acts),
        frozenset(loaded.naming),
        frozenset(loaded.factive),
    )


def _by_word(classes: dict[Modality, tuple[str, ...]]) -> dict[str, Modality]:
    table: dict[str, Modality] = {}
    for modality, words in classes.items():
        for word in words:
            table.setdefault(word, modality)
    return table
