"""The crisis tree as the pages draw it: what may come, and what may come of that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from crisisdesk.briefing.answers import Answer
from crisisdesk.briefing.names import Names

if TYPE_CHECKING:
    from crisisdesk.odds.tree import Tree


class Branch(Struct, frozen=True):
    """One thing that may come. ``probability`` (0..1) is given the branch above it; ``path`` is
    that of the whole way from the root; None where no odds are stated. Branches of one parent
    with ``exclusive`` set shut each other out."""

    label: str
    probability: float | None = None
    path: float | None = None
    exclusive: bool = True
    branches: tuple[Branch, ...] = ()


def branches_of(tree: Tree | None, answers: Sequence[Answer], names: Names) -> list[Branch]:
    """The tree's first branches; none without a tree."""
    return []


def rows(branches: Sequence[Branch], depth: int = 0) -> Iterator[tuple[int, Branch]]:
    """Every branch with its depth (0 at the root), each parent before its children."""
    for branch in branches:
        yield depth, branch
        yield from rows(branch.branches, depth + 1)
