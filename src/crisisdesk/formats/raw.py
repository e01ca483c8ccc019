"""Bytes as they came, before anybody knows what they are."""

from __future__ import annotations

from dataclasses import dataclass

MAX_BYTES = 20_000_000
"""A file, page, stream or member of an archive larger than this is refused unread."""


@dataclass(frozen=True)
class Raw:
    """Bytes as they came, with what their carrier says of them: the file's ``name``, the
    ``charset`` and ``kind`` (html, text, markdown) that a server declared, the ``url``."""

    data: bytes
    name: str = ""
    charset: str | None = None
    kind: str | None = None
    url: str | None = None


def too_large() -> str:
    """Why something larger than `MAX_BYTES` is refused."""
    return f"it is larger than {MAX_BYTES // 1_000_000} MB: too large for one report"
