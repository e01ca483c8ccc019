"""Feeds as they come: every kind, broken, hostile, and with whatever is missing."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.errors import ReportError
from crisisdesk.formats.feeds import Item, is_feed, parse_feed, plain_address

HERE = "http://outlet.example/news/feed.xml"
RSS = """<?xml version="1.0"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Quay</title><ttl>30</ttl>
<item><media:title>a picture</media:title><title>Envoys &amp; guests &lt;b&gt;meet&lt;/b&gt;</title>
  <link>/a?utm_source=rss&amp;id=7</link><guid isPermaLink="false">7</guid>
  <dc:creator>Ada Rill</dc:creator><pubDate>Wed, 09 Apr 2025 14:03:00 -0500</pubDate>
  <content:encoded><![CDATA[<p>They met &amp; left.</p>]]></content:encoded></item>
<item><title>Older</title><guid>http://outlet.example/b</guid>
  <pubDate>Tue, 8 April 2025 09:00 GMT</pubDate><description>Short.</description></item>
<item><title>Undated, without address</title></item>
<item><description></description></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://outlet.example/"
  xmlns:at="http://purl.org/atompub/tombstones/1.0">
<title>The Quay</title><link rel="self" href="feed"/><link rel="prev-archive" href="feed?page=2"/>
<entry><id>urn:1</id><title type="html">One &amp;amp; two</title>
  <link rel="enclosure" href="sound.mp3"/><link href="one.html"/>
  <published>2025-04-09T10:00:00+02:00</published><updated>2025-04-10T00:00:00Z</updated>
  <author><name>Ada Rill</name><email>ada@outlet.example</email></author>
  <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Body</p></div></content>
</entry>
<at:deleted-entry ref="urn:0" when="2025-04-10T00:00:00Z"/>
</feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
  xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="x"><title>Old style</title></channel>
<item rdf:about="x"><title>One</title><link>http://outlet.example/one</link>
<dc:date>2025-04-09</dc:date></item></rdf:RDF>"""


def items(text: str | bytes, charset: str | None = None) -> tuple[Item, ...]:
    data = text.encode() if isinstance(text, str) else text
    return parse_feed(data, HERE, charset).items


def test_rss_newest_first_with_what_each_item_has() -> None:
    feed = parse_feed(RSS.encode(), HERE)
    first, second, third = feed.items
    assert (feed.title, feed.minutes, feed.older) == ("The Quay", 30, None)
    assert first.key == "7"
    assert first.url == "http://outlet.example/a?utm_source=rss&id=7"
    assert first.title == "Envoys & guests meet"
    assert first.published == datetime(2025, 4, 9, 19, 3, tzinfo=UTC)
    assert (first.author, first.markup) == ("Ada Rill", "<p>They met &amp; left.</p>")
    assert (first.short, second.short) == (False, True)
    assert (second.url, second.published) == (
        "http://outlet.example/b",
        datetime(2025, 4, 8, 9, tzinfo=UTC),
    )
    assert (third.url, third.published) == (None, None)


def test_atom_with_its_base_archive_and_withdrawn_entries() -> None:
    feed = parse_feed(ATOM.encode(), HERE)
    (entry,) = feed.items
    assert entry.url == "http://outlet.example/one.html"
    assert entry.title == "One & two"
    assert entry.published == datetime(2025, 4, 9, 8, tzinfo=UTC)
    assert entry.updated == datetime(2025, 4, 10, tzinfo=UTC)
    assert entry.author == "Ada Rill"
    assert "<p>Body</p>" in (entry.markup or "")
    assert feed.older == "http://outlet.example/feed?page=2"
    assert feed.withdrawn == ("urn:0",)


def test_rdf() -> None:
    (item,) = items(RDF)
    assert item.published == datetime(2025, 4, 9, tzinfo=UTC)


def test_an_item_that_stands_twice_is_one() -> None:
    twice = RSS.replace("</channel>", RSS[RSS.index("<item>") : RSS.rindex("</channel>")]) + ""
    assert len(items(twice)) == 3


def test_an_item_dated_anew_keeps_its_wording_and_an_edited_one_does_not() -> None:
    (one,) = (i for i in items(RSS) if i.key == "7")
    (later,) = (i for i in items(RSS.replace("09 Apr", "10 Apr")) if i.key == "7")
    (edited,) = (i for i in items(RSS.replace("They met", "Nobody met")) if i.key == "7")
    assert one.key == later.key == edited.key
    assert one.mark != later.mark
    assert one.wording == later.wording != edited.wording


@pytest.mark.parametrize("charset", ["utf-8", "windows-1251", None])
def test_a_wrong_charset_header_does_no_harm(charset: str | None) -> None:
    text = (
        '<?xml version="1.0" encoding="{}"?><rss><item><title>Zürich “talks”</title></item></rss>'
    )
    for real in ("utf-8", "windows-1252"):
        (item,) = items(text.format(real).encode(real), charset)
        assert item.title == "Zürich “talks”"


def test_a_feed_that_says_utf_8_and_is_not_is_read_as_windows_1252() -> None:
    head = '<?xml version="1.0" encoding="utf-8"?>'
    text = head + "<rss><item><title>Zürich talks end</title></item></rss>"
    (item,) = items(text.encode("windows-1252"), "utf-8")
    assert item.title == "Zürich talks end"


@pytest.mark.parametrize(
    "broken",
    [
        RSS[: RSS.index("<item><title>Older")],
        RSS.replace("&amp;", "&"),
        RSS.replace("</title>", "</titel>", 1),
        RSS.replace("<channel>", "<channel>\x07&nbsp;&undeclared;"),
        RSS.replace("xmlns:media", "xmlns:other"),
    ],
    ids=["cut off", "bare ampersands", "closed wrongly", "no such characters", "no namespace"],
)
def test_what_can_be_read_of_a_broken_feed_is(broken: str) -> None:
    assert any(item.url == "http://outlet.example/a?utm_source=rss&id=7" for item in items(broken))


def test_entity_bombs_and_files_called_by_entities_come_to_nothing() -> None:
    lines = ['<!ENTITY a0 "boom boom boom boom">']
    lines += [f'<!ENTITY a{i} "{f"&a{i - 1};" * 20}">' for i in range(1, 12)]
    bomb = f"<!DOCTYPE rss [{''.join(lines)}<!ENTITY f SYSTEM 'file:///etc/passwd'>]>"
    start = time.process_time()
    (item,) = items(f"{bomb}<rss><item><title>x &a11; &f;</title><guid>1</guid></item></rss>")
    assert item.title == "x &a11; &f;"
    assert time.process_time() - start < 1


def test_deep_nesting_is_survived() -> None:
    deep = "<rss><channel>" + "<item>" * 50_000
    assert len(items(deep)) == 0


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<!doctype html><html><body>Log in</body></html>", "a web page came"),
        (b"<urlset/>", "no feed"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a picture"),
        (b"", "no XML"),
        (b"plain words", "no XML"),
        (b"\x1f\x8b\x08", "gzip"),
    ],
)
def test_what_is_no_feed_is_told_in_one_line(data: bytes, reason: str) -> None:
    with pytest.raises(ReportError, match=reason) as caught:
        parse_feed(data, HERE)
    assert "\n" not in str(caught.value)


def test_ten_thousand_items_are_read_within_seconds() -> None:
    one = (
        "<item><guid>{0}</guid><title>t</title><pubDate>Wed, 9 Apr 2025 14:03 GMT</pubDate></item>"
    )
    text = f"<rss><channel>{''.join(map(one.format, range(10_000)))}</channel></rss>"
    start = time.process_time()
    assert len(items(text)) == 10_000
    assert time.process_time() - start < 8


def test_addresses_are_compared_without_fragment_and_trackers() -> None:
    plain = plain_address("HTTP://Outlet.example/a?utm_medium=x&id=7&fbclid=z#top")
    assert plain == "http://outlet.example/a?id=7"
    assert plain_address("http://outlet.example") == "http://outlet.example/"
    assert plain_address("http://[") == "http://["


def test_a_feed_is_told_by_its_beginning() -> None:
    assert is_feed(RSS.encode()) and is_feed(ATOM.encode()) and is_feed(RDF.encode())
    assert not is_feed(b"<html>")


@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda t: f"<rss>{t}</rss>".encode()))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_a_feed_or_refused(data: bytes) -> None:
    try:
        feed = parse_feed(data, HERE)
    except ReportError as error:
        assert "\n" not in str(error)
    else:
        assert len({item.key for item in feed.items}) == len(feed.items)


@given(st.integers(0, len(RSS)), st.text("<>&;]'\"! ab", max_size=8))
@settings(max_examples=150, deadline=None)
def test_a_feed_with_a_scar_is_read_or_refused(place: int, scar: str) -> None:
    try:
        parse_feed((RSS[:place] + scar + RSS[place:]).encode(), HERE)
    except ReportError as error:
        assert "\n" not in str(error)
