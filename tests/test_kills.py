"""A desk survives SIGKILL: one kill of each work here, many by ``python -m bench.kills``."""

from __future__ import annotations

import random
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from bench.kills import (
    Adding,
    BackingUp,
    Importing,
    Making,
    Migrating,
    Work,
    Writing,
    kill_often,
    made,
)

SMALL: dict[type[Work], dict[str, int]] = {
    Adding: {"reports": 8},
    Writing: {"reports": 60},
    Importing: {"rows": 20_000},
    Making: {},
    Migrating: {"reports": 400},
    BackingUp: {"reports": 300},
}


@pytest.mark.parametrize("kind", SMALL, ids=lambda kind: kind.name)
def test_nothing_is_lost_or_there_twice(
    kind: type[Work], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for size, number in SMALL[kind].items():
        monkeypatch.setattr(kind, size, number)
    places = (tmp_path / str(number) for number in count())
    seed = random.randrange(2**32)
    try:
        kill_often(kind, 1, random.Random(seed), partial(made, places))
    except Exception as error:
        error.add_note(f"seed {seed}")
        raise
