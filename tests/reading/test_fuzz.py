"""No text makes the reader fail, hang, or point outside of the text."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisisdesk.reading import read_report
from crisisdesk.terms.records import Date, Reading, Report, Span, report_id
from tests.reading.mutants import ODD, mutants

ROOT = Path(__file__).resolve().parents[2]
TEXTS = [
    path.read_text(encoding="utf-8")
    for path in sorted([*(ROOT / "examples").glob("[0-9]*"), *(ROOT / "bench/gold").glob("*.txt")])
]
SECONDS_A_10_KB = 1.0


def read(text: str) -> Reading:
    """A text read as a report of one day."""
    return read_report(Report(report_id(text), text, published=Date("2025-05-02", "metadata")))


def spans(record: object) -> Iterator[Span]:
    """Every span in a record and all that it holds."""
    if isinstance(record, Span):
        yield record
    elif isinstance(record, msgspec.Struct):
        for name in record.__struct_fields__:
            yield from spans(getattr(record, name))
    elif isinstance(record, list | tuple):
        for one in record:
            yield from spans(one)


def outside(reading: Reading, text: str) -> list[Span]:
    """The spans that are empty or point outside of the text."""
    return [s for s in spans(reading) if not 0 <= s.start < s.end <= len(text)]


@pytest.mark.parametrize("seed", range(3))
def test_mutilated_reports_are_read_and_cited_within_their_text(seed: int) -> None:
    for text in mutants(TEXTS, 8, seed):
        assert outside(read(text), text) == []


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.one_of(
            st.text(max_size=30),
            st.sampled_from(list(ODD)),
            st.sampled_from(
                "Iran Israel Putin said that “ ” will not attack struck on Tuesday two weeks ago "
                "if , . ? ( ) — 's the U.S. minister of 2025 9/11 \n \n\n".split(" ")
            ),
        ),
        max_size=60,
    )
)
def test_any_text_at_all_is_read(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert outside(read(text), text) == []


SENTENCE = "Israel struck Iran on Tuesday after Russian officials said that they would respond "
HEAVY = {
    "one sentence": SENTENCE * 300,
    "commas": "," * 10_000,
    "names and commas": "Iran, " * 3000,
    "quotes": "“We will strike Iran,” said Putin. " * 600,
    "straight quotes": '"Iran" ' * 2000,
    "unclosed quotes": "“We will strike Iran, said Putin. " * 600,
    "dates": "on 4 March 2025 " * 1500,
    "dated sentences": "It met on March 4. " * 1200,
    "names": " ".join(f"Minister John Smith{i} of Iran met Putin." for i in range(500)),
    "brackets": "(" * 5000 + "Iran" + ")" * 5000,
    "nested quotes": "“‘" * 2000 + "Iran" + "’”" * 2000,
    "no blanks": "IranstrikesIsrael" * 2000,
    "lines": "Iran\n" * 4000,
    "pronouns": "He said he struck him. " * 1000,
    "hyphens": "-".join(["Iran"] * 4000),
    "dots": "." * 20_000,
    "numbers": "12 " * 8000,
    "zero width": "\u200bIran\u200b struck\u200d Israel. " * 600,
}


@pytest.mark.parametrize("name", HEAVY)
def test_work_stays_in_step_with_length(name: str) -> None:
    text = HEAVY[name]
    read("Iran met Oman.")  # the model is loaded
    begun = time.process_time()
    assert outside(read(text), text) == []
    spent = time.process_time() - begun
    assert spent < 2 * max(1.0, len(text) / 10_000 * SECONDS_A_10_KB), spent
