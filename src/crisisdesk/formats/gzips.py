"""What is packed by gzip, unpacked within bounds: one report whole, or a stream as it is read."""

from __future__ import annotations

import gzip
import zlib
from typing import BinaryIO, cast

from crisisdesk.errors import ReportError
from crisisdesk.formats.raw import MAX_BYTES, Raw, too_large

MARK = b"\x1f\x8b"


def unpacked(raw: Raw, source: str) -> Raw:
    """A report's bytes without their packing, if they are packed. Raises ReportError where they
    are not sound, or too many."""
    if not raw.data.startswith(MARK):
        return raw
    inflate = zlib.decompressobj(31)
    try:
        data = inflate.decompress(raw.data, MAX_BYTES + 1)
    except zlib.error as error:
        raise ReportError(source, f"this gzip archive cannot be unpacked ({error})") from error
    if len(data) > MAX_BYTES:
        raise ReportError(source, too_large())
    if not inflate.eof:
        raise ReportError(source, "this gzip archive breaks off")
    return Raw(data, raw.name.removesuffix(".gz"), raw.charset, raw.kind, raw.url)


def stream_of(file: BinaryIO) -> BinaryIO:
    """What a file holds, unpacked as it is read where it is packed; the file stands at its start.
    Reading raises OSError, EOFError or zlib.error where the packing is broken."""
    packed = file.read(2) == MARK
    file.seek(0)
    return cast(BinaryIO, gzip.open(file)) if packed else file
