"""The scores of ``bench.typing``, and that the shipped reader keeps what it reached."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench import typing as bench
from bench.table import Absent


def test_macro_f1_counts_classes_alike() -> None:
    pairs = [("AID", "AID"), ("AID", "AID"), ("AID", "AGREE"), ("AGREE", "AGREE")]
    scores = bench.f1_by_class(pairs)
    assert scores == {"AID": pytest.approx(0.8), "AGREE": pytest.approx(2 / 3)}
    assert bench.macro(pairs) == pytest.approx((0.8 + 2 / 3) / 2)


def test_a_class_that_nobody_wants_counts_as_a_miss_only() -> None:
    assert bench.macro([("AID", "none"), ("AID", "AID")]) == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("code", "name"), [("163", "COERCE"), ("164", "SANCTION"), ("191", "ASSAULT"), ("010", "none")]
)
def test_codes_become_roots(code: str, name: str) -> None:
    assert bench.root(code) == name


def test_marks_become_places() -> None:
    text, source, target = bench.unmarked("<s>Chad</s> aids <t>Sudan</t>.")
    assert (text, source, target) == ("Chad aids Sudan.", (0, 4), (10, 15))
    assert bench.unmarked("<s>Chad</s> rests.")[2] is None


def test_own_sentences_have_both_sides_and_a_code() -> None:
    cases = bench.own_cases()
    assert len({case.text for case in cases}) == len(cases) > 250
    assert all(case.source and case.target and case.wanted.isdigit() for case in cases)


def test_the_reader_keeps_its_score_on_our_own_sentences() -> None:
    found = bench.answers(bench.own_cases())
    roots = bench.share((answer.case.wanted[:2], answer.code[:2]) for answer in found)
    assert roots >= 0.85


def test_the_reader_keeps_its_scores_on_plv_and_cameo() -> None:
    try:
        rows = bench.rows(small=True)
    except Absent as why:
        pytest.skip(str(why))
    scores = {(row.measure, row.data): row.value for row in rows}
    given = "type between given sides, {}, macro-F1"
    assert scores[given.format("root"), "PLV, all"] >= 0.83
    assert scores[given.format("root"), "PLV, other half"] >= 0.805
    assert scores[given.format("quad"), "PLV, all"] >= 0.905
    assert scores[given.format("binary"), "PLV, all"] >= 0.95
    assert scores["CAMEO root, share right", "CAMEO examples, all"] >= 0.72


def test_without_data_the_rows_are_absent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CRISISDESK_DATA", str(tmp_path))
    bench._plv.cache_clear()
    with pytest.raises(Absent):
        bench.rows(small=True)
