"""Who is in an international crisis, and who faces whom in it (ICB2)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from training.history import sources

LAST_STATE = 990  # actors above are no states


def parties_of(root: Path) -> dict[int, tuple[list[int], list[tuple[int, int]]]]:
    """Crisis -> the states in it, and the pairs of a state and the source of its threat."""
    states: dict[int, set[int]] = defaultdict(set)
    pairs: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for row in sources.crisis_actors(root).itertuples():
        crisis, state, source = int(row.crisno), int(row.cracid), row.southv
        states[crisis].add(state)
        if source == source and 2 <= source <= LAST_STATE and int(source) != state:
            states[crisis].add(int(source))
            pairs[crisis].add((min(state, int(source)), max(state, int(source))))
    found = {}
    for crisis, members in states.items():
        ordered = sorted(members)
        named = sorted(pairs[crisis])
        found[crisis] = (ordered, named or ([(ordered[0], ordered[1])] if ordered[1:] else []))
    return defaultdict(lambda: ([], []), found)
