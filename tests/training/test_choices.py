"""Conditional logits: the fit finds what chose, and never overshoots."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from training.history.choices import fit_choice


class Asked(NamedTuple):
    x: np.ndarray
    place: int | None


def _asked(effects: np.ndarray, count: int, spread: float = 1.0) -> list[Asked]:
    rng = np.random.default_rng(3)
    found = []
    for _ in range(count):
        x = rng.normal(size=(12, len(effects))) * spread
        p = np.exp(x @ effects)
        found.append(Asked(x, int(rng.choice(12, p=p / p.sum()))))
    return found


def test_the_fit_finds_the_effects_that_chose():
    effects = np.array([1.0, -0.5, 0.0])
    choice = fit_choice(_asked(effects, 800), 0.1)
    assert np.allclose(choice.effects / choice.scale, effects, atol=0.15)


def test_rare_and_heavy_inputs_do_not_send_a_step_too_far():
    rng = np.random.default_rng(5)
    heavy = (rng.random((60, 40, 1)) < 0.01) * 30.0
    asked = [Asked(x, int(x[:, 0].argmax())) for x in heavy]
    effect = fit_choice(asked, 10.0).effects[0]
    assert 0.0 < effect < 10.0


def test_who_is_no_candidate_teaches_nothing():
    asked = _asked(np.array([1.0]), 50)
    more = [*asked, Asked(asked[0].x, None)]
    assert np.allclose(fit_choice(more, 5.0).effects, fit_choice(asked, 5.0).effects, atol=0.05)
