"""What a desk's answers have at hand beside its reports: its own terms, its stream of events."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from crisisdesk.desk.basis import Stamp, stamp
from crisisdesk.terms.extras import Extras, using

if TYPE_CHECKING:
    from crisisdesk.history.dyads.daily import Daily

STREAM = "stream"
"""The folder within a desk's that holds events of other makers."""


@contextmanager
def at_hand(folder: Path, extras: Extras | None, recorded_by: str | None) -> Iterator[None]:
    """Within this, a desk's own terms hold and its stream is heard. What the desk held by a moment
    (``recorded_by``) is told without the stream, since it does not know when events came in."""
    from crisisdesk.odds.streamed import Stream, streaming

    heard = recorded_by is None and bool(imports_in(folder))
    with using(extras), streaming(Stream(partial(_opened, folder)) if heard else None):
        yield


def imports_in(folder: Path) -> Stamp:
    """The stamp of a desk's imports, empty where it has none."""
    return stamp((folder / STREAM / "imports").glob("*.json"))


def _opened(folder: Path) -> Daily:
    from crisisdesk.formats.streams.store import Store
    from crisisdesk.history.dyads.daily import counted

    return counted(Store(folder / STREAM))
