"""Actors as CAMEO writes them."""

from __future__ import annotations

import pytest

from crisisdesk.terms.cameo_actors import cameo_actor
from crisisdesk.terms.gazetteer import load_gazetteer
from crisisdesk.terms.records import Actor


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        (Actor("TCD"), "TCD"),
        (Actor("TCD", "GOV", "Idriss Déby", "president"), "TCDGOV"),
        (Actor("SDN", "MIL", None, "army"), "SDNMIL"),
        (Actor(None, "COP", None, "police"), "---COP"),
        (Actor("UNO", "IGO"), "IGOUNO"),
        (Actor("UNO", "MIL", None, "troops"), "IGOUNOMIL"),
        (Actor("PER", "CVL", None, "student protesters"), "PEROPPEDU"),
        (Actor("PER", "CVL", None, "villagers"), "PERCVL"),
        (Actor("PER", "GOV", None, "defence minister"), "PERGOVMIL"),
        (Actor("MUL", "OPP"), "EGYOPP"),
        (Actor("GPC", "NGO"), "NGOGPC"),
    ],
)
def test_state_or_body_then_the_part_that_acts(actor: Actor, code: str) -> None:
    assert cameo_actor(actor) == code


def test_every_group_with_a_home_is_coded_under_it_or_has_a_code_of_its_own() -> None:
    for code, body in load_gazetteer().bodies.items():
        written = cameo_actor(Actor(code, body.sector))
        assert written.isupper()
        assert len(written) >= 3
