"""Who sits at a browser: sessions kept in memory, tokens against forged forms, and a brake on
guessing passwords. A restart of the server ends all sessions."""

from __future__ import annotations

import hmac
import math
import secrets
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from msgspec import Struct

from crisisdesk.web.accounts import Role

COOKIE = "crisisdesk"
HOURS = 12
MOST = 10_000  # sessions in memory; the oldest go first
TRIES, WITHIN = 5, 300.0
"""So many wrong passwords for one name or from one address within so many seconds, then a pause."""


class Session(Struct, frozen=True):
    """``key`` is the cookie's value, ``form`` the token that its forms carry."""

    key: str
    form: str
    name: str
    rank: Role
    until: float

    def owns(self, token: str) -> bool:
        """Whether a form's token is this session's."""
        return hmac.compare_digest(token.encode(), self.form.encode())


class Sessions:
    """The sessions of one server. ``clock`` counts seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._by_key: OrderedDict[str, Session] = OrderedDict()

    def begin(self, name: str, rank: Role) -> Session:
        """A new session, with keys that cannot be guessed."""
        until = self._clock() + HOURS * 3600
        made = Session(secrets.token_urlsafe(32), secrets.token_urlsafe(32), name, rank, until)
        with self._lock:
            self._by_key[made.key] = made
            while len(self._by_key) > MOST:
                self._by_key.popitem(last=False)
        return made

    def find(self, key: str | None) -> Session | None:
        """The session of a cookie, None where it is unknown or over."""
        with self._lock:
            found = self._by_key.get(key or "")
            if found and found.until < self._clock():
                del self._by_key[found.key]
                return None
            return found

    def end(self, key: str) -> None:
        """End a session."""
        with self._lock:
            self._by_key.pop(key, None)


class Brake:
    """Counts what went wrong by key (a name, an address) and says when it is too much."""

    def __init__(
        self,
        tries: int = TRIES,
        within: float = WITHIN,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tries, self._within, self._clock = tries, within, clock
        self._lock = threading.Lock()
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()

    def wait(self, *keys: str) -> int:
        """Seconds to wait before the next try, 0 where it may be made now."""
        with self._lock:
            now = self._clock()
            waits = [self._left(self._failed.get(key), now) for key in keys]
        return max(waits, default=0)

    def failed(self, *keys: str) -> None:
        """Note that a try went wrong."""
        with self._lock:
            for key in keys:
                times = self._failed.setdefault(key, deque(maxlen=self._tries))
                times.append(self._clock())
                self._failed.move_to_end(key)
            while len(self._failed) > MOST:
                self._failed.popitem(last=False)

    def _left(self, times: deque[float] | None, now: float) -> int:
        if not times or len(times) < self._tries:
            return 0
        return max(0, math.ceil(times[0] + self._within - now))
