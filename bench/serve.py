"""How fast a served desk answers: ``python -m bench.serve [--desk DIR]``.

Serves the desk (left out: the example reports) by the real command and asks each page ten times.
Prints the time from the server's start to its first page, that of each page the first time (its
brief may have to be made) and the median of the others.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from crisisdesk.desk import Desk

PAGES = (
    *("/", "/questions", "/timeline", "/actors", "/statements", "/reports", "/sources"),
    *("/search?q=talks", "/api/v1/brief", "/api/v1/events?limit=100"),
)
TIMES = 10
EXAMPLES = Path(__file__).parent.parent / "examples"


@contextmanager
def serving(desk: Path) -> Iterator[str]:
    """The address at which a desk is served."""
    command = [sys.executable, "-m", "crisisdesk.cli", "serve", str(desk), "--port", "0"]
    server = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr
        found = re.search(r"http://\S+:\d+", server.stderr.readline())
        assert found
        yield found[0]
    finally:
        server.terminate()
        server.wait(timeout=30)


def seconds(client: httpx.Client, path: str) -> float:
    """The time of one answer."""
    begun = time.perf_counter()
    client.get(path).raise_for_status()
    return time.perf_counter() - begun


def measure(desk: Path) -> None:
    """Print the figures of a desk."""
    begun = time.perf_counter()
    with serving(desk) as address, httpx.Client(base_url=address, timeout=120) as client:
        print(f"served after {time.perf_counter() - begun:.2f} s")
        client.get("/").raise_for_status()
        print(f"first page after {time.perf_counter() - begun:.2f} s")
        print(f"{'page':28}{'first, ms':>12}{'median, ms':>12}")
        for path in PAGES:
            first, *others = (seconds(client, path) * 1000 for _ in range(TIMES))
            print(f"{path:28}{first:12.0f}{statistics.median(others):12.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--desk", type=Path, help="a desk's folder")
    given = parser.parse_args().desk
    if given:
        measure(given)
        return
    with tempfile.TemporaryDirectory() as folder:
        with Desk(Path(folder) / "desk") as desk:
            desk.add(EXAMPLES)
        measure(Path(folder) / "desk")


if __name__ == "__main__":
    main()
