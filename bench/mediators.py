"""Who mediates next, ranked: hits among the first candidates, beside the plainest rankings.

Each year is ranked by what the years before taught. A mediator who is no candidate is a miss, and
ties count in expectation.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import numpy as np

from bench.mediation_news import FEATURES, Question, fit_choice, questions

RIDGE = 0.3  # chosen on 2009-12
FIRST = 2009
SPANS = {"2009-12 (tuned on)": (2009, 2012), "2013-15": (2013, 2015), "2018": (2018, 2018)}
Scores = Callable[[Question], np.ndarray]


def hits(asked: Sequence[Question], scores: Scores, among: int) -> float:
    """How often the mediator is among the first so many."""
    found = []
    for question in asked:
        if question.place is None:
            found.append(0.0)
            continue
        score = scores(question)
        above = int((score > score[question.place]).sum())
        level = int((score == score[question.place]).sum())
        found.append(min(1.0, max(0.0, (among - above) / level)))
    return float(np.mean(found))


def year_of(question: Question) -> int:
    """The year in which it was asked."""
    return date.fromordinal(question.day).year


def ranked(asked: Sequence[Question], ridge: float = RIDGE) -> dict[int, np.ndarray]:
    """The fitted scores of each question from `FIRST` on, by its place in ``asked``."""
    found = {}
    for year in sorted({year_of(q) for q in asked if year_of(q) >= FIRST}):
        choice = fit_choice([q for q in asked if year_of(q) < year], ridge)
        found |= {i: choice.scores(q.x) for i, q in enumerate(asked) if year_of(q) == year}
    return found


def lines(data: Path) -> list[str]:
    """A line for each span of years."""
    asked = questions(data / "events")
    scores = ranked(asked)
    places = {id(question): i for i, question in enumerate(asked)}
    overall, here = FEATURES.index("mediated_anywhere"), FEATURES.index("mediated_here")
    rules: dict[str, Scores] = {
        "most frequent mediator overall": lambda q: q.x[:, overall],
        "most frequent of these parties": lambda q: q.x[:, here] + 1e-3 * q.x[:, overall],
        "fitted": lambda q: scores[places[id(q)]],
    }
    found = []
    for name, (first, last) in SPANS.items():
        chosen = [q for q in asked if first <= year_of(q) <= last]
        told = "; ".join(
            f"{rule} {hits(chosen, score, 1):.2f} and {hits(chosen, score, 3):.2f}"
            for rule, score in rules.items()
        )
        found.append(f"who mediates, {name}, {len(chosen)} acts, hits@1 and hits@3: {told}")
    return found
