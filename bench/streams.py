"""Import of event files: ``python -m bench.streams [--rows N]``.

Makes a file of N rows (a million by default) in GDELT 2.0's columns, of made-up events between
states, with one bad row in ten thousand, and imports it. Prints rows a second by the clock and by
processor time, and the peak of memory; then the same for a tenth of the rows, to show what grows.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from crisisdesk.formats.streams.importing import import_events
from crisisdesk.formats.streams.shapes import shapes_file
from crisisdesk.formats.streams.store import Store
from crisisdesk.terms.gazetteer import load_gazetteer
from crisisdesk.terms.plover import cameo_codes

BAD_ONE_IN = 10_000


def make(path: Path, rows: int, seed: int = 1) -> int:
    """Write a file of made-up events; how many of its rows are bad."""
    draw = random.Random(seed)
    columns = next(shape.columns for shape in shapes_file().shapes if shape.name == "gdelt")
    at = {name: index for index, name in enumerate(columns)}
    states = sorted(code for code in load_gazetteer().names if len(code) == 3)[:150]
    codes = [code for code in cameo_codes() if len(code) > 2]
    bad = 0
    with path.open("w", encoding="utf-8") as file:
        for number in range(rows):
            row = [""] * len(columns)
            day = date(2015, 1, 1) + timedelta(days=draw.randrange(3650))
            row[at["GLOBALEVENTID"]] = str(number)
            row[at["SQLDATE"]] = day.strftime("%Y%m%d")
            row[at["DATEADDED"]] = day.strftime("%Y%m%d") + "120000"
            for side in ("Actor1", "Actor2"):
                state = draw.choice(states)
                row[at[f"{side}CountryCode"]] = state
                row[at[f"{side}Name"]] = f"{state} ACTOR {draw.randrange(200)}"
                row[at[f"{side}Type1Code"]] = draw.choice(("GOV", "MIL", "OPP", ""))
            row[at["EventCode"]] = draw.choice(codes)
            row[at["GoldsteinScale"]] = str(draw.randrange(-10, 11))
            row[at["NumMentions"]] = "3"
            row[at["SOURCEURL"]] = "https://example.org/" + "x" * 60
            if number % BAD_ONE_IN == BAD_ONE_IN - 1:
                row[at["SQLDATE"]] = "someday"
                bad += 1
            file.write("\t".join(row) + "\n")
    return bad


def measure(rows: int) -> str:
    """One import in this process, as a line."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        bad = make(path, rows)
        start, busy = time.perf_counter(), time.process_time()
        note = import_events(path, Store(Path(folder) / "store"))
        wall, busy = time.perf_counter() - start, time.process_time() - busy
        size = path.stat().st_size / 1e6
    if (note.rows, note.aside) != (rows - bad, bad):
        raise SystemExit(f"of {rows} rows {note.rows} were taken and {note.aside} set aside")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return (
        f"{rows:>12,} {size:>8,.0f} {wall:>8.1f} {rows / wall:>12,.0f} {rows / busy:>16,.0f} "
        f"{peak:>8,.0f} {note.aside:>6,}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Import of event files: speed and memory.")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--once", action="store_true", help="one size alone, in this process")
    chosen = parser.parse_args()
    if chosen.once:
        print(measure(chosen.rows), flush=True)
        return
    print("        rows       MB  seconds   rows/second  rows/CPU-second  peak MB  aside")
    for rows in (chosen.rows // 10, chosen.rows):
        # a process each: the peak of memory is a process's own
        command = [sys.executable, "-m", "bench.streams", "--once", "--rows", str(rows)]
        print(subprocess.run(command, capture_output=True, text=True, check=True).stdout, end="")


if __name__ == "__main__":
    main()
