"""The life of a worker, begun by `worker.Reader` with its settings as JSON."""

from __future__ import annotations

import sys

import msgspec

from crisisdesk.intake.worker import Settings, work
from crisisdesk.schemas import prepared

if __name__ == "__main__":
    work(msgspec.json.decode(sys.argv[1], type=prepared(Settings)))
