"""Where the crisis tree's branches stand in a picture: plain geometry, drawn by the template."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crisisdesk.briefing.branches import Branch, rows

LINE = 19  # height of a line of text, in the picture's units (pixels at full size)
LETTER = 7.4  # width that a letter takes at most
GAP = 40  # room for the lines between two columns


@dataclass(frozen=True)
class Twig:
    """A branch as drawn: the path from its parent, and its label's lines at ``x``, ``y``.
    ``weight`` is the stroke's width, which grows with the odds of the whole way."""

    path: str
    x: float
    y: float
    lines: tuple[str, ...]
    weight: float
    branch: Branch


@dataclass(frozen=True)
class TreePicture:
    """Size in the picture's units, and the twigs in reading order."""

    width: int
    height: int
    twigs: tuple[Twig, ...]


@dataclass(frozen=True)
class _Spot:
    """A branch with its place, and the places of what follows from it."""

    branch: Branch
    lines: tuple[str, ...]
    x: float
    y: float
    children: tuple[_Spot, ...]

    @property
    def right(self) -> float:
        """Where the label ends and lines to the children begin."""
        return self.x + LETTER * max(map(len, self.lines)) + 6


def wide(branches: Sequence[Branch], width: int = 880) -> TreePicture:
    """The tree from left to right, a column a level."""
    depth = 1 + max((d for d, _ in rows(branches)), default=0)
    column = (width - 10) / depth
    spots, bottom = _stack(branches, 0, 4.0, column)
    root = (spots[0].y + spots[-1].y) / 2 if spots else 0.0
    return TreePicture(width, int(bottom) + 4, tuple(_twigs(spots, 6.0, root)))


def _stack(
    branches: Sequence[Branch], depth: int, top: float, column: float
) -> tuple[tuple[_Spot, ...], float]:
    """Places for branches below ``top``, and the bottom of the last. A branch stands level with
    the middle of what follows from it."""
    spots = []
    for branch in branches:
        lines = tuple(textwrap.wrap(branch.label, int((column - GAP) / LETTER))) or ("",)
        children, bottom = _stack(branch.branches, depth + 1, top, column)
        height = (len(lines) + 1) * LINE + 12
        middle = (children[0].y + children[-1].y) / 2 if children else 0
        y = max(middle, top + height / 2)
        spots.append(_Spot(branch, lines, depth * column + GAP, y, children))
        top = max(bottom, y + height / 2)
    return tuple(spots), top


def _twigs(spots: Sequence[_Spot], x: float, y: float) -> Iterator[Twig]:
    for spot in spots:
        end = spot.x - 8
        bend = (x + end) / 2
        path = (
            f"M{x:.1f} {y:.1f} C{bend:.1f} {y:.1f} {bend:.1f} {spot.y:.1f} {end:.1f} {spot.y:.1f}"
        )
        yield Twig(path, spot.x, spot.y, spot.lines, _weight(spot.branch), spot.branch)
        yield from _twigs(spot.children, spot.right, spot.y)


def _weight(branch: Branch) -> float:
    likely = branch.path if branch.path is not None else branch.probability
    return round(1.5 + 8 * (likely or 0), 1)


def narrow(branches: Sequence[Branch], width: int = 330) -> TreePicture:
    """The tree from top to bottom, indented a step a level: for a phone."""
    twigs: list[Twig] = []
    stems: list[float] = []
    y = 4.0
    for depth, branch in rows(branches):
        x = 22.0 + 20 * depth
        lines = tuple(textwrap.wrap(branch.label, int((width - x - 44) / LETTER))) or ("",)
        y += LINE
        stem = stems[depth] if depth < len(stems) else y
        path = f"M{x - 14:.1f} {stem:.1f} V{y:.1f} H{x - 5:.1f}"
        twigs.append(Twig(path, x, y, lines, min(5.0, _weight(branch)), branch))
        stems[depth:] = [y, y + (len(lines)) * LINE]
        y += len(lines) * LINE + 6
    return TreePicture(width, int(y) + 4, tuple(twigs))
