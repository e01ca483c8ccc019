"""Made-up events: the same from the same seed in any pieces, and an import takes all of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import made_up_events
from bench.made_up_events import fill_store, write_export
from bench.stream_scale import STEPS, Step, body, further
from crisisdesk.formats.streams.importing import import_events
from crisisdesk.formats.streams.store import COLUMNS, Limits, Store, connect


def digest(store: Store) -> tuple[object, ...]:
    connection = connect()
    events = store.relation(connection)
    told = "count(*), bit_xor(hash(id, day, published, source, target, cameo, place, mentions))"
    (row,) = events.aggregate(told).fetchall()
    assert events.columns == list(COLUMNS)
    return tuple(row)


def test_the_rows_are_the_same_in_any_pieces(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, pieces, other = (Store(tmp_path / name) for name in ("whole", "pieces", "other"))
    fill_store(whole, 2000)
    fill_store(other, 2000, seed=2)
    monkeypatch.setattr(made_up_events, "PIECE", 70)
    fill_store(pieces, 2000)
    assert len(pieces.imports) > len(whole.imports)
    assert digest(whole) == digest(pieces) != digest(other)
    assert sum(note.rows for note in whole.imports) == digest(whole)[0] == 2000


def test_an_import_takes_every_row_of_an_export(tmp_path: Path) -> None:
    write_export(tmp_path / "made.csv", 500)
    note = import_events(tmp_path / "made.csv", Store(tmp_path / "stream"))
    assert (note.maker, note.rows, note.aside) == ("gdelt", 500, 0)
    assert note.first is not None and note.first.startswith("2015")


def test_the_page_has_a_line_for_each_step() -> None:
    steps = [Step(1000, name, 500, 2.0, 4.0, 100.0) for name in STEPS]
    told = body(steps, Limits("8GB", 2))
    assert all(f"| {name} | 500 | 2.0 (4.0) | 100 | 4000.00 |" in told for name in STEPS)
    assert "Not measured" not in told
    assert "Not measured: back-test at 1,000." in body(
        [step for step in steps if step.name != "back-test"], Limits("8GB", 2)
    )


def steps(*seconds: float, name: str = "import") -> list[Step]:
    """One step at ten, a hundred, a thousand rows."""
    return [Step(10**n, name, 10**n, s, s, 1.0) for n, s in enumerate(seconds, 1)]


def test_what_a_further_row_costs_leaves_the_start_out() -> None:
    assert further(steps(5.1, 6.0, 15.0)) == {100: pytest.approx(1e4), 1000: pytest.approx(1e4)}
    told = body(steps(5.1, 6.0, 15.0), Limits("8GB", 2))
    assert "| 6.0 (6.0) | 1 | 60000.00 | 10000.00 |" in told
    assert "A row never costs more" in told and "nor does each further row" in told


def test_a_cost_that_rises_is_said() -> None:
    told = body(steps(5.0, 6.0, 30.0), Limits("8GB", 2))
    assert "each further row does (by more than a quarter): import." in told
    both = [*steps(1.0, 2.0, 3.0), *steps(0.1, 2.0, 3.0, name="back-test")]
    told = body(both, Limits("8GB", 2))
    assert "A row costs more where there are more of them: back-test" in told
