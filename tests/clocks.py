"""A clock for tests, which stands still until it is turned."""

from __future__ import annotations

from datetime import UTC, datetime


class Clock:
    """Call it for the time; `turn` sets it to a day or a moment (UTC)."""

    def __init__(self, moment: str = "2025-04-09") -> None:
        self.turn(moment)

    def turn(self, moment: str) -> None:
        self._moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)

    def __call__(self) -> datetime:
        return self._moment
