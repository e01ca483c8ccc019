"""The words in which a brief speaks, from ``words.yaml``."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from msgspec import Struct

from crisisdesk.terms.files import load_yaml


class Verb(Struct, frozen=True):
    """What a source does to a target, and how to say it where there is no target."""

    verb: str
    alone: str


class Sign(Struct, frozen=True):
    """A word and the sign that stands beside it, so that colour never tells alone."""

    label: str
    sign: str


class Line(Struct, frozen=True):
    """A kind of tie in words, and the line that draws it."""

    label: str
    line: str


class Kind(Struct, frozen=True):
    """What is taken from a text: the letter of its signs, one of it, several of them."""

    letter: str
    one: str
    several: str


class Article(Struct, frozen=True):
    """Names that take "the": those that begin so, and those that hold one of the words."""

    begins: tuple[str, ...]
    holds: tuple[str, ...]


class Words(Struct, frozen=True):
    """The schema of ``words.yaml``."""

    likelihood: dict[str, str]
    confidence: dict[str, str]
    reliability: dict[str, str]
    credibility: dict[str, str]
    dates: dict[str, str]
    modalities: dict[str, Sign]
    events: dict[str, Verb]
    modes: dict[str, Verb]
    ties: dict[str, Line]
    obligations: dict[str, str]
    kinds: dict[str, Kind]
    denials: frozenset[str]
    article: Article


@cache
def words() -> Words:
    """The shipped words. Raises TermsError where the file breaks its schema."""
    return load_yaml(Path(str(files("crisisdesk.briefing") / "words.yaml")), Words)
