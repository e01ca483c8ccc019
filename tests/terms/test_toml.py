"""TOML through a schema: what fits is read, what does not is told with file and line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from crisisdesk.errors import TermsError
from crisisdesk.terms.toml import parse_toml


class Source(Struct, forbid_unknown_fields=True):
    """One of several."""

    url: str
    minutes: int = 15


class File(Struct, forbid_unknown_fields=True):
    """A file of some."""

    name: str = ""
    since: str = ""
    source: tuple[Source, ...] = ()
    deep: dict[str, int] = {}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("name = 3", 1),
        ("# so\n\nnaem = 'x'", 3),
        ("name = 'x'\nname = 'y'", 2),
        ("name = 'x'\n[deep]\na = 1\nb = 'two'", 2),
        ("[[source]]\nurl = 'a'\n\n[[source]]\nurl = 'b'\nminutes = 'five'\n", 6),
        ("[[source]]\nurl = 'a'\n\n[[source]]\nurl = 'b'\nhours = 1\n", 6),
        ("[[source]]\nurl = 'a'\n[[source]]\nminutes = 1\n", 3),
        ("name = 'x\n", 1),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(TermsError) as told:
        parse_toml(text, File, "desk.toml")
    assert (told.value.path, told.value.line) == ("desk.toml", line), told.value


def test_a_day_needs_no_quotes() -> None:
    assert parse_toml("since = 2025-04-09", File).since == "2025-04-09"
    assert parse_toml("since = '2025-04'", File).since == "2025-04"


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_toml(text, File)
    except TermsError as error:
        assert error.line is None or 1 <= error.line <= text.count("\n") + 2
