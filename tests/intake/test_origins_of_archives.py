"""Copies across inputs have one origin, whoever read them and in however many parts."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from intake.quick import hire_quick

from crisisdesk.intake import worker
from crisisdesk.intake.archive import read_to
from crisisdesk.intake.origins import shared, tell_origins
from crisisdesk.reading.copies import copies, runs_of, sketch
from crisisdesk.reading.copies import shared as truly_shared
from crisisdesk.terms.records import Report

pytest.importorskip("pyarrow")
pytest.importorskip("duckdb")

WORDS = (
    "minister envoy harbour border treaty council winter market railway bridge island company "
    "school river valley engine doctor lawyer soldier pilot farmer letter window garden forest "
    "museum library station airport factory office street village capital province budget vote"
).split()


def text(seed: int, number: int = 120) -> str:
    """So many words drawn at random, English enough to be taken for a report."""
    draw = random.Random(seed)
    words = (draw.choice((f"the {word}", f"of the {word}", f"and {word}")) for word in
             draw.choices(WORDS, k=number // 2))  # fmt: skip
    return " ".join(words).capitalize() + "."


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_WORKER", worker._WORKER)
    hire_quick(worker)


def row(body: str, outlet: str, day: str | None) -> dict[str, str | None]:
    return {"text": body, "outlet": outlet, "published": day}


def written(path: Path, rows: list[dict[str, str | None]]) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in rows))
    return path


def told(folder: Path) -> dict[str, dict[str, Any]]:
    """The table of origins by the outlet of its report, which each test makes one of a kind."""
    from pyarrow import parquet

    def all_of(name: str) -> list[dict[str, Any]]:
        files = sorted((folder / name).glob("*.parquet"))
        return [one for file in files for one in parquet.read_table(file).to_pylist()]

    outlets = {one["id"]: one["outlet"] for one in all_of("reports")}
    found = {outlets[one["report"]]: one for one in all_of("origins")}
    for one in found.values():
        one["copy_of"] = outlets.get(one["copy_of"])
    return found


@pytest.fixture
def inputs(tmp_path: Path) -> list[Path]:
    wire = text(1)
    first = [row(text(100 + i), f"Filler {i}", "2025-04-02") for i in range(30)]
    first.append(row(wire + " " + text(7, 12), "Evening Paper", "2025-04-03"))
    first.append(row(text(2), "Northern Post", None))
    second = [row(text(200 + i), f"Other {i}", "2025-04-02") for i in range(30)]
    second.append(row(wire, "Morning Paper", "2025-04-01"))
    second.append(row("DOVER (Reuters) - " + text(3), "Southern Post", "2025-04-05"))
    second.append(row(text(3) + " " + text(8, 10), "Western Post", "2025-04-04"))
    second.append(row(text(2) + " More.", "Eastern Post", "2025-04-09"))
    return [written(tmp_path / "a.jsonl", first), written(tmp_path / "b.jsonl", second)]


def test_a_copy_in_another_input_is_the_first_ones(
    tmp_path: Path, quick: None, inputs: list[Path]
) -> None:
    found = read_to(inputs, tmp_path / "out", processes=2)
    assert (found.texts, found.copies) == (66, 3)
    origins = told(tmp_path / "out")
    # the first by its day, though it came in later
    assert origins["Evening Paper"]["copy_of"] == "Morning Paper"
    assert origins["Evening Paper"]["how"] == "copies"
    assert origins["Evening Paper"]["origin"] == origins["Morning Paper"]["origin"]
    assert origins["Morning Paper"]["copy_of"] is None
    # of which nobody knows the day comes last
    assert origins["Northern Post"]["copy_of"] == "Eastern Post"
    # an agency that one of them credits is the origin of all
    assert origins["Western Post"]["origin"] == origins["Southern Post"]["origin"] == "reuters"
    assert origins["Southern Post"]["how"] == "credits"
    assert {one["copy_of"] for name, one in origins.items() if name.startswith("Filler")} == {None}


def test_the_table_is_the_same_whoever_reads_and_is_made_once(
    tmp_path: Path, quick: None, inputs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    read_to(inputs, tmp_path / "one", processes=1)
    found = read_to(inputs, tmp_path / "three", processes=3, by="month")
    one, three = (
        {path.name: path.read_bytes() for path in (tmp_path / name).glob("origins/*.parquet")}
        for name in ("one", "three")
    )
    assert one == three != {}
    monkeypatch.setattr("crisisdesk.intake.origins._gather", None)  # what is there is not made
    again = read_to(inputs, tmp_path / "three", processes=1, by="month")
    assert (again.kept, again.copies) == (again.parts, found.copies)


def test_a_table_that_was_cut_short_is_made_anew(
    tmp_path: Path, quick: None, inputs: list[Path]
) -> None:
    out = tmp_path / "out"
    read_to(inputs, out)
    before = told(out)
    (out / "origins.json").unlink()
    (out / "origins" / "part-0000009.parquet").write_bytes(b"half of a file")
    read_to(inputs, out)
    assert told(out) == before


def test_what_a_changed_input_no_longer_copies_has_its_own_origin(
    tmp_path: Path, quick: None, inputs: list[Path]
) -> None:
    read_to(inputs, tmp_path / "out")
    written(inputs[1], [row(text(5), "Morning Paper", "2025-04-01")])
    found = read_to(inputs, tmp_path / "out")
    assert (found.texts, found.copies) == (33, 0)
    assert told(tmp_path / "out")["Evening Paper"]["copy_of"] is None


def test_whole_copies_are_those_that_a_desk_finds(tmp_path: Path, quick: None) -> None:
    draw = random.Random(4)
    rows = []
    for i in range(90):
        wire = text(draw.randrange(40))  # with a tail of the outlet's own
        tail = " " + text(1000 + i, draw.choice([6, 10, 20]))
        rows.append(row(wire + tail, f"Outlet {i}", f"2025-04-{draw.randrange(1, 28):02}"))
    read_to([written(tmp_path / "in.jsonl", rows)], tmp_path / "out")
    order = sorted(range(90), key=lambda i: (rows[i]["published"] or "", i))
    first = copies([Report(str(i), str(rows[i]["text"])) for i in order])
    desk = {
        f"Outlet {order[i]}": None if leader == i else f"Outlet {order[leader]}"
        for i, leader in enumerate(first)
    }
    assert sum(name is not None for name in desk.values()) > 30
    assert {name: one["copy_of"] for name, one in told(tmp_path / "out").items()} == desk


@given(st.integers(0, 120), st.integers(0, 10_000))
def test_sketches_tell_how_much_is_shared(kept: int, seed: int) -> None:
    body = text(seed)
    one = Report("1", body)
    other = Report("2", " ".join(body.rstrip(".").split()[:kept]) + " " + text(seed + 1, 60))
    sketches = [sketch(report) for report in (one, other)]
    mine, its = (np.frombuffer(data, "<u4")[None, :] for _, data in sketches)
    runs, others = (np.array([float(number)]) for number, _ in sketches)
    found = float(shared(mine, its, runs, others)[0])
    assert found == pytest.approx(truly_shared(runs_of(one), runs_of(other)), abs=0.3)


def test_no_reports_make_an_empty_table(tmp_path: Path) -> None:
    from crisisdesk.formats.stores import Folder

    assert tell_origins(Folder(tmp_path), []).texts == 0
