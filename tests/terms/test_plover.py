"""PLOVER types: quads, scores, and CAMEO codes that lead to them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.terms.plover import (
    cameo,
    cameo_codes,
    cameo_to_plover,
    contexts_of,
    intensity_of,
    plover_types,
    quad_of,
)


@pytest.mark.parametrize(
    ("event_type", "quad"),
    [
        ("AGREE", "verbal cooperation"),
        ("RETREAT", "material cooperation"),
        ("REQUEST", "verbal conflict"),
        ("SANCTION", "material conflict"),
        ("PROTEST", "material conflict"),
        ("NOTHING", "neutral"),
    ],
)
def test_quad(event_type, quad):
    assert quad_of(event_type) == quad


def test_the_sixteen_types_are_all_there():
    assert len(plover_types()) == 16
    assert {line.type for line in cameo_codes().values() if line.type} == set(plover_types())


def test_codes_lead_to_modes_that_their_type_has():
    wrong = [
        line.code
        for line in cameo_codes().values()
        if line.type and line.mode and line.mode not in plover_types()[line.type].modes
    ]
    assert wrong == []


def test_each_types_own_code_leads_back_to_it():
    for name, line in plover_types().items():
        found = cameo_to_plover(line.cameo)
        assert found is not None
        assert found[0] == name


# Goldstein's scores as published for the CAMEO codes.
@pytest.mark.parametrize(
    ("event_type", "code", "score"),
    [
        ("ASSAULT", "190", -10.0),
        ("THREATEN", "138", -7.0),
        ("SANCTION", "163", -8.0),
        ("AID", "072", 8.3),
        ("RETREAT", "0874", 10.0),
        ("THREATEN", "1389", -7.0),  # an unknown finer code goes by the one above it
        ("AGREE", None, 4.0),
        ("ASSAULT", "no code", -9.0),
        ("NOTHING", None, 0.0),
    ],
)
def test_intensity(event_type, code, score):
    assert intensity_of(event_type, code) == score


def test_conflict_scores_below_cooperation():
    scores = {name: intensity_of(name) for name in plover_types()}
    worst_friend = min(s for n, s in scores.items() if quad_of(n).endswith("cooperation"))
    best_foe = max(s for n, s in scores.items() if quad_of(n).endswith("conflict"))
    assert best_foe < 0 < worst_friend


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("0871", ("RETREAT", "ceasefire", ("military",))),
        ("0256", ("REQUEST", "yield", ("military",))),
        ("19", ("ASSAULT", None, ("military",))),
        ("010", None),
        ("99", None),
        ("", None),
    ],
)
def test_cameo_to_plover(code, found):
    assert cameo_to_plover(code) == found


@given(st.text(max_size=8))
def test_scores_stay_in_their_range(code):
    assert -10 <= intensity_of("CONSULT", code) <= 10
    line = cameo(code)
    assert line is None or code.startswith(line.code)


def test_codes_have_contexts() -> None:
    assert contexts_of("072") == ("military",)
    assert contexts_of("010") == ()
