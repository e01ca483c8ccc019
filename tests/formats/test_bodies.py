"""Stored answers as their reader saw them, or as they are."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.formats.bodies import MostError, body_of

CHUNKED = {"transfer-encoding": "chunked"}
PACKED = {"content-encoding": "gzip"}


@given(st.binary(max_size=300), st.lists(st.integers(1, 60), min_size=1, max_size=9))
def test_chunks_are_joined(data: bytes, sizes: list[int]) -> None:
    chunks, at = b"", 0
    while at < len(data):
        part = data[at : at + sizes[at % len(sizes)]]
        chunks += b"%x;x=1\r\n%s\r\n" % (len(part), part)
        at += len(part)
    assert body_of(chunks + b"0\r\n\r\n", CHUNKED) == data


@given(st.binary(max_size=300))
def test_anything_may_come_under_these_headers(data: bytes) -> None:
    both = {**CHUNKED, **PACKED}
    assert len(body_of(data, both, most=10_000)) <= 10_000
    assert body_of(gzip.compress(data), PACKED) == data


def test_a_bomb_is_not_unpacked() -> None:
    bomb = gzip.compress(gzip.compress(b"0" * 5_000_000))
    with pytest.raises(MostError):
        body_of(bomb, {"content-encoding": "gzip, gzip"}, most=1_000_000)
    with pytest.raises(MostError):
        body_of(b"x" * 11, {}, most=10)
