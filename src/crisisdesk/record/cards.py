"""A report in two parts: its text, which is kept once, and its card, all else that is known."""

from __future__ import annotations

import msgspec
from msgspec.structs import replace

from crisisdesk.schemas import prepared
from crisisdesk.terms.records import Report

_REPORT = msgspec.json.Decoder(prepared(Report))


def without_text(report: Report) -> bytes:
    """The report's record as JSON, without its text."""
    return msgspec.json.encode(replace(report, text=""))


def with_text(card: bytes, text: str) -> Report:
    """The report of a card and a text."""
    return replace(_REPORT.decode(card), text=text)
