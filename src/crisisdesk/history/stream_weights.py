"""How much a stream of coded events counts beside what else is known of two states.

Fitted where both are there (`training/history/streams.py`): the effect, on the log-odds of force,
of one of the log-odds that the model of pairs gives to force within 90 days. It differs by what is
known already: while a dispute is under way the record of what has passed tells most of what the
stream does; where nothing has passed for a year the stream tells more.
"""

from __future__ import annotations

from functools import cache
from math import log

import msgspec
import yaml
from msgspec import Struct

from crisisdesk.history.classes import shipped
from crisisdesk.schemas import prepared

DAYS = 90  # of the stream's odds, as of the questions that a crisis poses
UNDER_WAY, REST = "under way", "at rest"
FAR = 4.0  # standard deviations from the average case beyond which it pulls no further


class StreamWeight(Struct, frozen=True):
    """``n`` cases of so many ``pairs`` of states, ``k`` with force; the stream's log-odds in the
    average case and their standard deviation; the effect of one, and the 90 % interval of what it
    was drawn from."""

    id: str
    source: str
    n: int
    k: int
    pairs: int
    mean: float
    scale: float
    effect: float
    interval: tuple[float, float]

    @property
    def counts(self) -> bool:
        """Whether the interval leaves nought out, so that it moves odds."""
        return self.interval[0] > 0 or self.interval[1] < 0

    def shift(self, probability: float) -> tuple[float, float]:
        """By how much log-odds move where the stream gives a ``probability`` (0..1), and half the
        width of that move's 90 % interval."""
        held = min(max(probability, 1e-6), 1 - 1e-6)
        apart = log(held / (1 - held)) - self.mean
        apart = min(max(apart, -FAR * self.scale), FAR * self.scale)
        low, high = self.interval
        return self.effect * apart, abs(apart) * (high - low) / 2


@cache
def stream_weights() -> dict[str, StreamWeight]:
    """The weights that ship, by what is known."""
    rows = yaml.safe_load(shipped("stream_weights.yaml").read_text(encoding="utf-8"))["weights"]
    return {one.id: one for one in msgspec.convert(rows, prepared(tuple[StreamWeight, ...]))}
