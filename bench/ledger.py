"""How fast the ledger takes readings and answers: ``python -m bench.ledger [--reports N]``.

The readings are made up: a text of 400 words with 12 statements, 12 events and 4 ties each, which
is about what a long report yields. Prints reports a second and the time of three questions.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

from crisisdesk.record.ledger import Ledger
from crisisdesk.terms.records import (
    Actor,
    Date,
    Event,
    Reading,
    Report,
    Span,
    Statement,
    Tie,
    report_id,
)

_CODES = ("USA", "RUS", "IRN", "ISR", "CHN", "IND", "PAK", "OMN", "QAT", "TUR")
_TYPES = ("THREATEN", "ASSAULT", "CONSULT", "AID", "SUPPORT", "ACCUSE")


def readings(count: int, seed: int = 1) -> Iterator[Reading]:
    """``count`` made-up readings over ten years of days."""
    chance = random.Random(seed)
    for number in range(count):
        day = (date(2016, 1, 1) + timedelta(days=chance.randrange(3650))).isoformat()
        yield _reading(f"Report {number}. " + "word " * 400, Date(day), chance)


def _reading(text: str, day: Date, chance: random.Random) -> Reading:
    identity = report_id(text)
    span = Span(identity, 0, 60)
    pair = [Actor(code, "GOV") for code in chance.sample(_CODES, 2)]
    speaker = Actor(pair[0].code, "GOV", f"Speaker {chance.randrange(500)}")
    return Reading(
        report=Report(id=identity, text=text, published=day),
        statements=tuple(
            Statement(f"s{i}", "direct", "word " * 20, span, speaker) for i in range(12)
        ),
        events=tuple(
            Event(f"e{i}", chance.choice(_TYPES), (pair[0],), (pair[1],), "happened", span, span)
            for i in range(12)
        ),
        ties=tuple(
            Tie(f"t{i}", "rivalry", (str(pair[0].code), str(pair[1].code)), span) for i in range(4)
        ),
    )


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=2000)
    count = parser.parse_args().reports
    made = list(readings(count))
    with tempfile.TemporaryDirectory() as folder, Ledger(Path(folder) / "ledger.sqlite") as ledger:
        spent = _timed(lambda: [ledger.add(reading) for reading in made])
        size = (Path(folder) / "ledger.sqlite").stat().st_size
        print(
            f"add            {count / spent:8.0f} reports/s  ({count} reports, {size / 1e6:.1f} MB)"
        )
        for name, work in {
            "events by pair": lambda: ledger.events("USA", "IRN", as_of="2020-01-01"),
            "by speaker    ": lambda: ledger.statements("speaker 77"),
            "all readings  ": lambda: ledger.readings("2020-01-01"),
        }.items():
            print(f"{name} {1000 * _timed(work):8.1f} ms")


if __name__ == "__main__":
    main()
