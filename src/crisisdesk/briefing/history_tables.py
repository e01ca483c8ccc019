"""The sources of past cases as tables: what there is on which terms, and what is here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crisisdesk.briefing.tables import plain_table
from crisisdesk.history.cache import FileState
from crisisdesk.history.sources import Source

if TYPE_CHECKING:
    from rich.table import Table


def sources_table(sources: Sequence[Source]) -> Table:
    """Name, what it is, its makers' terms and how it comes."""
    rows = [(s.name, s.version, s.title, s.terms, _how(s)) for s in sources]
    return plain_table(("Name", "Version", "Title", "Terms (our summary)", "How it comes"), rows)


def _how(source: Source) -> str:
    if source.by_hand:
        return "by hand"
    return "pull by name (large)" if source.large else "pull"


def states_table(states: Sequence[FileState]) -> Table:
    """A line a file: whether it is here and what it was."""
    rows = [
        (
            state.source,
            state.state,
            state.name,
            f"{state.size:,}" if state.size else "",
            state.version,
            state.day,
            state.sha256[:12],
        )
        for state in states
    ]
    return plain_table(("Source", "State", "File", "Bytes", "Version", "Pulled", "SHA-256"), rows)
