"""How often each entity is the target of a relation lately: counts that fade by half-lives."""

from __future__ import annotations

import numpy as np

from crisisdesk.history.ranking.facts import Facts, Floats, Ints

HALF_LIVES = (3.0, 15.0, 60.0, np.inf)  # days
NEVER = -10_000


class Popularity:
    """Fading counts by half-life before ``day``: under each relation (half-lives, relations both
    ways, entities), and of all (half-lives, entities); the day of each entity's last."""

    def __init__(self, facts: Facts, day: int) -> None:
        shape = (len(HALF_LIVES), facts.both, facts.entities)
        self.counts = np.zeros(shape, np.float32)
        self.active = np.zeros((shape[0], shape[2]), np.float32)
        self.last = np.full(facts.entities, NEVER)
        self.day = day
        rows = facts.until(day)
        self._add(rows, day - rows[:, 3])

    def move_to(self, facts: Facts, day: int) -> None:
        """Count what happened up to a later day, that day itself left out."""
        faded = np.exp2(-(day - self.day) / np.array(HALF_LIVES)).astype(np.float32)
        for table, weight in zip(self.counts, faded, strict=True):
            table *= weight
        self.active *= faded[:, None]
        rows = facts.between(self.day, day)
        self._add(rows, day - rows[:, 3])
        self.day = day

    def _add(self, rows: Ints, age: Ints) -> None:
        for place, half_life in enumerate(HALF_LIVES):
            weight = np.exp2(-age / half_life).astype(np.float32)
            np.add.at(self.counts[place], (rows[:, 1], rows[:, 2]), weight)
            np.add.at(self.active[place], rows[:, 2], weight)
        np.maximum.at(self.last, rows[:, 2], rows[:, 3])

    def logs(self, relation: Ints, entity: Ints) -> Floats:
        """log(1 + count) of some relations and entities: (half-lives, relations, entities)."""
        return np.log1p(self.counts[:, relation[:, None], entity])

    def most_active(self, most: int) -> Ints:
        """The entities of which most was told lately, in order of their places."""
        weight = self.active[HALF_LIVES.index(60.0)]
        if len(weight) <= most:
            return np.arange(len(weight))
        return np.sort(np.argsort(-weight, kind="stable")[:most])
