"""A worker that reads at once, for tests of all that goes on around it: no model is loaded, and
some reports make it end, hang or grow. What says "signed" tells which process read it.

Its command is what `crisisdesk.intake.worker` starts in place of its own (`hire_quick`).
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from typing import Any

CODE = f"""
import sys
sys.path[:0] = [{str(Path(__file__).parent)!r}]
import msgspec, quick
quick.work(sys.argv[1])
"""


def hire_quick(worker: Any) -> None:
    """From now on workers of this process are quick ones."""
    worker._WORKER = [sys.executable, "-c", CODE]


def hire_quick_here() -> None:
    """The same in a process of Ray, which calls it by its name."""
    from crisisdesk.intake import worker

    hire_quick(worker)


def work(settings: str) -> None:
    import msgspec

    from crisisdesk.intake import one, worker

    one.read_loaded = _read
    worker.work(msgspec.json.decode(settings, type=worker.Settings))


def _read(report: Any, extras: object = None) -> Any:
    """A reading with one event over the report's first word; what the report says is done."""
    from crisisdesk.terms.records import Actor, Event, Reading, Span

    if "deadly" in report.text:
        os.kill(os.getpid(), 9)
    while "endless" in report.text:
        pass
    if "slow" in report.text:
        time.sleep(0.2)
    if "hungry" in report.text:
        bytearray(64 << 30)
    span = Span(report.id, 0, 5)
    who = (Actor("CHL"),)
    rule = str(os.getpid()) if "signed" in report.text else ""
    event = Event("e-1", "THREATEN", who, (), "threatened", span, span, rule=rule)
    return Reading(report, events=(event,))
