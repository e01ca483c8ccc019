"""How reports come in: one is read here, many by several processes, archives on many machines.

What reads is always the same: a process of its own (`worker`) that gets one source at a time, so
that a report which crashes it, takes for ever or fills the memory costs no other.
"""

from __future__ import annotations

from crisisdesk.intake.many import MANY, MOST, processes_for, read_sources
from crisisdesk.intake.one import read_loaded, read_source

__all__ = ["MANY", "MOST", "processes_for", "read_loaded", "read_source", "read_sources"]
