"""How the reader does where analysts amended it: ``python -m bench.amendments FILE``.

``FILE`` is what ``crisisdesk amendments export`` writes: texts with what analysts set right. Each
text is read anew without its amendments. A field that was set is right where the reader now gives
that value; a record that was dropped is right where the reader no longer gives it. Prints both by
kind of record, and the first wrong ones. Such a file is no sample of texts: it holds the mistakes
that somebody saw, so its shares are only to be compared with those of another reader.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import msgspec

from bench.table import WORST
from crisisdesk.reading import read_report
from crisisdesk.reading.amended import as_told, found_in
from crisisdesk.terms.records import AmendedText, Amendment, Reading

Point = tuple[str, str, bool]


def points(text: AmendedText, reading: Reading) -> Iterator[Point]:
    """What amendments ask of a reading: kind and field, where in words, and whether it is right.
    Merged and split events are left out: whether tellings are put together is no field."""
    for one in text.amendments:
        where = f"{one.report}:{one.start}-{one.end} {one.type}"
        record = found_in(reading, one)
        if one.deed == "drop":
            yield f"{one.kind} dropped", where, record is None
        elif one.deed == "set":
            told = as_told(record, one.kind) if record is not None else {}
            for name, value in one.changes.items():
                yield f"{one.kind} {name}", f"{where} {name}={value}", _same(told, name, value, one)


def _same(told: dict[str, str], name: str, value: str, one: Amendment) -> bool:
    def words(text: str) -> list[str]:
        return sorted(text.replace(",", " ").casefold().split())

    return name in told and words(told[name]) == words(value)


def measure(path: Path) -> dict[str, list[Point]]:
    """The points of a file by kind and field. Raises msgspec.MsgspecError where it is no such
    file."""
    found: dict[str, list[Point]] = defaultdict(list)
    with path.open("rb") as lines:
        for line in lines:
            text = msgspec.json.decode(line, type=AmendedText)
            for point in points(text, read_report(text.report)):
                found[point[0]].append(point)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("file", type=Path, help="what crisisdesk amendments export writes")
    found = measure(parser.parse_args().file)
    for name, some in sorted(found.items()):
        print(f"{name:22} {sum(right for *_, right in some):4} of {len(some)}")
    wrong = [where for some in found.values() for _, where, right in some if not right]
    for where in wrong[:WORST]:
        print(f"wrong: {where}")


if __name__ == "__main__":
    main()
