"""The ranking of mediators has not slipped; skipped where the research data is not there."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from crisisdesk.history.fits import find_mediator_fit

EVENTS = Path(os.environ.get("CRISISDESK_DATA", "/nowhere")) / "events"


@pytest.mark.skipif(not (EVENTS / "icews18").is_dir(), reason="the research data is not here")
def test_what_was_learned_by_2015_ranks_2018_better_than_frequency():
    from bench.mediators import hit
    from training.history.mediator_cases import named_inputs, questions, told
    from training.history.mediators import fit_ranking, views

    rows = told(EVENTS)
    late = [one for one in questions(rows) if one.year == 2018]
    choice = fit_ranking(views([row for row in rows if row[0] < late[0].day]))
    overall = named_inputs().index("anywhere")
    fitted = np.mean([hit(one, choice.scores(one.x), 3) for one in late])
    plain = np.mean([hit(one, one.x[:, overall], 3) for one in late])
    assert len(late) > 50 and fitted >= 0.45 and fitted > 1.5 * plain


def test_the_fit_that_ships_names_its_cases():
    fit = find_mediator_fit()
    assert 0 < fit.k <= fit.n and fit.years == "2005-2018"
