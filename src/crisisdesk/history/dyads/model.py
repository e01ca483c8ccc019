"""The fitted model of pairs: will A do a kind of thing to B within h days?

One set of boosted trees a class starts from the log-odds of the dyad's own rate (`own_rate`) and
adds what the other columns of `features` tell. The horizon is one of the columns and may only
raise the odds, so that longer horizons are never less likely. Made by ``python -m
training.dyads``; the card is in docs/streams.md.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from msgspec import Struct

from crisisdesk.errors import StreamError
from crisisdesk.history.dyads.counts import Floats, Ints, kinds_of
from crisisdesk.history.dyads.features import (
    WINDOW,
    Matrix,
    Sides,
    common_features,
    common_names,
    own_features,
    own_names,
)
from crisisdesk.history.dyads.own_rate import log_odds, own_rate
from crisisdesk.schemas import prepared

if TYPE_CHECKING:
    import lightgbm

FOLDER = Path(__file__).resolve().parents[1] / "data" / "dyads"
HORIZONS = (7, 30, 90, 180)
LONGEST = 180  # days; nothing longer was fitted or scored


class Bin(Struct, frozen=True):
    """Held-out forecasts of like size: from ``low`` on (a probability), how many, how many came
    true, and how many pairs they are of."""

    low: float
    n: int
    k: int
    pairs: int


class Fitted(Struct, frozen=True):
    """What belongs to a class beside its trees: the own rate's shape and scale by horizon, and
    held-out bins by horizon."""

    shape: dict[int, float]
    scale: dict[int, float]
    bins: dict[int, tuple[Bin, ...]]


class Card(Struct, frozen=True):
    """``card.json``: where the model is from, and its classes."""

    version: str
    data: str
    held_out: str
    columns: tuple[str, ...]
    classes: dict[str, Fitted]


def columns() -> tuple[str, ...]:
    """The model's columns in order: the common ones, the class's own, the horizon."""
    return (*common_names(), *own_names(), "horizon")


@lru_cache(maxsize=1)
def card() -> Card:
    """The shipped card."""
    return msgspec.json.decode((FOLDER / "card.json").read_bytes(), type=prepared(Card))


@lru_cache(maxsize=32)
def booster(name: str) -> lightgbm.Booster:
    """The trees of a class. Raises StreamError where LightGBM is not installed."""
    try:
        import lightgbm
    except ImportError as error:
        raise StreamError(
            "forecast",
            "LightGBM is missing: install the extra with  pip install 'crisisdesk[events]'",
        ) from error
    text = gzip.decompress((FOLDER / f"{file_name(name)}.txt.gz").read_bytes()).decode()
    return lightgbm.Booster(model_str=text)


def file_name(name: str) -> str:
    """A class's name as a file's."""
    return name.replace(" ", "-").lower()


class Asked(Struct, frozen=True):
    """Pairs asked about: their columns, and the log-odds of their own rates."""

    matrix: Any
    start: Any


def ask(past: Sides, name: str, source: Ints, target: Ints, days: int, common: Matrix) -> Asked:
    """What the model needs for pairs (places of states, one length) over ``days`` (1 to 180);
    ``common`` are their `common_features`."""
    own = own_features(past, name, source, target)
    horizon = np.full((len(source), 1), np.log(days), dtype=np.float32)
    number = past.within(kinds_of(name), WINDOW)[source, target]
    start = log_odds(own_rate(number.astype(float), days, *own_rate_of(name, days)))
    return Asked(np.hstack([common, own, horizon]), start)


def own_rate_of(name: str, days: int) -> tuple[float, float]:
    """Shape and scale of the class's own rate, between fitted horizons by the nearer."""
    fitted = card().classes[name]
    nearest = min(HORIZONS, key=lambda horizon: abs(np.log(horizon) - np.log(days)))
    return fitted.shape[nearest], fitted.scale[nearest]


def chances(name: str, asked: Asked) -> Floats:
    """The chance (0..1) of each pair asked about."""
    raised = np.asarray(booster(name).predict(asked.matrix, raw_score=True, num_threads=1))
    return np.asarray(1 / (1 + np.exp(-(asked.start + raised))), dtype=float)


def contributions(name: str, asked: Asked) -> Floats:
    """What each column adds to the log-odds (pairs, columns), by the trees' Shapley values
    (Lundberg and others, 2020)."""
    found = booster(name).predict(asked.matrix, pred_contrib=True, num_threads=1)
    return np.asarray(found, dtype=float)[:, :-1]


def common(past: Sides, source: Ints, target: Ints) -> Matrix:
    """The pairs' columns that every class shares."""
    return common_features(past, source, target)
