"""The ranker: networks look at all entities, trees look again at the first hundred.

A walk through the days in order: each day is asked about with what came before it, then learned
from. Nothing of a day is seen before it is answered but which (source, relation) is asked, each
question for itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from crisisdesk.history.ranking.columns import Candidates, columns
from crisisdesk.history.ranking.facts import Facts, Floats, Ints, Queries
from crisisdesk.history.ranking.learning import Learner
from crisisdesk.history.ranking.network import Network
from crisisdesk.history.ranking.popularity import Popularity
from crisisdesk.history.ranking.trees import fit_trees
from crisisdesk.history.ranking.view import View, see

if TYPE_CHECKING:
    import lightgbm

CANDIDATES = 100
HOPELESS = 7.0  # nats behind the first: a candidate is not looked at again
PART = 512  # questions scored at once
FIRST_WRONG, OTHER_WRONG = 20, 20  # candidates that are no answers, kept of each question to fit on
BEHIND = 1e3  # below every candidate
MONTH = 30  # days
ENOUGH = 5_000  # answered questions without which no trees are grown


@dataclass(frozen=True)
class Settings:
    """How much is learned. ``facts`` bounds a pass, in facts both ways round, latest first; the
    last ``tree_share`` of the days is for the trees, at most ``tree_rows`` rows of them."""

    networks: int = 1
    width: int = 64
    hidden: int = 128
    passes: int = 3
    facts: int = 300_000
    rate: float = 2e-3
    last_rate: float = 8e-4  # of the last pass
    daily_rate: float = 1e-3
    tree_share: float = 0.25
    tree_rows: int = 1_200_000


class Ranker:
    """Ranks the entities that may answer (source, relation, ?) on a day."""

    def __init__(
        self, facts: Facts, settings: Settings | None = None, names: Sequence[str] = ()
    ) -> None:
        self.facts, self.settings = facts, settings or Settings()
        s = self.settings
        told = names or [""] * facts.entities
        self.learners = [
            Learner(Network(facts.entities, facts.both, s.width, s.hidden, seed, told), seed)
            for seed in range(s.networks)
        ]
        self.trees: lightgbm.Booster | None = None
        self.trial = (0, 0.0, 0.0)
        """Questions put to the networks alone before they learned of their days, and the share
        where an answer came first, and among the first ten."""
        self.popularity = Popularity(facts, 0)

    def fit(self, until: int) -> None:
        """Learn from the facts before a day: the networks from all but the last days in passes,
        then each of the last days once, asked before learned, which the trees learn from."""
        days = self.facts.days[self.facts.days < until]
        turn = int(days[int(len(days) * (1 - self.settings.tree_share))])
        first = self._first_day(turn)
        for number in range(self.settings.passes):
            last = number == self.settings.passes - 1
            rate = self.settings.last_rate if last else self.settings.rate
            self.popularity = Popularity(self.facts, first)
            for day, view in self.walk(first, turn):
                del day
                self._learn(view, rate)
        self.fit_trees(turn, until)

    def _first_day(self, turn: int) -> int:
        """From which day on a pass learns."""
        rows = self.facts.until(turn)
        if not len(rows):
            return turn
        return int(rows[max(0, len(rows) - self.settings.facts), 3])

    def fit_trees(self, first: int, until: int) -> None:
        """Ask about the days of a month, keep some candidates for the trees, then learn from those
        days: the trees see the networks as they will be asked, some weeks after they learned."""
        kept: list[tuple[Floats, Floats, NDArray[np.bool_], Ints]] = []
        self.trial = (0, 0.0, 0.0)
        draw = np.random.default_rng(0)
        expected = len(self.facts.between(first, until)) * (FIRST_WRONG + OTHER_WRONG)
        share = min(1.0, self.settings.tree_rows / max(expected, 1))
        for low in range(first, until, MONTH):
            high = min(low + MONTH, until)
            for day, view in self.walk(low, high):
                picked = np.flatnonzero(draw.random(len(view.queries.source)) < share)
                if len(picked):
                    kept += self._examples(view, day, picked, draw)
            self.popularity = Popularity(self.facts, low)
            for _, view in self.walk(low, high):
                self._learn(view, self.settings.daily_rate)
        if sum(len(size) for *_, size in kept) >= ENOUGH:
            matrix, chance, right, size = map(np.concatenate, zip(*kept, strict=True))
            self.trees = fit_trees(matrix, chance, right, size)

    def _examples(
        self, view: View, day: int, picked: Ints, draw: np.random.Generator
    ) -> Iterator[tuple[Floats, Floats, NDArray[np.bool_], Ints]]:
        """Columns, log-chances, which is an answer, and how many belong to each question."""
        asked = see(self.facts, self.popularity, view.queries.chosen(picked), day)
        for first, last, _, found in self._first_look(asked):
            right = self._right(asked.queries, found)
            self._note(last - first, right, found)
            few = right | (found.place < FIRST_WRONG)
            few |= draw.random(len(right)) < OTHER_WRONG / CANDIDATES
            few &= np.bincount(found.asked, right, last)[found.asked] > 0
            some = found.chosen(few)
            size = np.bincount(some.asked, minlength=last)
            drawn = ~right[few] & (some.place >= FIRST_WRONG)  # each stands for those left out
            start = some.chance + np.where(drawn, np.log(CANDIDATES / OTHER_WRONG), 0)
            told = start.astype(np.float32)
            yield self.columns(asked, some, day), told, right[few], size[size > 0]

    def _right(self, queries: Queries, found: Candidates) -> NDArray[np.bool_]:
        """Which candidates are answers."""
        known = queries.owner * self.facts.entities + queries.answer
        return np.isin(found.asked * self.facts.entities + found.target, known)

    def _note(self, asked: int, right: NDArray[np.bool_], found: Candidates) -> None:
        before, one, ten = self.trial
        number = before + asked
        first = int(np.count_nonzero(right & (found.place == 0)))
        in_ten = len(np.unique(found.asked[right & (found.place < 10)]))
        self.trial = number, (one * before + first) / number, (ten * before + in_ten) / number

    def columns(self, view: View, found: Candidates, day: int) -> Floats:
        """The columns that the trees weigh."""
        return columns(self.facts, self.popularity, view, found, day)

    def walk(self, first: int, until: int) -> Iterator[tuple[int, View]]:
        """Each day with facts, and the view of what they answer."""
        for day in self.facts.days[(self.facts.days >= first) & (self.facts.days < until)]:
            self.popularity.move_to(self.facts, int(day))
            yield int(day), see(self.facts, self.popularity, self.facts.queries(int(day)), int(day))

    def learn(self, view: View) -> None:
        """Learn from a day that is over."""
        self._learn(view, self.settings.daily_rate)

    def _learn(self, view: View, rate: float) -> None:
        for learner in self.learners:
            learner.learn(view, rate)

    def scores(self, view: View, day: int) -> Iterator[tuple[int, int, Floats]]:
        """Scores of all entities, higher is likelier, for the view's questions in parts:
        (first, last, (questions, entities))."""
        last_of_all = self.popularity.active[-1] * 1e-3 - 2 * BEHIND
        for first, last, mean, found in self._first_look(view):
            score = np.tile(last_of_all.astype(np.float32), (last - first, 1))
            if self.trees is None:
                score[:, view.live] = mean
            else:
                score[:, view.live] = mean - BEHIND
                matrix = self.columns(view, found, day)
                second = self.trees.predict(matrix, raw_score=True, num_threads=1)
                score[found.asked - first, found.target] = found.chance + second
            yield first, last, score

    def _first_look(self, view: View) -> Iterator[tuple[int, int, Floats, Candidates]]:
        """The mean log-chances of the live entities by the networks, and the candidates, in parts
        of questions."""
        networks = [learner.network for learner in self.learners]
        bases = [network.base() for network in networks]
        vectors = [net.vectors(view, base) for net, base in zip(networks, bases, strict=True)]
        number = len(view.queries.source)
        for first in range(0, number, PART):
            last = min(first + PART, number)
            looks, chances = [], []
            for network, base, vector in zip(networks, bases, vectors, strict=True):
                look = network.look(view, first, last, base, vector)
                top = look.score.max(1, keepdims=True)
                whole = top + np.log(np.exp(look.score - top).sum(1, keepdims=True))
                looks.append(look)
                chances.append(look.score - whole)
            mean: Floats = np.mean(chances, axis=0)
            best = _best(mean, CANDIDATES)
            told = [
                np.dstack(
                    [_told(chance, best), net.parts(view, first, last, base, vector, look, best)]
                )
                for net, base, vector, look, chance in zip(
                    networks, bases, vectors, looks, chances, strict=True
                )
            ]
            asked = np.repeat(np.arange(first, last), best.shape[1])
            place = np.tile(np.arange(best.shape[1]), last - first)
            chance = np.take_along_axis(mean, best, 1)
            hope = (chance > chance[:, :1] - HOPELESS).ravel()
            matrix = np.dstack(told).reshape(len(asked), -1)
            every = Candidates(asked, view.live[best.ravel()], place, chance.ravel(), matrix)
            yield first, last, mean, every.chosen(hope)


def _best(score: Floats, most: int) -> Ints:
    """The columns of the highest scores of each row, highest first."""
    most = min(most, score.shape[1])
    best = np.argpartition(-score, most - 1, axis=1)[:, :most]
    order = np.argsort(-np.take_along_axis(score, best, 1), axis=1, kind="stable")
    return np.take_along_axis(best, order, 1)


def _told(chance: Floats, best: Ints) -> Floats:
    """What one network says of the candidates, as the first of `NETWORK`: (rows, best, 4)."""
    log = np.take_along_axis(chance, best, 1)
    rank = np.argsort(np.argsort(-log, axis=1, kind="stable"), axis=1, kind="stable")
    return np.dstack([log, log - log.max(1, keepdims=True), rank, np.exp(log)])
