"""Batches: each source in one, in order, cut the same way whoever reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.errors import ReportError
from crisisdesk.formats.raw import Given, Raw
from crisisdesk.formats.sources import Passed, Source
from crisisdesk.intake import batches as cutting
from crisisdesk.intake.batches import FIRST, LAST, SetAside, batches, size_of

RAW = Raw(b"Chile threatened Peru.")
SOURCES = st.one_of(
    st.builds("no-such-folder/{}.txt".format, st.integers(0, 99)),
    st.builds(lambda i: Given(f"a.jsonl!{i}", RAW), st.integers(1, 99)),
    st.builds(lambda i: ReportError(f"b{i}", "it is empty"), st.integers(0, 9)),
    st.just(Passed("a.zip", ".png")),
)


@given(st.lists(SOURCES, max_size=60))
def test_every_source_is_in_one_batch_in_its_order(sources: list[Source]) -> None:
    found = list(batches(sources))
    held = [source for batch in found for source in batch.sources]
    wanted = [source for source in sources if not isinstance(source, Passed)]
    assert [SetAside(one.source, one.reason) if isinstance(one, ReportError) else one
            for one in wanted] == held  # fmt: skip
    assert sum(batch.passed.get(".png", 0) for batch in found) == len(sources) - len(wanted)
    assert [batch.number for batch in found] == list(range(len(found)))
    assert [batch.key for batch in batches(sources)] == [batch.key for batch in found]


@given(st.integers(0, 10_000))
def test_batches_grow_from_few_to_many(number: int) -> None:
    assert FIRST <= size_of(number) <= size_of(number + 1) <= min(LAST, 2 * size_of(number))


def test_much_text_closes_a_batch_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "MOST_BYTES", 3 * len(RAW.data))
    found = batches(Given(f"a.jsonl!{i}", RAW) for i in range(10))
    assert [len(batch.sources) for batch in found] == [4, 4, 2]


def test_another_content_is_another_batch(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one", encoding="utf-8")
    (before,) = batches([str(file)])
    file.write_text("another", encoding="utf-8")
    (after,) = batches([str(file)])
    assert before.key != after.key
    raws = [RAW, Raw(b"Peru."), Raw(RAW.data, title="A title"), Raw(RAW.data, published="2025")]
    keys = {batch.key for raw in raws for batch in batches([Given("a.jsonl!1", raw)])}
    assert len(keys) == len(raws)
