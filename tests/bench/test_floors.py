"""No headline figure of the reading falls below the floor that is written down for it."""

from __future__ import annotations

import pytest

from bench.reading_table import MODULES, rows_of, slipped, written

LOWEST = written()


def test_there_are_floors_of_our_own_reports() -> None:
    assert {key.split(" (")[1] for key in LOWEST} >= {
        "annotated reports, development)",
        "annotated reports)",
    }


@pytest.mark.parametrize("module", MODULES)
def test_no_figure_falls_below_its_floor(module: str) -> None:
    rows, why = rows_of(module, small=True)
    if not rows:
        pytest.skip(why or "it has no small rows")
    assert slipped(rows, LOWEST) == []
