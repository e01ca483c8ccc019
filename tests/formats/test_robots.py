"""robots.txt: RFC 9309's own examples and what sites make of it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.formats.robots import NOTHING, Robots, parse_robots

SITE = "http://outlet.example"


def read(*lines: str, agent: str = "crisisdesk") -> Robots:
    return parse_robots("\n".join(lines).encode(), agent)


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        (("Disallow: /",), "/x", False),
        (("Disallow:",), "/x", True),
        ((), "/x", True),
        (("Disallow: /some/page", "Allow: /some/page/open.gif"), "/some/page", False),
        (
            ("Disallow: /example/page/", "Allow: /example/page/*.gif"),
            "/example/page/a.gif",
            True,
        ),
        (("Allow: /p", "Disallow: /"), "/page", True),
        (("Disallow: /p", "Allow: /p"), "/page", True),
        (("Disallow: /*.pdf$",), "/a/b.pdf", False),
        (("Disallow: /*.pdf$",), "/a/b.pdf?x", True),
        (("Disallow: /$",), "/", False),
        (("Disallow: /$",), "/a", True),
        (("Disallow: /a*b*c",), "/aXbXc", False),
        (("Disallow: /a*b*c",), "/aXcXb", True),
        (("Disallow: /*?print=",), "/story?print=1", False),
        (("Disallow: /straße",), "/stra%C3%9Fe", False),
        (("disallow : /x # why",), "/x", False),
    ],
)  # fmt: skip
def test_the_longest_pattern_decides(rules: tuple[str, ...], path: str, allowed: bool) -> None:
    assert read("User-agent: *", *rules).allows(SITE + path) is allowed


def test_the_own_group_holds_alone_and_groups_of_one_name_are_joined() -> None:
    lines = (
        "User-agent: *", "Disallow: /", "Crawl-delay: 9",
        "User-agent: other", "User-agent: CrisisDesk/2", "Disallow: /a", "Crawl-delay: 2.5",
        "User-agent: crisisdesk", "Disallow: /b",
    )  # fmt: skip
    robots = read(*lines)
    assert [robots.allows(SITE + path) for path in ("/a", "/b", "/c")] == [False, False, True]
    assert robots.delay == 2.5
    assert read(*lines, agent="third").allows(SITE + "/c") is False


def test_sitemaps_and_delays_that_make_no_sense() -> None:
    robots = read(
        "Sitemap: http://outlet.example/s.xml", "User-agent: *", "Crawl-delay: 99999", "Disallow:"
    )
    assert robots.sitemaps == ("http://outlet.example/s.xml",)
    assert robots.delay == 120
    assert read("User-agent: *", "Crawl-delay: soon", "Crawl-delay: -3").delay == 0


def test_nothing_may_be_fetched_while_the_file_cannot_be_had() -> None:
    assert not NOTHING.allows(SITE)


def test_patterns_made_to_take_for_ever_do_not() -> None:
    robots = read("User-agent: *", "Disallow: /" + "a*" * 200 + "b$")
    start = time.process_time()
    assert robots.allows(SITE + "/" + "a" * 5000)
    assert time.process_time() - start < 0.5


@given(st.binary(max_size=300), st.text(max_size=40))
def test_any_file_is_read(data: bytes, path: str) -> None:
    robots = parse_robots(b"User-agent: *\n" + data, "crisisdesk")
    assert robots.allows(f"{SITE}/{path}") in (True, False)
    assert 0 <= robots.delay <= 120


@given(st.text("ab/*$", max_size=6), st.text("ab/", max_size=8))
def test_patterns_fit_as_regular_expressions_say(pattern: str, path: str) -> None:
    import re

    end = pattern.endswith("$")
    body = ".*".join(re.escape(part) for part in pattern.removesuffix("$").split("*"))
    fits = re.match(body + ("$" if end else ""), "/" + path.lstrip("/"), re.S) is not None
    robots = Robots(((False, pattern),))
    if pattern:
        assert robots.allows(f"{SITE}/{path.lstrip('/')}") is not fits
