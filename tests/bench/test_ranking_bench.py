"""The ranking's benchmark: data read in any folder of the form, strata, and rows that stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.ranking import Counter, asked, page_part, read, strata_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two entities meet daily; times are hours."""
    rows = {"train": range(20), "valid": range(20, 24), "test": range(24, 26)}
    for part, days in rows.items():
        lines = [f"0\t0\t{1 + day % 2}\t{24 * day}\t0" for day in days]
        (tmp_path / f"{part}.txt").write_text("\n".join(lines) + "\n")
    (tmp_path / "stat.txt").write_text("3\t1\t0")
    (tmp_path / "entity2id.txt").write_text("A\t0\nPolice (A)\t1\nB\t2\n")
    return tmp_path


def test_a_folder_is_read_up_to_the_split(folder: Path) -> None:
    data = read(folder, "valid")
    assert set(data.parts) == {"train", "valid"}
    assert data.parts["valid"][:, 3].tolist() == [20, 21, 22, 23]
    assert data.names == ("A", "Police (A)", "B")
    assert read(folder, "test").first("test") == 24


def test_a_missing_split_is_told(folder: Path) -> None:
    (folder / "test.txt").unlink()
    with pytest.raises(SystemExit, match=r"test\.txt"):
        read(folder, "test")


def test_every_fact_asks_two_questions(folder: Path) -> None:
    facts = read(folder, "valid").facts()
    ranks = asked(Counter(facts), 20, 24, facts, False)  # type: ignore[arg-type]
    assert len(ranks.best) == 8
    assert set(strata_of(facts, ranks).tolist()) == {0}
    backwards = ranks.some(ranks.relation == 1)
    assert backwards.mrr == 1.0  # who met them is always the same


def test_rows_of_other_data_and_splits_stand() -> None:
    rows = "| icews14 | test | 9 | frozen | 0.1 |\n| icews14 | test | 9 | multi-step | 0.2 |\n"
    rows += "| icews14 | valid | 9 | frozen | 0.3 |\n| icews18 | valid | 9 | frozen | 0.5 |"
    page = f"<!-- ranking -->\n{rows}\n<!-- end of ranking -->"
    told = page_part(["| icews14 | test | 9 | frozen | 0.4 |"], page)
    assert all(figure in told for figure in ("0.3", "0.4", "0.5"))
    assert "0.1" not in told and "0.2" not in told
