"""Counts the reference classes and fits the models again: ``python -m training.history``.

Writes ``classes.yaml``, ``signals.yaml`` and ``mediations.yaml`` (counts), ``fits.json``,
``mediator.json`` and ``stream_weights.yaml`` (models) and ``covariates.npz`` (what the models are
told of states and pairs) into the folder ``--out``, by default the package's own. ``--data`` is the
folder of the research data that holds ``history`` and ``events``; its default is the environment
variable CRISISDESK_DATA.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from crisisdesk.history.classes import shipped
from training.history import (
    crises,
    helping,
    joining,
    mediators,
    models,
    newsdays,
    pacts,
    provocations,
    running,
    signals,
    streams,
    threats,
)
from training.history.classes import ABOUT
from training.history.covariates import covariates, save

HEAD = """\
# Reference classes: how often past cases came out yes. Made by `python -m training.history`;
# do not edit. Intervals are 90 %; effective_n is n over the design effect of clustering.
"""
PARTS = (threats, running, provocations, joining, helping, pacts, crises, newsdays)


def count(data: Path) -> list[dict[str, Any]]:
    """Every class from the research data in ``data``, in order of file."""
    found: list[dict[str, Any]] = []
    for part in PARTS:
        found += part.rows(data / "history")
    return found


def grouped(rows: list[dict[str, Any]]) -> str:
    """The rows as YAML: what a group shares once, then one line a count."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        groups.setdefault(row["group"], []).append(row)
    lines = ["groups:"]
    for name, members in groups.items():
        lines.append(f"  - group: {name}")
        shared = {key: members[0][key] for key in ABOUT}
        lines += [f"    {key}: {json.dumps(text)}" for key, text in shared.items()]
        lines.append("    counts:")
        for row in members:
            counts = {key: row[key] for key in row if key not in ("group", *ABOUT)}
            body = ", ".join(f"{key}: {_flow(value)}" for key, value in counts.items())
            lines.append(f"      - {{{body}}}")
    return "\n".join(lines) + "\n"


def _flow(value: Any) -> str:
    return f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value)


def main(arguments: list[str] | None = None) -> int:
    """Count, fit and write; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m training.history", description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("CRISISDESK_DATA"))
    parser.add_argument("--out", type=Path, default=shipped("."))
    options = parser.parse_args(arguments)
    if options.data is None or not (Path(options.data) / "history").is_dir():
        print("no research data: give --data DIR or set CRISISDESK_DATA", file=sys.stderr)
        return 2
    root = Path(options.data) / "history"
    rows = count(Path(options.data))
    (options.out / "classes.yaml").write_text(HEAD + grouped(rows), encoding="utf-8")
    print(f"{len(rows)} classes written to {options.out}")
    save(covariates(root), options.out / "covariates.npz")
    lines = signals.write(root.parent, options.out / "signals.yaml")
    lines += streams.write(root.parent, options.out / "stream_weights.yaml")
    lines += mediators.write(root.parent / "events", options.out)
    for line in (*lines, *models.write(root, options.out / "fits.json")):
        print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
