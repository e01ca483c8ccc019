"""Sites that misbehave: each costs a bounded time and is told in one line, and the others go on."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise

import pytest

from crisisdesk.errors import DeskError
from crisisdesk.formats import exchange, hops
from crisisdesk.formats.moments import stamp, unstamp
from crisisdesk.watch import polling, taking

from . import sites
from .conftest import Room
from .sites import Answering, Clock, Post, Reply, Site, rss, story

Rooms = Callable[..., Room]
LAUGHS = (
    b"<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '"
    + b"&a;" * 5000
    + b"'><!ENTITY c '"
    + b"&b;" * 5000
    + b"'>]><rss><channel><title>&c;</title></channel></rss>"
)

BAD: dict[str, tuple[Answering, str]] = {
    "slow drip": (sites.drips, "did not answer in full within 0.4 s"),
    "silence": (sites.silent, "within 0.4 s"),
    "20 GB of zeros": (sites.endless, "larger than 2 MB"),
    "20 GB claimed": (sites.claims, "larger than 2 MB"),
    "gzip bomb": (sites.bomb, "larger than 2 MB"),
    "endless redirect": (sites.circles, "redirects more than 5 times"),
    "hangs up": (sites.hangs_up, "cannot be fetched"),
    "no HTTP": (sites.babbles, "cannot be fetched"),
    "broken XML": (Reply(b"\x00\x01<<<>>>", "application/rss+xml"), ""),
    "a web page": (Reply(b"<html><body>Log in</body></html>"), "a web page came"),
    "a picture": (Reply(b"\x89PNG\r\n\x1a\n\x00", "image/png"), "a picture"),
    "nothing": (Reply(b"", "application/rss+xml"), "no XML"),
    "not found": (Reply(status=404), "answers 404"),
    "forbidden": (Reply(status=403), "answers 403"),
    "a file of this machine": (
        Reply(status=302, headers={"Location": "file:///etc/passwd"}),
        "http",
    ),
}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Small limits, so that the tests are quick; little time where all of it passes."""
    name = getattr(request.node, "callspec", None) and request.node.callspec.params.get("name")
    seconds = 0.4 if name in ("slow drip", "silence") else 8.0
    monkeypatch.setattr(exchange, "TOTAL_SECONDS", seconds)
    monkeypatch.setattr(polling, "MOST_BYTES", 2_000_000)
    monkeypatch.setattr(taking, "MAX_BYTES", 2_000_000)


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_feed_is_told_in_one_line_and_the_good_one_is_read(
    site: Site, clock: Clock, room: Rooms, name: str
) -> None:
    answering, reason = BAD[name]
    site.pages["/bad"] = answering
    site.pages["/one"] = Reply(story("A good story"))
    site.pages["/good"] = rss(site.url, Post("one", "A good story", when=clock()))
    desk = room(feeds=(f"{site.url}/bad", f"{site.url}/good"))
    start = time.process_time()
    desk.round()
    assert time.process_time() - start < 20
    (told,) = [line for line in desk.said if "/bad" in line]
    assert reason in told and "\n" not in told
    assert desk.titles() == ["A good story"]
    bad, good = desk.watch.watching.sources()
    assert (bad.failures, good.failures) == (1, 0)
    assert bad.held > stamp(clock() + timedelta(seconds=40))


@pytest.mark.parametrize(
    "name", ["slow drip", "20 GB of zeros", "gzip bomb", "endless redirect", "a picture"]
)
def test_a_bad_page_costs_no_other(site: Site, clock: Clock, room: Rooms, name: str) -> None:
    site.pages["/bad"] = BAD[name][0]
    site.pages["/good"] = Reply(story("A good story"))
    posts = [Post("bad", "A bad one", when=clock()), Post("good", "A good story", when=clock())]
    site.pages["/feed"] = rss(site.url, *posts)
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    assert desk.titles() == ["A good story"]


def test_a_page_that_never_comes_is_given_up_after_some_tries(
    site: Site, clock: Clock, room: Rooms
) -> None:
    site.pages["/one"] = Reply(status=502)
    site.pages["/feed"] = rss(site.url, Post("one", "A story", when=clock()))
    desk = room(feeds=(f"{site.url}/feed",))
    for _ in range(40):
        desk.round()
        clock.on(hours=8)
    assert site.times("/one") == taking.MOST_TRIES
    assert desk.watch.watching.counts() == {1: {"refused": 1}}


def test_an_entity_bomb_is_an_empty_feed(site: Site, room: Rooms) -> None:
    site.pages["/feed"] = Reply(LAUGHS, "application/rss+xml")
    desk = room(feeds=(f"{site.url}/feed",))
    start = time.process_time()
    desk.round()
    assert time.process_time() - start < 1
    assert desk.watch.watching.sources()[0].failures == 0


def test_failures_are_waited_out_longer_and_longer_and_then_it_answers_again(
    site: Site, clock: Clock, room: Rooms
) -> None:
    site.pages["/feed"] = Reply(status=500)
    desk = room(feeds=(f"{site.url}/feed",))
    waits = []
    for _ in range(8):
        desk.round()
        held = unstamp(desk.watch.watching.sources()[0].held)
        waits.append((held - clock()).total_seconds())
        desk.round()  # nothing is asked before its time
        clock.time = held
    assert site.times("/feed") == 8
    assert all(later > 1.2 * one for one, later in pairwise(waits))
    assert 40 < waits[0] < 80
    assert len([line for line in desk.said if "answers 500" in line]) == 1, "told once"
    site.pages["/feed"] = rss(site.url)
    desk.round()
    assert desk.said[-1].endswith("answers again")


@pytest.mark.parametrize("form", ["seconds", "moment", "moment of a wrong clock"])
def test_retry_after_is_kept_for_the_whole_host(
    site: Site, clock: Clock, room: Rooms, form: str
) -> None:
    value, date = "7200", "Mon, 04 Mar 2024 12:00:00 GMT"
    if form != "seconds":
        value = "Mon, 04 Mar 2024 14:00:00 GMT"
    if form.endswith("clock"):  # the server lives in 1999
        value, date = "Fri, 01 Jan 1999 02:00:00 GMT", "Fri, 01 Jan 1999 00:00:00 GMT"
    busy = Reply(status=429, headers={"Retry-After": value})

    def answer(handler: sites.Handler) -> None:
        handler.send_response_only(429)
        for key, text in {**busy.headers, "Date": date, "Content-Length": "0"}.items():
            handler.send_header(key, text)
        handler.end_headers()

    site.pages["/feed"] = answer
    site.pages["/other"] = rss(site.url)
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    held = unstamp(desk.watch.watching.sources()[0].held)
    assert (held - clock()).total_seconds() == 7200
    desk.watch.watching.follow("feed", f"{site.url}/other")
    desk.round()
    assert site.times("/other") == 0, "the host is busy, and not one page of it"
    clock.on(seconds=7201)
    site.pages["/feed"] = rss(site.url)
    desk.round()
    assert site.times("/other") == 1


def test_a_wish_to_be_left_alone_for_ever_is_kept_for_a_day(
    site: Site, clock: Clock, room: Rooms
) -> None:
    site.pages["/feed"] = Reply(status=503, headers={"Retry-After": "99999999"})
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    held = unstamp(desk.watch.watching.sources()[0].held)
    assert held - clock() == timedelta(days=1)


def test_a_feed_that_moved_for_good_is_asked_there_and_one_that_moved_for_now_is_not(
    site: Site, clock: Clock, room: Rooms
) -> None:
    site.pages["/new"] = rss(site.url)
    site.pages["/old"] = Reply(status=301, headers={"Location": "/new"})
    site.pages["/away"] = Reply(status=302, headers={"Location": "/new"})
    desk = room(feeds=(f"{site.url}/old", f"{site.url}/away"))
    desk.round()
    clock.on(hours=1)
    desk.round()
    assert (site.times("/old"), site.times("/away"), site.times("/new")) == (1, 2, 4)


def test_a_feed_that_is_gone_is_watched_no_more(site: Site, clock: Clock, room: Rooms) -> None:
    site.pages["/feed"] = Reply(status=410)
    desk = room(feeds=(f"{site.url}/feed",))
    for _ in range(3):
        desk.round()
        desk.again()
        clock.on(days=1)
    assert site.times("/feed") == 1
    assert [line for line in desk.said if "gone for good" in line]
    assert desk.watch.watching.follow("feed", f"{site.url}/feed"), "a hand may bring it back"


def test_robots_are_obeyed_and_asked_for_once_a_day(site: Site, clock: Clock, room: Rooms) -> None:
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow: /secret\nCrawl-delay: 20")
    words = "<p>Russia threatened to attack Norway at the border, ministers said that day.</p>"
    posts = [
        Post("open", "Open to all", when=clock()),
        Post("secret", "Not for machines", when=clock(), text=words * 4),
    ]
    site.pages["/open"] = Reply(story("Open to all"))
    site.pages["/secret"] = Reply(story("Secret"))
    site.pages["/feed"] = rss(site.url, *posts)
    desk = room(feeds=(f"{site.url}/feed", f"{site.url}/secret/feed"))
    before = clock()
    desk.round()
    assert site.times("/secret") == site.times("/secret/feed") == 0
    assert desk.titles() == ["Not for machines", "Open to all"], "the feed's own text serves"
    assert any("robots.txt forbids it" in line for line in desk.said)
    assert clock() - before >= timedelta(seconds=20), "the delay that it asks for"
    clock.on(hours=3)
    desk.round()
    assert site.times("/robots.txt") == 1
    clock.on(hours=24)
    desk.round()
    assert site.times("/robots.txt") == 2


def test_nothing_is_fetched_while_robots_txt_is_broken(
    site: Site, clock: Clock, room: Rooms
) -> None:
    site.pages["/robots.txt"] = Reply(status=500)
    site.pages["/feed"] = rss(site.url)
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    assert site.times("/feed") == 0
    site.pages["/robots.txt"] = Reply(status=403)  # it is not to be had: all is allowed
    clock.on(hours=1)
    desk.round()
    assert site.times("/feed") == 1


def test_the_own_network_is_refused_unless_it_is_allowed(site: Site, room: Rooms) -> None:
    desk = room(feeds=(f"{site.url}/feed",), private_addresses=False)
    desk.round()
    assert any("private network" in line for line in desk.said)
    assert site.asked == []


def test_a_feed_may_not_lead_into_the_own_network(
    site: Site, clock: Clock, room: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hops, "is_public", lambda address: address == "127.0.0.1")
    inside = site.url.replace("127.0.0.1", "127.0.0.2") + "/admin"
    site.pages["/away"] = Reply(status=302, headers={"Location": inside})
    posts = [Post("away", "Away"), Post("in", "Inside", link=None)]
    feed = rss(site.url, *posts)
    feed.body = feed.body.replace(b"<title>Inside", f"<link>{inside}</link><title>Inside".encode())
    site.pages["/feed"] = feed
    desk = room(feeds=(f"{site.url}/feed",), private_addresses=False)
    desk.round()
    assert site.times("/admin") == 0
    assert desk.titles() == []


def test_a_story_that_leads_to_the_front_page_is_no_report(
    site: Site, clock: Clock, room: Rooms
) -> None:
    site.pages["/one"] = Reply(status=302, headers={"Location": "/"})
    site.pages["/"] = Reply(story("The front page of today"))
    site.pages["/feed"] = rss(site.url, Post("one", "A story", when=clock()))
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    assert desk.titles() == []


def test_a_clock_that_is_set_back_stops_nothing(site: Site, clock: Clock, room: Rooms) -> None:
    site.pages["/feed"] = rss(site.url)
    desk = room(feeds=(f"{site.url}/feed",), delay=1.0)
    desk.watch.run(3)
    clock.on(days=-400)
    desk.watch.run(3)
    assert site.times("/feed") == 2


def test_what_is_wrong_with_our_own_code_costs_one_source_or_item(
    site: Site, clock: Clock, room: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/bad"] = site.pages["/good"] = rss(site.url)
    site.pages["/one"] = site.pages["/two"] = Reply(story("A good story"))
    posts = [
        Post("one", "One", when=clock() - timedelta(hours=1)),
        Post("two", "Two", when=clock()),
    ]
    site.pages["/good"] = rss(site.url, *posts)
    whole, real = polling.parse_feed, taking.report_of

    def parse(data: bytes, url: str, charset: str | None) -> object:
        return 1 / 0 if url.endswith("/bad") else whole(data, url, charset)

    def load(raw: object, source: str) -> object:
        return 1 / 0 if source.endswith("/one") else real(raw, source)  # type: ignore[arg-type]

    monkeypatch.setattr(polling, "parse_feed", parse)
    monkeypatch.setattr(taking, "report_of", load)
    desk = room(feeds=(f"{site.url}/bad", f"{site.url}/good"))
    desk.round()
    assert desk.titles() == ["A good story"]
    assert any("our mistake (ZeroDivisionError" in line for line in desk.said)
    assert desk.watch.watching.counts()[2] == {"read": 1, "refused": 1}


def test_a_desk_that_cannot_be_written_is_waited_for(
    site: Site, clock: Clock, room: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.pages["/one"] = Reply(story("A good story"))
    site.pages["/feed"] = rss(site.url, Post("one", "A good story", when=clock()))
    desk = room(feeds=(f"{site.url}/feed",))
    keep, full = desk.desk.keep, iter([True, True, False])

    def disk(report: object) -> bool:
        if next(full, False):
            raise DeskError("desk.sqlite: the disk is full")
        return keep(report)  # type: ignore[arg-type]

    monkeypatch.setattr(desk.desk, "keep", disk)
    desk.watch.run(200)
    assert desk.titles() == ["A good story"]
    assert len([line for line in desk.said if "the disk is full; again in 60 s" in line]) == 2
