"""Files of a report in each row: JSON lines and Parquet, sound and hostile."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.errors import ReportError
from crisisdesk.formats import report_rows
from crisisdesk.formats.load import load_report
from crisisdesk.formats.raw import Given
from crisisdesk.formats.report_rows import rows
from crisisdesk.formats.sources import opened

TEXT = "Chile threatened to attack Peru.\n\n# Not a heading, [nor](https://a.example) **a link**"


def lines(path: Path, *found: object) -> Path:
    data = "".join(one if isinstance(one, str) else json.dumps(one) + "\n" for one in found)
    path.write_bytes(gzip.compress(data.encode()) if path.suffix == ".gz" else data.encode())
    return path


def reasons(path: Path) -> dict[str, str]:
    found = (one for one in opened([path]) if isinstance(one, ReportError))
    return {one.source.removeprefix(str(path)): one.reason for one in found}


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.ndjson"])
def test_a_line_is_a_report_with_what_it_says_of_itself(tmp_path: Path, name: str) -> None:
    told = {
        "maintext": TEXT,
        "headline": "Threat",
        "link": "https://a.example/1",
        "publisher": "Lima Courier",
        "authors": ["A. Ruiz", "B. Soto"],
        "date": "2023-05-02T23:30:00-05:00",
        "more": {"not": "looked at"},
    }
    path = lines(tmp_path / name, told, "\n", {"text": "Peru recalled its envoys from Chile."})
    first, second = opened([path])
    assert isinstance(first, Given) and isinstance(second, Given)
    assert (first.source, second.source) == (f"{path}!1", f"{path}!3")
    report = load_report(first.source)
    assert report.text == TEXT
    assert (report.title, report.url) == ("Threat", "https://a.example/1")
    assert (report.outlet, report.author) == ("Lima Courier", "A. Ruiz, B. Soto")
    assert report.published and report.published.value == "2023-05-02"


def test_html_is_read_where_there_is_no_text(tmp_path: Path) -> None:
    page = "<html><head><title>T</title></head><body><p>Chile threatened Peru.</p></body></html>"
    path = lines(tmp_path / "a.jsonl", {"html": page, "text": ""})
    assert load_report(f"{path}!1").text.strip().endswith("Chile threatened Peru.")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{no json}\n", "line 1 is no JSON"),
        ('["a list"]\n', "line 1 is no JSON object"),
        ("[" * 100_000 + "\n", "line 1 is no JSON"),
        ({"titel": "x"}, "line 1 has no text or html, only titel"),
        ({"text": 7}, "line 1: text is no text (7)"),
        ({"text": "a b", "author": {"name": "x"}}, "line 1: author is no text"),
        ({"text": "a b", "published": "soon"}, "line 1: published is no date"),
        ({"text": "a b", "published": "2023-02-31"}, "line 1: published is no date"),
    ],
)
def test_a_bad_line_is_set_aside_by_its_number_and_the_next_is_read(
    tmp_path: Path, line: object, reason: str
) -> None:
    path = lines(tmp_path / "a.jsonl", line, {"text": "Peru recalled its envoys."})
    found = list(rows(path))
    assert isinstance(found[1], Given)
    assert isinstance(found[0], ReportError)
    assert found[0].source == f"{path}!1"
    assert found[0].reason.startswith(reason)


def test_a_line_without_end_costs_itself_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_rows, "MAX_BYTES", 1000)
    path = lines(tmp_path / "a.jsonl", "x" * 5000 + "\n", {"text": "Peru recalled its envoys."})
    first, second = rows(path)
    assert isinstance(first, ReportError) and "line 1 is larger than" in first.reason
    assert isinstance(second, Given)


def test_a_packed_file_that_unpacks_without_end_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_rows, "_FREE", 10_000)
    path = lines(tmp_path / "a.jsonl.gz", *({"text": "a " * 5000} for _ in range(5000)))
    found = list(rows(path))
    assert len(found) < 5000
    assert isinstance(found[-1], ReportError) and "unpacks to over" in found[-1].reason


def test_a_broken_file_is_told_after_what_could_be_read(tmp_path: Path) -> None:
    path = lines(tmp_path / "a.jsonl.gz", {"text": "Peru recalled its envoys."})
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:40])
    found = list(opened([path]))
    assert isinstance(found[0], Given)
    assert isinstance(found[1], ReportError) and "the rest of it cannot be read" in found[1].reason
    (tmp_path / "none.jsonl").write_bytes(b"")
    assert reasons(tmp_path / "none.jsonl") == {"": "it holds no rows"}


def test_parquet_holds_reports_too(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    told = {
        "body": [TEXT, None, "Peru recalled its envoys."],
        "date": pa.array([datetime(2023, 5, 2, 8), None, datetime(2023, 5, 3)], pa.timestamp("s")),
        "other": [1, 2, 3],
    }
    path = tmp_path / "a.parquet"
    parquet.write_table(pa.table(told), path, row_group_size=2)
    found = list(rows(path))
    assert [one.source for one in found] == [f"{path}!{number}" for number in (1, 2, 3)]
    assert isinstance(found[1], ReportError)
    assert "row 2 has no text or html, only body, date" in found[1].reason
    report = load_report(f"{path}!3")
    assert (report.text, report.published and report.published.value) == (
        "Peru recalled its envoys.",
        "2023-05-03",
    )


@pytest.mark.parametrize("content", [b"", b"PAR1", b"PAR1" + bytes(50) + b"PAR1", b"text"])
def test_no_parquet_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    pytest.importorskip("pyarrow")
    path = tmp_path / "a.parquet"
    path.write_bytes(content)
    (reason,) = reasons(path).values()
    assert "Parquet" in reason and "\n" not in reason


def test_parquet_without_a_text_tells_its_columns(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    parquet.write_table(pa.table({"words": ["a"]}), tmp_path / "a.parquet")
    assert "no column text or html, only words" in reasons(tmp_path / "a.parquet")[""]


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_reasons(data: bytes) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.jsonl"
        path.write_bytes(data)
        number = 0
        for found in rows(path):
            number += 1
            assert found.source.startswith(f"{path}!")
        assert number <= data.count(b"\n") + 1
