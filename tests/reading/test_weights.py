"""Linear models over features that are words."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.reading.weights import FILE, EventWeights, Linear, load_event_weights
from crisisdesk.schemas import prepared


def test_weights_add_up_and_unknown_features_have_none() -> None:
    model = Linear(-1.0, {"subject": 2.0, "far": -3.0})
    assert model.chance(["subject", "unheard of"]) == pytest.approx(0.731, abs=0.001)
    assert model.chance(["subject", "far"]) < model.chance([]) < model.chance(["subject"])


@given(st.lists(st.sampled_from(["a", "b", "c"])), st.floats(-1e6, 1e6))
def test_a_chance_is_between_nothing_and_one(features: list[str], weight: float) -> None:
    assert 0 < Linear(0.0, {"a": weight, "b": -weight}).chance(features) < 1


def test_what_ships_is_small_and_has_three_models() -> None:
    found = load_event_weights()
    assert all(model.weights for model in (found.source, found.target, found.event))
    assert FILE.stat().st_size < 1_000_000


def test_a_file_with_other_keys_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"source": {"bias": 0, "slope": 1}}', type=prepared(EventWeights))
