"""The bench of speed takes as much text as it is told, and never the same twice."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from bench import speed
from bench.table import Absent


def test_reports_are_written_until_they_hold_enough(tmp_path: Path) -> None:
    text = "He left. She stayed. Nobody asked why."
    assert speed.write_reports(iter([text] * 10), 7, tmp_path) == 3
    assert len(list(tmp_path.iterdir())) == 3


def test_text_that_ends_early_is_taken_whole(tmp_path: Path) -> None:
    assert speed.write_reports(iter(["One. Two."]), 100, tmp_path) == 1


def test_repeated_examples_differ() -> None:
    taken = list(islice(speed._varied(), 60))
    assert len(set(taken)) == 60


def test_the_parse_is_measured_in_sentences_and_words(tmp_path: Path) -> None:
    for i in range(4):
        (tmp_path / f"{i}.txt").write_text("Chile waited. Peru did not wait.", encoding="utf-8")
    found = speed.run("parse", tmp_path)
    assert (found.sentences, found.words) == (8, 32)
    assert found.processor > 0
    assert found.growth >= 0


def test_speed_is_no_floor() -> None:
    with pytest.raises(Absent):
        speed.rows(small=True)
