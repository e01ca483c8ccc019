"""The fitted model of pairs: will A do a kind of thing to B within h days?

One set of boosted trees a class starts from the log-odds of the dyad's own rate (`own_rate`) and
adds what the other columns of `features` tell. The horizon is one of the columns and may only
raise the odds, so that longer horizons are never less likely. The model that ships is made by
``python -m training.dyads``; a desk may hold one of its own stream beside it (`odds.refit`). The
card is in docs/streams.md.
"""

from __future__ import annotations

import gzip
from functools import cached_property, lru_cache
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
CARD = "card.json"
OWN = "pairs 1, of its own stream"
"""The version of a desk's own model."""


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
    """``card.json``: where the model is from, and its classes; ``until`` is the last day that it
    learned of (ISO 8601), empty where that is no matter: the shipped one's stream is no desk's."""

    version: str
    data: str
    held_out: str
    columns: tuple[str, ...]
    classes: dict[str, Fitted]
    until: str = ""


def columns() -> tuple[str, ...]:
    """The model's columns in order: the common ones, the class's own, the horizon."""
    return (*common_names(), *own_names(), "horizon")


def file_name(name: str) -> str:
    """A class's name as a file's."""
    return name.replace(" ", "-").lower()


class Asked(Struct, frozen=True):
    """Pairs asked about: their columns, and the log-odds of their own rates."""

    matrix: Any
    start: Any


def put(
    common: Matrix, own: Matrix, lately: Floats, days: int, rate: tuple[float, float]
) -> Asked:  # fmt: skip
    """Cases as the model takes them: the common columns and those of a class, the events of the
    last year, the horizon, and shape and scale of the own rate."""
    horizon = np.full((len(own), 1), np.log(days), dtype=np.float32)
    return Asked(np.hstack([common, own, horizon]), log_odds(own_rate(lately, days, *rate)))


class Model:
    """A fitted model in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._boosters: dict[str, lightgbm.Booster] = {}

    @cached_property
    def card(self) -> Card:
        """Its card. Raises StreamError where that is damaged or not there."""
        path = self.folder / CARD
        try:
            return msgspec.json.decode(path.read_bytes(), type=prepared(Card))
        except (msgspec.DecodeError, OSError) as error:
            raise StreamError(str(path), f"the fitted odds are damaged ({error}); refit") from None

    @property
    def told(self) -> str:
        """Its version and what it was fitted on."""
        return f"{self.card.version}, {self.card.data}"

    def booster(self, name: str) -> lightgbm.Booster:
        """The trees of a class. Raises StreamError where LightGBM is not installed, or the file
        is damaged."""
        if name not in self._boosters:
            path = self.folder / f"{file_name(name)}.txt.gz"
            try:
                text = gzip.decompress(path.read_bytes()).decode()
            except (OSError, EOFError, ValueError) as error:
                raise StreamError(
                    str(path), f"the fitted odds are damaged ({error}); refit"
                ) from None
            self._boosters[name] = light("forecast").Booster(model_str=text)
        return self._boosters[name]

    def ask(
        self, past: Sides, name: str, source: Ints, target: Ints, days: int, common: Matrix
    ) -> Asked:
        """What the model needs for pairs (places of states, one length) over ``days`` (1 to 180);
        ``common`` are their `common_features`."""
        own = own_features(past, name, source, target)
        lately = past.within(kinds_of(name), WINDOW)[source, target].astype(float)
        return put(common, own, lately, days, self.own_rate_of(name, days))

    def own_rate_of(self, name: str, days: int) -> tuple[float, float]:
        """Shape and scale of the class's own rate, between fitted horizons by the nearer."""
        fitted = self.card.classes[name]
        nearest = min(HORIZONS, key=lambda horizon: abs(np.log(horizon) - np.log(days)))
        return fitted.shape[nearest], fitted.scale[nearest]

    def chances(self, name: str, asked: Asked) -> Floats:
        """The chance (0..1) of each pair asked about."""
        raised = self.booster(name).predict(asked.matrix, raw_score=True, num_threads=1)
        return np.asarray(1 / (1 + np.exp(-(asked.start + np.asarray(raised)))), dtype=float)

    def contributions(self, name: str, asked: Asked) -> Floats:
        """What each column adds to the log-odds (pairs, columns), by the trees' Shapley values
        (Lundberg and others, 2020)."""
        found = self.booster(name).predict(asked.matrix, pred_contrib=True, num_threads=1)
        return np.asarray(found, dtype=float)[:, :-1]


def light(who: str) -> Any:
    """LightGBM. Raises StreamError, in the name of ``who``, where it is not installed."""
    try:
        import lightgbm
    except ImportError as error:
        raise StreamError(
            who, "LightGBM is missing: install the extra with  pip install 'crisisdesk[events]'"
        ) from error
    return lightgbm


@lru_cache(maxsize=1)
def shipped() -> Model:
    """The model in the package."""
    return Model(FOLDER)


@lru_cache(maxsize=4)
def _kept(folder: Path, changed: int) -> Model:
    """The model in a folder as it was when its card was last ``changed``."""
    del changed
    return Model(folder)


def model_for(folder: Path | None, name: str, day: str) -> Model:
    """Who answers about a class as of a day (ISO 8601): the model in ``folder`` where one is there
    that holds the class and knows nothing later, else the shipped one."""
    if folder is not None and (folder / CARD).exists():
        own = _kept(folder, (folder / CARD).stat().st_mtime_ns)
        known = own.card.version == OWN and own.card.columns == columns()
        if known and name in own.card.classes and own.card.until <= day:
            return own
    return shipped()


def common(past: Sides, source: Ints, target: Ints) -> Matrix:
    """The pairs' columns that every class shares."""
    return common_features(past, source, target)
