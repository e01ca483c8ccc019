"""Who mediates next, ranked: hits among the first candidates, beside the plainest rankings.

Each question is ranked by what was known before its two months began. A mediator who is no
candidate is a miss, and ties count in expectation. Brackets are 90 % intervals, all acts towards
the same parties drawn together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from training.history.fitting import Array
from training.history.mediator_cases import Question, named_inputs, told
from training.history.mediators import fit_ranking, views

FIRST = 2007
BLOCK = 60  # days for which one fit holds
SPANS = {
    "2007-12 (tuned on)": (2007, 2012),
    "2013-14": (2013, 2014),
    "2018": (2018, 2018),
    "2013-18 together": (2013, 2018),
}
AMONG = (1, 3, 10)
DRAWS = 500
TENTHS = 10
OVERALL = "most frequent mediator overall"
PLAIN = "the same, ties by talks"
Scores = Callable[[Question], Array]


def hit(question: Question, scores: Array, among: int) -> float:
    """The chance that the mediator is among the first so many."""
    if question.place is None:
        return 0.0
    above = int((scores > scores[question.place]).sum())
    level = int((scores == scores[question.place]).sum())
    return min(1.0, max(0.0, (among - above) / level))


def rankings(seen: Sequence[Sequence[Question]]) -> list[tuple[Question, dict[str, Array]]]:
    """Each question of the whole news from `FIRST` on, with its scores by each rule."""
    overall, here, talks = (named_inputs().index(n) for n in ("anywhere", "here_slowly", "talks"))
    found, block, choice = [], None, None
    for question in seen[0]:
        if question.year < FIRST:
            continue
        if choice is None or question.day // BLOCK != block:
            block = question.day // BLOCK
            choice = fit_ranking(seen, block * BLOCK)
        x = question.x
        scores = {
            OVERALL: x[:, overall],
            "most frequent of these parties": x[:, here] + 1e-3 * x[:, overall],
            PLAIN: x[:, here] + 1e-3 * x[:, talks],
            "fitted": choice.scores(x),
        }
        found.append((question, scores))
    return found


def in_hindsight(seen: Sequence[Sequence[Question]]) -> dict[tuple[int, str], Array]:
    """The scores of each question's candidates, by day and mediator, by a ranking learned from all
    other parties' questions, later ones too; parties are left out in tenths."""
    names = sorted({one.parties for one in seen[0]})
    order = np.random.default_rng(5).permutation(len(names)) % TENTHS
    tenth = dict(zip(names, order.tolist(), strict=True))
    found = {}
    for out in range(TENTHS):
        others = [[q for q in view if tenth[q.parties] != out] for view in seen]
        choice = fit_ranking(others)
        for question in seen[0]:
            if tenth[question.parties] == out:
                found[question.day, question.mediator] = choice.scores(question.x)
    return found


def lines(data: Path) -> list[str]:
    """A line for each span of years, and some on what is within reach."""
    seen = views(told(data / "events"))
    ranked, best = rankings(seen), in_hindsight(seen)
    for question, scores in ranked:
        scores["in hindsight"] = best[question.day, question.mediator]
    found = []
    for name, (first, last) in SPANS.items():
        chosen = [one for one in ranked if first <= one[0].year <= last]
        rules = "; ".join(f"{rule} {_hits(chosen, rule)}" for rule in chosen[0][1])
        found.append(
            f"who mediates, {name}, {len(chosen)} acts, hits@1, hits@3 and hits@10: {rules}"
        )
    late = [one for one in ranked if one[0].year > 2012]
    here = named_inputs().index("here_slowly")
    among = np.mean([q.place is not None for q, _ in late])
    before = np.mean([q.place is not None and q.x[q.place, here] > 0 for q, _ in late])
    found.append(
        f"who mediates, within reach: in 2013-18 {among:.0%} of the mediators are candidates, and "
        f"{before:.0%} had mediated towards one of the parties before"
    )
    ours, overall = (np.mean([hit(q, s[rule], 3) for q, s in late]) for rule in ("fitted", OVERALL))
    found.append(
        f"who mediates, 2013-18, hits@3 of the fitted ranking: {ours / overall:.1f} times those of "
        f"the most frequent mediator overall (goal: twice)"
    )
    found += [_first(ranked, *SPANS["2013-18 together"]), _first(ranked, FIRST, 2018)]
    return found


def _first(ranked: Sequence[tuple[Question, dict[str, Array]]], first: int, last: int) -> str:
    """By how much the fitted ranking's first is right more often than the best plain rule's."""
    chosen = [one for one in ranked if first <= one[0].year <= last]
    ahead = np.array([hit(q, s["fitted"], 1) - hit(q, s[PLAIN], 1) for q, s in chosen])
    times = _times([question for question, _ in chosen])
    low, high = np.quantile((times * ahead).sum(1) / times.sum(1), [0.05, 0.95])
    return (
        f"who mediates, {first}-{last % 100}, hits@1 of the fitted ranking less those of the most "
        f"frequent of these parties, ties by talks: {ahead.mean():+.2f} [{low:+.2f}, {high:+.2f}]"
    )


def _times(questions: Sequence[Question]) -> Array:
    """How often each question is drawn, those of the same parties together."""
    names = [",".join(question.parties) for question in questions]
    _, index = np.unique(names, return_inverse=True)
    count = int(index.max()) + 1
    rng = np.random.default_rng(7)
    return rng.multinomial(count, np.full(count, 1 / count), size=DRAWS)[:, index]


def _hits(chosen: Sequence[tuple[Question, dict[str, Array]]], rule: str) -> str:
    hits = np.array([[hit(q, scores[rule], n) for n in AMONG] for q, scores in chosen])
    times = _times([question for question, _ in chosen])
    low, high = np.quantile((times * hits[:, 1]).sum(1) / times.sum(1), [0.05, 0.95])
    one, three, ten = hits.mean(0)
    return f"{one:.2f}, {three:.2f} [{low:.2f}, {high:.2f}] and {ten:.2f}"
