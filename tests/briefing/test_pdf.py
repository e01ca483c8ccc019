"""Markdown laid out as a PDF: the text is data, whatever it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.briefing.markdown import escape
from crisisdesk.briefing.pdf import blocks_of, pdf_of

PAGE = """# Title

**Strong** and *leaning* with `code`.

- one
  - two \\[1:2\\]

| a | b |
| --- | --- |
| 1 | 2 |
"""


def test_markdown_becomes_plain_blocks() -> None:
    head, words, listed, table = blocks_of(PAGE)
    assert (head["kind"], head["level"]) == ("heading", 1)
    assert [(p["text"], p["strong"], p["emph"], p["code"]) for p in words["parts"]] == [
        ("Strong", True, False, False),
        (" and ", False, False, False),
        ("leaning", False, True, False),
        (" with ", False, False, False),
        ("code", False, False, True),
        (".", False, False, False),
    ]
    inner = listed["items"][0][1]["items"][0][0]
    assert "".join(part["text"] for part in inner["parts"]) == "two [1:2]"
    assert table["columns"] == 2 and len(table["cells"]) == 4


def _texts(blocks: list) -> str:
    """All words of blocks in their order."""
    found = []
    for block in blocks:
        found += [part["text"] for part in block.get("parts", ())]
        for item in block.get("items", ()):
            found.append(_texts(item if isinstance(item, list) else [item]))
    return "".join(found)


@given(st.text(max_size=60))
def test_escaped_words_come_back_as_they_were(text: str) -> None:
    told = escape(text)
    blocks = blocks_of(f"x{told}x")
    assert "".join(_texts(blocks).split()) == "".join(f"x{_plain(text)}x".split())


def _plain(text: str) -> str:
    from crisisdesk.briefing.plain import plain

    return plain(text)


@given(st.text(alphabet="-*>#|` \\n_[]()<&1.", max_size=120))
def test_no_markdown_breaks_it(text: str) -> None:
    blocks_of(text)
    blocks_of("> " * 40 + "- " * 40 + text)


def test_a_pdf_is_made_and_runs_nothing_of_its_text() -> None:
    pytest.importorskip("typst", reason="the extra pdf is not installed")
    hostile = '#read("/etc/passwd") #panic() $x$ @label <l> "'
    made = pdf_of(PAGE + "\n" + escape(hostile), 'a "title" #panic()')
    assert made.startswith(b"%PDF-") and len(made) > 1000
