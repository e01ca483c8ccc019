"""``python -m training.dyads [--data DIR] [--only CLASS ...]``: fits the model of pairs and writes
it into the package: trees for each class, and the card. About a quarter of an hour on two cores.

Month starts of 2007 to 2012 fit; those of 2013 and 2014 are held out and make the bins that
forecasts quote. Half of the cases are shown their whole history, half a random 30, 10 or 3 % of it.
"""

from __future__ import annotations

import argparse
import gzip
import os
import sys
from pathlib import Path

import msgspec

from crisisdesk.history.dyads.counts import CLASSES
from crisisdesk.history.dyads.fitting import bins_of
from crisisdesk.history.dyads.model import FOLDER, HORIZONS, Card, Fitted, columns, file_name
from training.dyads.cases import SHARES, make_cases
from training.dyads.extracts import day_of, load_extract
from training.dyads.fit import fit_class, forecast

SET = "icews05-15"
END = day_of(2013, 1)
FIT_DAYS = tuple(day_of(year, month) for year in range(2007, 2013) for month in range(1, 13))
HELD_DAYS = tuple(day_of(year, month) for year in (2013, 2014) for month in range(1, 13))
MIX = (1.0, 1.0, 1.0, *SHARES[1:])
VERSION = "pairs 1"


def main() -> None:
    parser = argparse.ArgumentParser(description="Fit the model of pairs of states.")
    parser.add_argument("--data", type=Path, default=os.environ.get("CRISISDESK_DATA"))
    parser.add_argument("--only", nargs="*", choices=CLASSES, help="fit these classes alone")
    chosen = parser.parse_args()
    if chosen.data is None:
        sys.exit("name the research data's folder: --data DIR, or set CRISISDESK_DATA")
    names = tuple(chosen.only or CLASSES)
    counts = load_extract(Path(chosen.data), SET)
    fit = make_cases(counts, FIT_DAYS, names, MIX, 1)
    held = make_cases(counts, HELD_DAYS, names, (1.0,), 2)
    last = int(counts.day.max()) + 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    known = _known() if chosen.only else {}
    for name in names:
        rates, trees = fit_class(fit, name, END)
        bins = {}
        for days in HORIZONS:
            rows = held.day + days <= last
            chance = forecast(held, name, days, rows, rates[days], trees)
            pairs = (held.source * len(counts.states) + held.target)[rows]
            bins[days] = bins_of(chance, held.wait[name][rows] < days, pairs)
        known[name] = Fitted(
            {days: rate[0] for days, rate in rates.items()},
            {days: rate[1] for days, rate in rates.items()},
            bins,
        )
        packed = gzip.compress(trees.model_to_string().encode(), mtime=0)
        (FOLDER / f"{file_name(name)}.txt.gz").write_bytes(packed)
        print(f"{name}: {len(packed):,} bytes", flush=True)
    made = Card(
        VERSION, "ICEWS 2005-2014, open benchmark extract, month starts of 2007 to 2012",
        "month starts of 2013 and 2014", columns(), known,
    )  # fmt: skip
    (FOLDER / "card.json").write_bytes(msgspec.json.encode(made) + b"\n")


def _known() -> dict[str, Fitted]:
    path = FOLDER / "card.json"
    if not path.exists():
        return {}
    return msgspec.json.decode(path.read_bytes(), type=Card).classes


if __name__ == "__main__":
    main()
