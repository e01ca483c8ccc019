"""The crisis tree as the pages draw it: what may come, and what may come of that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.briefing.plain import capital, plain

if TYPE_CHECKING:
    from crisisdesk.odds.tree import Node, Tree


class Branch(Struct, frozen=True):
    """One thing that may come. ``probability`` (0..1) is given the branch above it; ``path`` is
    that of the whole way from the root; None where no odds are stated. Branches of one parent
    shut each other out."""

    label: str
    probability: float | None = None
    path: float | None = None
    branches: tuple[Branch, ...] = ()


class Outlook(Struct, frozen=True):
    """The crisis tree. ``branches`` are what may come; ``anyway`` what may come whichever way
    the rest goes, with the same odds in every branch, and so is not drawn into each."""

    branches: tuple[Branch, ...] = ()
    anyway: tuple[Branch, ...] = ()


def outlook(tree: Tree | None) -> Outlook:
    """The tree as it is drawn; empty without one."""
    if tree is None:
        return Outlook()
    branches = tuple(map(_branch, tree.branches))
    ends = set(_ends(branches))
    if len(ends) != 1 or not any(branch.branches for branch in branches):
        return Outlook(branches)
    return Outlook(tuple(map(_cut, branches)), tuple(Branch(*end) for end in ends.pop()))


def _branch(node: Node) -> Branch:
    return Branch(
        capital(plain(node.label)),
        node.probability,
        node.path,
        branches=tuple(map(_branch, node.branches)),
    )


_End = tuple[tuple[str, float | None], ...]


def _ends(branches: Sequence[Branch]) -> Iterator[_End]:
    """The last choice on every way: its labels and odds."""
    if any(branch.branches for branch in branches):
        for branch in branches:
            yield from _ends(branch.branches)
    else:
        yield tuple((branch.label, branch.probability) for branch in branches)


def _cut(branch: Branch) -> Branch:
    """The branch without the last choice."""
    last = not any(one.branches for one in branch.branches)
    return replace(branch, branches=() if last else tuple(map(_cut, branch.branches)))


def rows(branches: Sequence[Branch], depth: int = 0) -> Iterator[tuple[int, Branch]]:
    """Every branch with its depth (0 at the root), each parent before its children."""
    for branch in branches:
        yield depth, branch
        yield from rows(branch.branches, depth + 1)
