"""How long a brief takes from a cold start, and how much memory: ``python -m bench.brief``.

Runs ``crisisdesk brief REPORT --no-html`` in a fresh process several times and reports the median
wall time, the highest peak of resident memory over the process and its children, and the goals:
under 3 seconds, under 1.2 GB on two cores.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SECONDS = 3.0
MEGABYTES = 1200.0
DEFAULT = Path(__file__).resolve().parents[1] / "examples" / "1-wire.txt"


def run_once(report: Path) -> tuple[float, float]:
    """Wall time in seconds and peak memory in MB of one run. Raises RuntimeError where it fails."""
    command = [sys.executable, "-m", "crisisdesk.cli", "brief", str(report.resolve()), "--no-html"]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        complaint = process.stderr.read() if process.stderr else b""
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
    if os.waitstatus_to_exitcode(status) != 0:
        raise RuntimeError(complaint.decode("utf-8", "replace").strip())
    return seconds, _megabytes(used)


def _megabytes(used: resource.struct_rusage) -> float:
    """Peak resident memory; the unit is bytes on macOS and KiB elsewhere."""
    return used.ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def _cores() -> int | None:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count()


def measure(report: Path, runs: int) -> dict[str, object]:
    """The figures of several runs after one that warms the disk's cache."""
    run_once(report)
    found = [run_once(report) for _ in range(runs)]
    seconds = statistics.median(wall for wall, _ in found)
    memory = max(peak for _, peak in found)
    return {
        "report": report.name,
        "runs": runs,
        "cores": len(os.sched_getaffinity(0))
        if hasattr(os, "sched_getaffinity")
        else os.cpu_count(),
        "seconds_median": round(seconds, 2),
        "seconds_all": [round(wall, 2) for wall, _ in found],
        "peak_mb": round(memory),
        "within_goals": seconds < SECONDS and memory < MEGABYTES,
    }


def main() -> None:
    """Measure and print; the exit status is 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("report", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print JSON")
    arguments = parser.parse_args()
    figures = measure(arguments.report, arguments.runs)
    if arguments.json:
        print(json.dumps(figures))
    else:
        print(
            f"{figures['report']}: {figures['seconds_median']} s (median of {figures['runs']}), "
            f"{figures['peak_mb']} MB at most, on {figures['cores']} cores; goals {SECONDS:g} s, "
            f"{MEGABYTES:g} MB: {'met' if figures['within_goals'] else 'MISSED'}"
        )
    sys.exit(0 if figures["within_goals"] else 1)


if __name__ == "__main__":
    main()
