"""Words that stand for sides named elsewhere, as ``terms/data/descriptions.yaml`` lists them."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from crisisdesk.terms.files import load_yaml, shipped


class DescriptionsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``terms/data/descriptions.yaml``; what each list is for stands at the head of the file."""

    checked: str
    pair: frozenset[str]
    couple: frozenset[str]
    rival: frozenset[str]
    state: frozenset[str]
    body: frozenset[str]
    court: frozenset[str]
    group: frozenset[str]
    own: frozenset[str]
    unnamed: frozenset[str]
    partitive: frozenset[str]
    shipping: frozenset[str]
    anybodys: frozenset[str]
    deeds: frozenset[str]
    facing: frozenset[str]
    places: frozenset[str]
    standing: frozenset[str]


@lru_cache(maxsize=1)
def load_descriptions() -> DescriptionsFile:
    """The shipped lists. Cached."""
    return load_yaml(shipped("descriptions.yaml"), DescriptionsFile)
