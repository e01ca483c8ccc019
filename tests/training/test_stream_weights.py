"""A stream's weight beside the record: fitted where it is known, and the one that ships."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("pandas")

from crisisdesk.history.stream_weights import REST, stream_weights
from crisisdesk.history.strike_inputs import Passed
from training.history import streams
from training.history.fitting import expit


def _cases(effect: float, n: int = 6000) -> streams.Joined:
    rng = np.random.default_rng(3)
    known, stream = rng.normal(-2, 1, n), rng.normal(-4, 2, n)
    came = rng.random(n) < expit(known + effect * (stream + 4))
    return streams.Joined(
        known, stream, came.astype(float), rng.integers(0, 80, n), np.full(n, 2010)
    )


@pytest.mark.parametrize("effect", [0.0, 0.3])
def test_the_effect_is_found_beside_what_is_known(effect: float) -> None:
    row = streams.row("x", _cases(effect))
    low, high = row["interval"]
    assert row["effect"] == pytest.approx(effect, abs=0.05)
    assert low - 0.03 <= effect <= high + 0.03
    assert (low > 0.05) == (effect > 0)


def test_a_share_of_what_passed_is_some_of_it_and_no_more() -> None:
    passed = Passed(force=(1.0, 5.0, 9.0), threats_back=(2.0, 700.0), run=9.0)
    draw = np.random.default_rng(1)
    for _ in range(50):
        kept = streams._thinned(passed, 0.5, draw)
        assert set(kept.force) <= set(passed.force)
        assert set(kept.threats_back) <= set(passed.threats_back)
        assert kept.run <= passed.run
    assert streams._thinned(passed, 1.0, draw) == passed
    assert streams._thinned(passed, 0.0, draw) == Passed()


def test_the_weight_of_rivals_at_rest_is_the_one_that_ships() -> None:
    data = os.environ.get("CRISISDESK_DATA")
    if not data or not (Path(data) / "events" / "icews05-15").is_dir():
        pytest.skip("the research data is absent")
    pytest.importorskip("lightgbm")
    counts = streams.load_extract(Path(data), "icews05-15")
    row = streams.row(REST, streams.joined(streams.at_rest(Path(data) / "history"), counts))
    shipped = stream_weights()[REST]
    assert (row["n"], row["k"], row["pairs"]) == (shipped.n, shipped.k, shipped.pairs)
    assert row["effect"] == pytest.approx(shipped.effect, abs=0.02)
