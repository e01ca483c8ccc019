"""Linear models over features that are written as words: which weight each word has."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec import Struct

from crisisdesk.schemas import prepared

FILE = Path(__file__).parent / "event_weights.json"


class Linear(Struct, frozen=True, forbid_unknown_fields=True):
    """A logistic model: a feature that it does not know has no weight."""

    bias: float
    weights: dict[str, float]

    def chance(self, features: Iterable[str]) -> float:
        """The probability, between 0 and 1, that these features give."""
        known = self.weights
        total = self.bias + sum(known[name] for name in features if name in known)
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


class EventWeights(Struct, frozen=True, forbid_unknown_fields=True):
    """What ``training.events`` fitted: is an actor the source, is it the target, is it an event."""

    source: Linear
    target: Linear
    event: Linear


@lru_cache(maxsize=1)
def load_event_weights() -> EventWeights:
    """The shipped weights. Cached."""
    return msgspec.json.decode(FILE.read_bytes(), type=prepared(EventWeights))
