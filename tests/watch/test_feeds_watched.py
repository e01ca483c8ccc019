"""Feeds through the watch: read once, asked with conditions, edited items, gaps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from .conftest import Room
from .sites import Clock, Post, Reply, Site, rss, story

Rooms = Callable[..., Room]


def fill(site: Site, clock: Clock, *names: str, **more: str) -> list[Post]:
    """Pages with these names, and the entries that lead to them, the last one newest."""
    posts = []
    for number, name in enumerate(names):
        site.pages[f"/{name}"] = Reply(story(f"Story {name} of the border", place=name.title()))
        when = clock() - timedelta(hours=len(names) - number)
        posts.append(Post(name, f"Story {name} of the border", when=when, **more))
    return posts


def test_each_item_becomes_a_report_once(site: Site, clock: Clock, room: Rooms) -> None:
    site.pages["/feed"] = rss(site.url, *fill(site, clock, "one", "two"))
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    assert desk.titles() == ["Story one of the border", "Story two of the border"]
    assert [line for line in desk.said if line.startswith("new: Story one")]
    clock.on(hours=1)
    desk.round()
    assert (site.times("/one"), site.times("/feed"), len(desk.titles())) == (1, 2, 2)
    day = desk.desk.reports()[0].published
    assert day is not None and day.value == "2024-03-04"


def test_a_feed_is_asked_with_conditions_and_not_changed_is_nothing_new(
    site: Site, clock: Clock, room: Rooms
) -> None:
    feed = rss(site.url, *fill(site, clock, "one"))
    feed.headers = {"ETag": '"a"', "Last-Modified": "Mon, 04 Mar 2024 10:00:00 GMT"}
    site.pages["/feed"] = feed
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    site.pages["/feed"] = Reply(status=304)
    clock.on(hours=1)
    desk.again()
    desk.round()
    sent = site.asked[-1][1]
    assert sent["if-none-match"] == '"a"'
    assert sent["if-modified-since"] == "Mon, 04 Mar 2024 10:00:00 GMT"
    (source,) = desk.watch.watching.sources()
    assert (source.failures, source.etag) == (0, '"a"')


def test_a_page_in_two_feeds_is_fetched_once(site: Site, clock: Clock, room: Rooms) -> None:
    posts = fill(site, clock, "one")
    site.pages["/a"] = rss(site.url, *posts)
    posts[0].key, posts[0].link = "other", "/one?utm_source=b#top"
    site.pages["/b"] = rss(site.url, *posts)
    desk = room(feeds=(f"{site.url}/a", f"{site.url}/b"))
    desk.round()
    assert site.times("/one") == 1
    assert len(desk.titles()) == 1


def test_an_item_without_a_page_is_its_own_report(site: Site, room: Rooms, clock: Clock) -> None:
    words = "Russia threatened to attack Norway unless it opens the border, the minister said. "
    posts = [
        Post("long", "The minister on the border", link=None, when=clock(), text=words * 3),
        Post("short", "A teaser", link=None, text="Read more."),
        Post("gone", "Its page is gone", text=f"<p>{words * 4}</p>"),
    ]
    site.pages["/feed"] = rss(site.url, *posts)
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    assert desk.titles() == ["Its page is gone", "The minister on the border"]
    assert any("from the feed's own text: answers 404" in line for line in desk.said)


def test_an_edited_item_is_read_again_and_one_dated_anew_is_not_twice(
    site: Site, clock: Clock, room: Rooms
) -> None:
    (post,) = fill(site, clock, "one", text="First words.")
    site.pages["/feed"] = rss(site.url, post)
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    for _ in range(30):  # a feed that dates its items anew at every poll
        clock.on(hours=1)
        post.when = clock()
        site.pages["/feed"] = rss(site.url, post)
        desk.round()
    assert site.times("/one") <= 6
    assert len(desk.titles()) == 1
    site.pages["/one"] = Reply(story("Story one of the border", place="Kirkenes"))
    post.text = "Corrected words."
    site.pages["/feed"] = rss(site.url, post)
    clock.on(hours=1)
    desk.round()
    assert any(line.startswith("edited: Story one") for line in desk.said)
    (report,) = desk.desk.reports()
    assert "Kirkenes" in report.text
    ((old, correction),) = desk.desk.superseded()
    assert correction.by == report.id != old.id


def test_what_a_feed_or_its_page_takes_back_stops_counting(
    site: Site, clock: Clock, room: Rooms
) -> None:
    posts = fill(site, clock, "one", "two", text="First words.")
    site.pages["/feed"] = rss(site.url, *posts)
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    clock.on(days=1)
    site.pages["/two"] = Reply(status=410)
    posts[1].text = "Taken down."
    deleted = "<at:deleted-entry xmlns:at='http://purl.org/atompub/tombstones/1.0' ref='one'/>"
    site.pages["/feed"] = rss(site.url, *posts, more=deleted)
    desk.round()
    assert desk.titles() == []
    assert len(desk.desk.superseded()) == 2
    assert len(desk.desk.reports(as_of="2024-03-04")) == 2, "that day they counted"


def test_the_newest_of_ten_thousand_items_are_read_and_the_rest_is_left(
    site: Site, clock: Clock, room: Rooms
) -> None:
    posts = [Post(f"{n}", f"Item {n}", when=clock() - timedelta(minutes=n)) for n in range(10_000)]
    for n in range(3):
        site.pages[f"/{n}"] = Reply(story(f"Item {n} of very many", place=f"Place{n}"))
    site.pages["/feed"] = rss(site.url, *posts)
    desk = room(feeds=(f"{site.url}/feed",), backlog=3)
    desk.round()
    assert len(desk.titles()) == 3
    assert any("9,997 older items are left unread" in line for line in desk.said)
    clock.on(hours=1)
    site.pages["/new"] = Reply(story("The newest item"))
    site.pages["/feed"] = rss(site.url, Post("new", "The newest item", when=clock()), *posts)
    desk.round()
    assert len(desk.titles()) == 4
    assert desk.watch.watching.gaps() == []


def test_items_from_the_future_and_without_dates(site: Site, clock: Clock, room: Rooms) -> None:
    far, near = clock() + timedelta(days=400), clock() + timedelta(hours=5)
    words = "<p>Russia threatened to attack Norway at the border, ministers said on the day. "
    posts = [
        Post("far", "From the far future", link=None, when=far, text=words * 3),
        Post("near", "From another time zone", link=None, when=near, text=words * 4),
        Post("none", "Without a date at all", link=None, text=words * 5),
    ]
    site.pages["/feed"] = rss(site.url, *posts)
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    days = {r.title: r.published.value if r.published else None for r in desk.desk.reports()}
    assert days["From the far future"] is None
    assert days["From another time zone"] == "2024-03-04"
    assert days["Without a date at all"] is None
    (source,) = desk.watch.watching.sources()
    assert source.newest == "2024-03-04T17:00:00Z", "a date of 2025 moves nothing"


# --- gaps


def test_a_feed_that_ran_on_without_us_has_a_gap_that_its_archive_fills(
    site: Site, clock: Clock, room: Rooms
) -> None:
    site.pages["/feed"] = rss(site.url, *fill(site, clock, "one"))
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    clock.on(days=2)
    later = fill(site, clock, "two", "three", "four")
    own = "<link xmlns='http://www.w3.org/2005/Atom' rel='next' href='/feed?page=2'/>"
    site.pages["/feed"] = rss(site.url, later[2], more=own)
    own = own.replace("page=2", "page=3")
    site.pages["/feed?page=2"] = rss(site.url, later[1], more=own)
    site.pages["/feed?page=3"] = rss(site.url, later[0], Post("one", "Story one of the border"))
    desk.round()
    assert len(desk.titles()) == 4
    (gap,) = desk.watch.watching.gaps()
    assert (gap.kind, gap.filled, gap.closed is not None) == ("missed", 2, True)
    assert any("nothing missed" in line for line in desk.said)


def test_a_gap_without_an_archive_is_filled_from_the_sites_sitemaps(
    site: Site, clock: Clock, room: Rooms
) -> None:
    site.pages["/feed"] = rss(site.url, *fill(site, clock, "one"))
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    between = clock() + timedelta(hours=20)
    clock.on(days=2)
    last = fill(site, clock, "three")
    fill(site, clock, "two")
    site.pages["/robots.txt"] = Reply(f"Sitemap: {site.url}/map.xml".encode())
    places = [("one", clock() - timedelta(days=9)), ("two", between)]
    rows = "".join(
        f"<url><loc>{site.url}/{name}</loc><lastmod>{when.isoformat()}</lastmod></url>"
        for name, when in places
    )
    site.pages["/map.xml"] = Reply(f"<urlset>{rows}</urlset>".encode(), "application/xml")
    site.pages["/feed"] = rss(site.url, *last)
    desk.round()
    assert len(desk.titles()) == 3
    (gap,) = desk.watch.watching.gaps()
    assert (gap.filled, gap.closed) == (1, None)
    assert "there may be others" in gap.note


def test_a_gap_that_cannot_be_filled_is_said(site: Site, clock: Clock, room: Rooms) -> None:
    site.pages["/feed"] = rss(site.url, *fill(site, clock, "one"))
    desk = room(feeds=(f"{site.url}/feed",))
    desk.round()
    clock.on(days=2)
    site.pages["/feed"] = rss(site.url, *fill(site, clock, "nine"))
    desk.round()
    (gap,) = desk.watch.watching.gaps()
    assert (gap.first, gap.last) == ("2024-03-04T11:00:00Z", "2024-03-06T11:00:00Z")
    assert any("missed between 2024-03-04T11" in line for line in desk.said)


def test_nobody_watching_is_noticed(site: Site, clock: Clock, room: Rooms) -> None:
    site.pages["/feed"] = rss(site.url, *fill(site, clock, "one"))
    desk = room(feeds=(f"{site.url}/feed",))
    desk.watch.run(5)
    clock.on(hours=8)  # the machine slept
    desk.watch.run(5)
    (gap,) = desk.watch.watching.gaps()
    assert gap.kind == "away"
    assert any(line.startswith("nobody watched from 2024-03-04T12:00") for line in desk.said)
