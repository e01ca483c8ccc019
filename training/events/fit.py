"""Fits the linear models that choose an event's sides and weigh it, by reports left out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bench.matching import Gold, event_fit, parties_of, tuples
from crisisdesk.reading.choosing import chosen_events, considered
from crisisdesk.reading.merging import merge_events
from crisisdesk.reading.weights import EventWeights, Linear
from training.events.cases import Case, Word, side_rows

FOLDS = 5
# A feature must be there so often; the weaker the prior, the larger the weights may be.
SEEN = 3
SIDE_PRIOR, EVENT_PRIOR = 0.3, 0.05
_SMALL = 0.01
_NOTHING = Linear(0.0, {})

Row = tuple[list[str], bool]


@dataclass(frozen=True)
class Score:
    """Tuples right of those told, and found of those wanted."""

    right: int = 0
    told: int = 0
    found: int = 0
    wanted: int = 0

    def __add__(self, other: tuple[int, int, int, int]) -> Score:  # type: ignore[override]
        mine = (self.right, self.told, self.found, self.wanted)
        return Score(*(a + b for a, b in zip(mine, other, strict=True)))

    @property
    def precision(self) -> float:
        """The share of what is told that is right."""
        return self.right / max(1, self.told)

    @property
    def recall(self) -> float:
        """The share of what is wanted that is found."""
        return self.found / max(1, self.wanted)

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f} ({self.right}/{self.told}), "
            f"recall {self.recall:.3f} ({self.found}/{self.wanted})"
        )


def fit_linear(rows: Sequence[Row], inverse_prior: float) -> Linear:
    """A logistic model with a Gaussian prior over the features that are seen often enough."""
    counts = Counter(name for features, _ in rows for name in set(features))
    names = sorted(name for name, count in counts.items() if count >= SEEN)
    column = {name: i for i, name in enumerate(names)}
    indices, starts = [], [0]
    for features, _ in rows:
        indices += sorted({column[name] for name in features if name in column})
        starts.append(len(indices))
    table = csr_matrix((np.ones(len(indices)), indices, starts), shape=(len(rows), len(names)))
    model = LogisticRegression(C=inverse_prior, solver="liblinear", random_state=0, max_iter=400)
    model.fit(table, np.array([label for _, label in rows]))
    weights = {
        name: round(float(weight), 3)
        for name, weight in zip(names, model.coef_[0], strict=True)
        if abs(weight) >= _SMALL
    }
    return Linear(round(float(model.intercept_[0]), 3), weights)


def fit_sides(cases: Sequence[Case]) -> tuple[Linear, Linear]:
    """Who is the source, who the target."""
    source, target = (
        fit_linear(list(chain.from_iterable(side_rows(c, side) for c in cases)), SIDE_PRIOR)
        for side in ("source", "target")
    )
    return source, target


def fit_events(cases: Sequence[Case]) -> EventWeights:
    """All three models; the last learns from sides that were chosen by models which have not seen
    the report."""
    rows: list[Row] = []
    for seen, unseen in _folds(cases):
        source, target = fit_sides(seen)
        weights = EventWeights(source, target, _NOTHING)
        rows += chain.from_iterable(event_rows(case, weights) for case in unseen)
    source, target = fit_sides(cases)
    return EventWeights(source, target, fit_linear(rows, EVENT_PRIOR))


def event_rows(case: Case, weights: EventWeights) -> Iterator[Row]:
    """What each event word tells, and whether the annotation has it."""
    parties = parties_of(case.gold)
    for word in case.words:
        event, features = considered(case.cast, word.item, word.whole, weights)
        if event is not None:
            yield (
                list(features),
                any(event_fit(wanted, event, parties) for wanted in _listed(case, word)),
            )


def _listed(case: Case, word: Word) -> list[Gold]:
    """The annotated events that a word may tell; what is only the content of a demand or a threat
    is optional in the annotation, and no event beside it."""
    wanted: list[Gold] = case.gold.get("events", [])
    return [w for w in wanted if not (word.item.aside and w.get("optional"))]


def score(cases: Iterable[Case], weights: EventWeights | None) -> Score:
    """Tuples of the rules alone, or as the weights choose."""
    total = Score()
    for case in cases:
        found = case.told
        if weights is not None:
            pending = [word.item for word in case.words]
            found = chosen_events(case.cast, pending, case.told, weights)
        total += tuples(case.gold, merge_events(found), False)
    return total


def cross_validated(cases: Sequence[Case]) -> Score:
    """Tuples of reports that the models have not seen."""
    total = Score()
    for seen, unseen in _folds(cases):
        part = score(unseen, fit_events(seen))
        total += (part.right, part.told, part.found, part.wanted)
    return total


def _folds(cases: Sequence[Case]) -> Iterator[tuple[list[Case], list[Case]]]:
    """The reports without each fifth, and that fifth."""
    for fold in range(FOLDS):
        yield (
            [case for i, case in enumerate(cases) if i % FOLDS != fold],
            [case for i, case in enumerate(cases) if i % FOLDS == fold],
        )
