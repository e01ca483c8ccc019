"""Annotations by reference: they point at words that are there, and the figures do not slip."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bench import actors, dates, modality
from bench.corpora import text_files, texts
from bench.table import Absent

GOLD = Path(__file__).resolve().parents[2] / "bench" / "gold"


def annotated(name: str) -> list[dict[str, str]]:
    """The lines of an annotation; the test is skipped where its corpora are absent."""
    with (GOLD / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    try:
        text_files({row["corpus"] for row in rows})
    except Absent as absent:
        pytest.skip(str(absent))
    return rows


def test_each_modality_is_of_one_word_that_is_there() -> None:
    for row in annotated("modality.tsv"):
        word = texts(row["corpus"])[row["text"]][int(row["start"]) : int(row["end"])]
        assert word.strip() == word and word.replace("-", "").isalpha(), row


def test_modality_does_not_slip() -> None:
    annotated("modality.tsv")
    every = modality.cases()
    halves = {h: modality.macro_f1([c for c in every if c.half == h])[0] for h in ("dev", "held")}
    assert halves["dev"] >= 0.86
    assert halves["held"] >= 0.77


def test_each_date_phrase_is_there_with_a_day_to_read_it_on() -> None:
    for row in annotated("dates.tsv"):
        phrase = texts(row["corpus"])[row["text"]][int(row["start"]) : int(row["end"])]
        assert phrase.strip() and len(row["published"]) == 10, row


def test_dates_do_not_slip() -> None:
    annotated("dates.tsv")
    every = dates.cases()
    right = {h: [c.wanted == c.found for c in every if c.half == h] for h in ("dev", "held")}
    assert sum(right["dev"]) / len(right["dev"]) >= 0.95
    assert sum(right["held"]) / len(right["held"]) >= 0.93


def test_actors_do_not_slip() -> None:
    annotated("actors.tsv")
    reached = {(row.measure, row.aside): row.value for row in actors.rows()}
    for aside in (False, True):
        assert reached["actors resolved", aside] >= 0.93
        assert reached["actors, country right", aside] >= 0.95
        assert reached["actors, sector right", aside] >= 0.85


def test_macro_f1_is_the_mean_over_classes() -> None:
    case = modality.Case
    some = [case("a", "dev", "asked", "asked"), case("b", "dev", "denied", "asked")]
    score, classes = modality.macro_f1(some)
    assert score == pytest.approx((2 / 3 + 0) / 2)
    assert classes["asked"] == (0.5, 1.0, 1)
