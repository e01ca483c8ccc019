"""The watch on a desk: sources polled, reports read, thresholds told."""

from __future__ import annotations

from crisisdesk.watch.settings import Rule, Settings, load_settings
from crisisdesk.watch.watcher import Watch

__all__ = ["Rule", "Settings", "Watch", "load_settings"]
