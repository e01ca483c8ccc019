"""Sitemaps: pages, news, indexes, packed ones and plain lists."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.errors import ReportError
from crisisdesk.formats import sitemaps
from crisisdesk.formats.sitemaps import is_sitemap, parse_sitemap

HERE = "http://outlet.example/sitemap.xml"
NEWS = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
  xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
  xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc>http://outlet.example/old</loc><lastmod>2025-04-01</lastmod></url>
<url><image:image><image:loc>http://outlet.example/x.png</image:loc></image:image>
  <loc>http://outlet.example/new</loc><lastmod>2025-04-10T08:00:00Z</lastmod>
  <news:news><news:publication><news:name>The Quay</news:name></news:publication>
  <news:publication_date>2025-04-09T14:03:00+02:00</news:publication_date>
  <news:title>Envoys &amp; guests</news:title></news:news></url>
<url><loc>javascript:alert(1)</loc></url><url/>
</urlset>"""
INDEX = """<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>/a.xml.gz</loc><lastmod>2025-04-09</lastmod></sitemap>
<sitemap><loc>http://outlet.example/b.xml</loc></sitemap></sitemapindex>"""


def test_pages_newest_first_with_what_news_adds() -> None:
    new, old = parse_sitemap(NEWS.encode(), HERE).pages
    assert new.published == datetime(2025, 4, 9, 12, 3, tzinfo=UTC)
    assert (new.url, new.title, new.outlet) == (
        "http://outlet.example/new",
        "Envoys & guests",
        "The Quay",
    )
    assert new.updated == datetime(2025, 4, 10, 8, tzinfo=UTC)
    assert old.published == datetime(2025, 4, 1, tzinfo=UTC)


def test_an_index_names_sitemaps() -> None:
    found = parse_sitemap(INDEX.encode(), HERE)
    assert found.pages == ()
    assert found.maps == (
        ("http://outlet.example/a.xml.gz", datetime(2025, 4, 9, tzinfo=UTC)),
        ("http://outlet.example/b.xml", None),
    )


def test_a_packed_sitemap_and_a_list_are_read() -> None:
    assert len(parse_sitemap(gzip.compress(NEWS.encode()), HERE).pages) == 2
    plain = b"http://outlet.example/a\n\nhttp://outlet.example/a#x\nhttp://outlet.example/b\n"
    assert len(parse_sitemap(plain, HERE).pages) == 2


def test_a_gzip_bomb_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MOST_BYTES", 1_000_000)
    with pytest.raises(ReportError, match="unpacks to more than 1 MB"):
        parse_sitemap(gzip.compress(b"\n" * 5_000_000), HERE)
    with pytest.raises(ReportError, match="cannot be unpacked"):
        parse_sitemap(gzip.compress(NEWS.encode())[:60], HERE)


def test_what_is_no_sitemap_is_refused() -> None:
    for data in (b"<rss/>", b"<html><body/></html>", b"", b"words"):
        with pytest.raises(ReportError):
            parse_sitemap(data, HERE)
    assert is_sitemap(NEWS.encode()) and is_sitemap(INDEX.encode()) and not is_sitemap(b"<rss>")


@given(st.integers(0, len(NEWS)), st.text("<>&;/ ab", max_size=8))
@settings(max_examples=100, deadline=None)
def test_a_sitemap_with_a_scar_is_read_or_refused(place: int, scar: str) -> None:
    try:
        found = parse_sitemap((NEWS[:place] + scar + NEWS[place:]).encode(), HERE)
    except ReportError as error:
        assert "\n" not in str(error)
    else:
        assert all((page.url or "").startswith("http") for page in found.pages)
