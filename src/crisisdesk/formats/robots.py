"""What a site lets machines fetch: its robots.txt, read as RFC 9309 says."""

from __future__ import annotations

import re
from urllib.parse import quote, urlsplit

from msgspec import Struct

MOST_BYTES = 500_000
"""The RFC has readers take at least 500 KiB; what lies beyond is not read."""
MOST_RULES = 5000
LONGEST_DELAY = 120.0


class Robots(Struct, frozen=True):
    """The rules for one agent: (allowed, path pattern) pairs, seconds between requests (0 where
    none are asked for), and the sitemaps that the site names."""

    rules: tuple[tuple[bool, str], ...] = ()
    delay: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allows(self, url: str) -> bool:
        """Whether the page may be fetched: the longest pattern decides, allow at a tie."""
        path = _path(url)
        best, allowed = -1, True
        for allow, pattern in self.rules:
            longer = len(pattern) > best or (len(pattern) == best and allow)
            if longer and _fits(pattern, path):
                best, allowed = len(pattern), allow
        return allowed


NOTHING = Robots(((False, "/"),))
"""A site whose robots.txt cannot be had for now: nothing may be fetched (RFC 9309, 2.3.1.4)."""


def parse_robots(data: bytes, agent: str) -> Robots:
    """The rules of a robots.txt for the product ``agent``: its own groups, else those for ``*``."""
    own: list[tuple[str, str]] = []
    others: list[tuple[str, str]] = []
    sitemaps: list[str] = []
    named: list[str] = []
    in_rules = named_own = False
    for name, value in _lines(data):
        if name == "user-agent":
            named = [value.lower()] if in_rules else [*named, value.lower()]
            in_rules = False
            named_own |= _is_agent(value.lower(), agent)
        elif name == "sitemap":
            sitemaps.append(value)
        elif name in ("allow", "disallow", "crawl-delay"):
            in_rules = True
            if any(_is_agent(one, agent) for one in named):
                own.append((name, value))
            elif "*" in named:
                others.append((name, value))
    chosen = own if named_own else others
    rules = [(name == "allow", value) for name, value in chosen if name != "crawl-delay" and value]
    delays = [_seconds(value) for name, value in chosen if name == "crawl-delay"]
    return Robots(
        tuple((allow, _escaped(value)) for allow, value in rules[:MOST_RULES]),
        max(delays, default=0.0),
        tuple(sitemaps[:100]),
    )


def _lines(data: bytes) -> list[tuple[str, str]]:
    text = data[:MOST_BYTES].decode("utf-8-sig", "replace")
    found = []
    for line in re.split(r"[\r\n]+", text):
        name, colon, value = line.partition("#")[0].partition(":")
        if colon:
            found.append((name.strip().lower(), value.strip()))
    return found


def _is_agent(named: str, agent: str) -> bool:
    return named.partition("/")[0].strip() == agent.lower()


def _seconds(value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        return 0.0
    return min(seconds, LONGEST_DELAY) if seconds > 0 else 0.0


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "/"
    return _escaped((parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def _escaped(path: str) -> str:
    """Letters beyond ASCII as the RFC compares them, with what is escaped already left so."""
    return quote(path, safe="/%*$?=&;:@!'(),+~-._[]#|")


def _fits(pattern: str, path: str) -> bool:
    """Whether a path begins as the pattern has it: ``*`` stands for anything, ``$`` at the end for
    the end. Each part is sought once, from the left, so the work is bounded by the lengths."""
    end = pattern.endswith("$")
    first, *parts = pattern.removesuffix("$").split("*") if end else pattern.split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for part in parts[:-1] if end else parts:
        found = path.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    if not end:
        return True
    last = parts[-1] if parts else ""
    return path.endswith(last) and len(path) - len(last) >= at if parts else len(path) == at
