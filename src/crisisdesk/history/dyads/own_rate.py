"""The dyad's own rate: the strongest simple forecast, and where the fitted model starts from.

Events of a pair come at a rate of its own, and rates differ between pairs by a gamma distribution
of shape ``a`` and scale ``1 / b``. After ``n`` events in ``T`` days the chance of at least one in
the next ``h`` days is  1 - ((b + T) / (b + T + h)) ** (a + n)  (gamma-Poisson; Greenwood and Yule,
1920). ``a`` and ``b`` are fitted for each class and horizon, so that bursts, which the model does
not know, are averaged in.
"""

from __future__ import annotations

import numpy as np

from crisisdesk.history.dyads.counts import Floats
from crisisdesk.history.dyads.features import WINDOW


def own_rate(number: Floats, days: float, shape: float, scale: float) -> Floats:
    """The chance (0..1) of an event in ``days`` for pairs with ``number`` in the last year."""
    base = scale + WINDOW
    return np.asarray(1 - (base / (base + days)) ** (shape + number), dtype=float)


def log_odds(chance: Floats) -> Floats:
    """log(p / (1 - p)), with p kept within 1e-6 and 1 - 1e-6."""
    p = np.clip(chance, 1e-6, 1 - 1e-6)
    return np.asarray(np.log(p / (1 - p)), dtype=float)
