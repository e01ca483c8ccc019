"""Contradictions and outlets for people, in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from crisisdesk.briefing.citations import labels
from crisisdesk.briefing.conflicts import Account, Conflict
from crisisdesk.briefing.plain import listed, plain, shorten
from crisisdesk.briefing.sources import Source
from crisisdesk.briefing.tables import plain_table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

_WIDTH = 200  # characters of an account's words that are shown


def show_conflicts(console: Console, found: Sequence[Conflict]) -> None:
    """Each matter with its accounts side by side."""
    from rich.padding import Padding
    from rich.text import Text

    if not found:
        console.print(Text("No accounts that contradict each other were found."))
    for conflict in found:
        console.print(Text(plain(conflict.matter), style="bold"))
        for account in conflict.accounts:
            for depth, line in _lines(account):
                console.print(Padding(Text(plain(line)), (0, 0, 0, depth)))


def _lines(account: Account) -> Iterator[tuple[int, str]]:
    grade = f" ({account.grade})" if account.grade else ""
    yield 2, f"{account.says}{grade}: {listed(account.tellers)} {labels(account.citations)}"
    yield 4, f"“{shorten(plain(account.citations[0].words), _WIDTH)}”"


def sources_table(sources: Iterable[Source]) -> Table:
    """Outlets with their grade, its meaning and reason, their reports and origins."""
    outlets: dict[str, list[Source]] = {}
    for source in sources:
        outlets.setdefault(source.name, []).append(source)
    rows = [
        (
            each[0].reliability,
            name,
            str(len(each)),
            listed(list(dict.fromkeys(source.origin for source in each))),
            each[0].reason or each[0].reliability_meaning,
        )
        for name, each in sorted(outlets.items())
    ]
    return plain_table(("Grade", "Outlet", "Reports", "Origins", "Why"), rows)
