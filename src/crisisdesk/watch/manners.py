"""Good manners towards a host: its robots.txt, the pause between requests, and its wishes."""

from __future__ import annotations

import random
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from crisisdesk.errors import CrisisDeskError, ReportError
from crisisdesk.formats.exchange import AGENT, Answer, ask
from crisisdesk.formats.robots import MOST_BYTES, NOTHING, Robots, parse_robots
from crisisdesk.watch.settings import Settings

MOST_HOSTS = 500
ROBOTS_HOURS = 24
ROBOTS_AGAIN_MINUTES = 30
LONGEST_WAIT = 86_400.0
"""The longest that a server's Retry-After is waited for, in seconds."""
LONGEST_PAUSE = 125.0
"""The longest that a pause between two requests is waited out, in seconds."""
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses of a trouble that may pass."""


class LaterError(CrisisDeskError):
    """Something cannot be had for now; ``until`` is when it may be. A mere ``pause`` between two
    requests is no failure."""

    def __init__(self, reason: str, until: datetime, *, pause: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.until = until
        self.pause = pause


class _Host:
    """What is known of one host."""

    def __init__(self) -> None:
        self.robots: Robots | None = None
        self.robots_until: datetime | None = None
        self.free: datetime | None = None  # no request before this moment
        self.failures = 0

    def busy(self, now: datetime) -> bool:
        """Whether it is left alone for now. A pause longer than any that is kept is one of a clock
        that was set back since."""
        longest = timedelta(seconds=2 * LONGEST_WAIT)
        return self.free is not None and now < self.free <= now + longest


class Manners:
    """Asks servers as a good guest does. The hosts remembered are bounded."""

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], datetime],
        sleep: Callable[[float], object],
        seed: int | None = None,
    ) -> None:
        self._settings = settings
        self._now = now
        self._sleep = sleep
        self._random = random.Random(seed)
        self._hosts: OrderedDict[str, _Host] = OrderedDict()

    def free(self, url: str) -> datetime | None:
        """The moment from which the host of an address may be asked, None where that is now."""
        host = self._hosts.get(_name(url))
        return host.free if host and host.busy(self._now()) else None

    def sitemaps(self, url: str) -> tuple[str, ...]:
        """The sitemaps that the host of an address names in its robots.txt."""
        return self._robots(url, self._host(url)).sitemaps

    def ask(
        self,
        url: str,
        *,
        max_bytes: int,
        etag: str | None = None,
        modified: str | None = None,
        extra: dict[str, str] | None = None,
        patient: bool = False,
    ) -> Answer:
        """What a host answers, when it is asked within its rules. Raises LaterError where it is
        not to be asked now (``patient`` waits out the pause between two requests), or its trouble
        may pass; ReportError where robots.txt forbids the page, or nothing can come of it."""
        host = self.allowed(url, patient=patient)
        try:
            answer = ask(
                url,
                max_bytes=max_bytes,
                etag=etag,
                modified=modified,
                headers=extra,
                private_addresses=self._settings.private_addresses,
            )
        except ReportError as error:
            if "cannot be fetched" in error.reason or "answer" in error.reason:
                raise LaterError(error.reason, self.after(1)) from error
            raise
        return self._judged(answer, host)

    def allowed(self, url: str, *, patient: bool = False) -> _Host:
        """The host of an address that may be asked for it now, from when on it is left alone for
        its pause. Raises as `ask` does."""
        host = self._host(url)
        if patient and host.free and (host.free - self._now()).total_seconds() <= LONGEST_PAUSE:
            self._sleep(max(0.0, (host.free - self._now()).total_seconds()))
        if host.free and host.busy(self._now()):
            raise LaterError("its host is left alone for now", host.free, pause=True)
        robots = self._robots(url, host)
        if not robots.allows(url):
            if robots is NOTHING:
                raise LaterError(
                    "its host's robots.txt cannot be had", host.robots_until or self._until(1800.0)
                )
            raise ReportError(url, "robots.txt forbids it")
        host.free = self._until(max(self._settings.delay, robots.delay))
        return host

    def after(self, failures: int) -> datetime:
        """When to try again after so many failures in a row: a minute, doubled for each further,
        six hours at most, a fifth more or less so that not all come back at once."""
        pause = min(60.0 * 2 ** min(failures - 1, 12), 21_600.0)
        return self._until(pause * self._random.uniform(0.8, 1.2))

    def next_poll(self, minutes: int = 0) -> datetime:
        """When to poll a source again that asks to be left alone for so many minutes."""
        every = max(self._settings.every, 60.0 * minutes)
        return self._until(every * self._random.uniform(0.95, 1.05))

    def _judged(self, answer: Answer, host: _Host) -> Answer:
        if answer.status not in PASSING:
            host.failures = 0
            return answer
        host.failures += 1
        asked = answer.wait(self._now())
        until = self.after(host.failures)
        if asked is not None:
            until = max(until, self._until(min(asked, LONGEST_WAIT)))
        if answer.status in (429, 503):
            host.free = until  # the whole host is busy, and not one page of it
        wish = f" and asks to wait {asked:.0f} s" if asked else ""
        raise LaterError(f"answers {answer.status}{wish}", until)

    def _until(self, seconds: float) -> datetime:
        return self._now() + timedelta(seconds=seconds)

    def _host(self, url: str) -> _Host:
        host = self._hosts.setdefault(_name(url), _Host())
        self._hosts.move_to_end(_name(url))
        while len(self._hosts) > MOST_HOSTS:
            self._hosts.popitem(last=False)
        return host

    def _robots(self, url: str, host: _Host) -> Robots:
        """The host's rules, asked for once a day; while they cannot be had nothing is allowed."""
        if host.robots is None or (host.robots_until and host.robots_until <= self._now()):
            host.robots, fresh = self._asked_robots(url)
            pause = ROBOTS_HOURS * 3600.0 if fresh else ROBOTS_AGAIN_MINUTES * 60.0
            host.robots_until = self._until(pause)
        return host.robots

    def _asked_robots(self, url: str) -> tuple[Robots, bool]:
        parts = urlsplit(url)
        where = f"{parts.scheme}://{parts.netloc}/robots.txt"
        try:
            answer = ask(
                where,
                max_bytes=8 * MOST_BYTES,
                private_addresses=self._settings.private_addresses,
                total_seconds=15.0,
            )
        except ReportError as error:
            if "private network" in error.reason or "is not" in error.reason:
                raise ReportError(url, error.reason) from error
            return NOTHING, False
        if answer.status == 429 or answer.status >= 500:
            return NOTHING, False
        return (parse_robots(answer.data, AGENT) if answer.data else Robots()), True


def _name(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ReportError(url, f"is not a web address: {error}") from error
    return f"{parts.scheme}://{parts.netloc}".lower()
