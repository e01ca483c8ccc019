"""The facts around an event, against annotations of text that is not ours.

    python -m bench.facts

Whether it happened (``bench.modality``), when (``bench.dates``) and who (``bench.actors``). The
annotations in ``bench/gold/*.tsv`` hold references and no text; half of each is held aside: only
its score is looked at. Needs CRISISDESK_DATA.
"""

from __future__ import annotations

import sys

from bench import actors, dates, modality
from bench.table import Absent, Row, number, verdict


def rows(small: bool = False) -> list[Row]:
    """Every row, for the table of figures; ``small`` is the same, since all takes seconds.

    Raises Absent where the corpora are not there.
    """
    return [*modality.rows(), *dates.rows(), *actors.rows()]


def main() -> int:
    """Print the rows and the errors of the development halves; 1 where the data is absent."""
    try:
        found = rows()
    except Absent as absent:
        print(f"bench.facts: {absent}", file=sys.stderr)
        return 1
    for row in found:
        print(f"{row.measure:<34} {row.data:<44} n {row.n:<5} {number(row.value)} {verdict(row)}")
    for row in found:
        for error in row.errors:
            print(f"  {row.measure}: {error}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
