"""What a report tells of itself in its text: title, author, outlet, day."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from crisisdesk.formats.furniture import furniture_spans
from crisisdesk.reading.metadata import complete_metadata
from crisisdesk.terms.records import Date, Report, Span, report_id

BODY = "The two sides met for an hour and parted without a word to the press that was waiting."


def report(text: str) -> Report:
    identity = report_id(text)
    spans = tuple(Span(identity, start, end) for start, end in furniture_spans(text))
    return Report(id=identity, text=text, furniture=spans)


def test_title_and_author_come_from_the_lines_that_hold_them() -> None:
    found = complete_metadata(report(f"Envoys Meet and Part\n\nBy Jane Doe\n\n{BODY}"))
    assert (found.title, found.author) == ("Envoys Meet and Part", "Jane Doe")


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("By Leela Marchetti, Diplomatic Correspondent", "Leela Marchetti"),
        ("By Anton Kessel and Shirin Vaziri", "Anton Kessel and Shirin Vaziri"),
        ("By Ines Calloway in Manila and Jonas Petrov in Washington",
         "Ines Calloway and Jonas Petrov"),
        ("Written by Pedro de la Cruz", "Pedro de la Cruz"),
        ("Author: Nadia Okoro", "Nadia Okoro"),
        ("By Eleanor Pryce-Nakamura, Gulf editor", "Eleanor Pryce-Nakamura"),
    ],
)  # fmt: skip
def test_posts_and_places_are_no_part_of_the_author(byline: str, author: str) -> None:
    assert complete_metadata(report(f"Envoys Meet and Part\n\n{byline}\n\n{BODY}")).author == author


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("By Jane Doe, August 19, 2025", "Jane Doe"),
        ("By Jane Doe | 19 August 2025", "Jane Doe"),
        ("By August 19, 2025", None),
    ],
)
def test_a_day_in_the_byline_is_the_days_and_not_the_authors(
    byline: str, author: str | None
) -> None:
    found = complete_metadata(report(f"Envoys Meet and Part\n\n{byline}\n\n{BODY}"))
    assert found.published and found.published.value == "2025-08-19"
    assert found.author == author


@pytest.mark.parametrize(
    ("text", "outlet"),
    [
        (f"Envoys Meet and Part\n\n{BODY}\n\nAuthor: Some-Site.COM", "some-site.com"),
        (f"Envoys Meet and Part\n\nGENEVA (Northern Wire) - {BODY}", "Northern Wire"),
        (f"Envoys Meet and Part\n\n{BODY}\n\n© 2025 The Evening Lamp. All rights reserved.",
         "The Evening Lamp"),
        (f"Envoys Meet and Part\n\n{BODY}\n\n(c) Copyright Northern Wire 2025. Restrictions apply",
         "Northern Wire"),
        (f"Envoys Meet and Part\n\n{BODY}", None),
    ],
)  # fmt: skip
def test_the_outlet_is_found_where_pages_name_it(text: str, outlet: str | None) -> None:
    assert complete_metadata(report(text)).outlet == outlet


def test_the_address_names_the_outlet_when_nothing_else_does() -> None:
    given_ = replace(report(f"Envoys Meet and Part\n\n{BODY}"), url="https://www.Lamp.example/a?b")
    assert complete_metadata(given_).outlet == "lamp.example"


@pytest.mark.parametrize(
    ("text", "value", "basis"),
    [
        (f"Envoys Meet\n\nPublished 2 May 2025, 18:40 GMT\n\n{BODY}", "2025-05-02", "stated"),
        (f"Envoys Meet\n\nUpdated: May 3, 2025\nPublished: May 2, 2025\n\n{BODY}", "2025-05-02",
         "stated"),
        (f"Envoys Meet\n\nThursday, 27 June 2024\n\n{BODY}", "2024-06-27", "stated"),
        (f"Envoys Meet\n\nMOSCOW, April 9, 2025 (Wire) - {BODY}", "2025-04-09", "stated"),
        (f"Envoys Meet\n\nMOSCOW, Jan 5 (Wire) - {BODY} They had met in December 2024.",
         "2025-01-05", "inferred"),
        (f"Envoys Meet\n\nMOSCOW, May 2 (Wire) - {BODY} They had met on 4 March 2025.",
         "2025-05-02", "inferred"),
        (f"Envoys Meet\n\nMOSCOW, May 2 (Wire) - {BODY}\n\n© 2023 The Lamp", "2023-05-02",
         "inferred"),
        (f"Envoys Meet\n\n{BODY} He spoke on April 9, 2025, and on 2 March 2025. They will meet "
         "on 20 May 2025.", "2025-04-09", "inferred"),
    ],
)  # fmt: skip
def test_the_published_day_and_how_it_is_known(text: str, value: str, basis: str) -> None:
    published = complete_metadata(report(text)).published
    assert published is not None
    assert (published.value, published.basis) == (value, basis)
    assert published.span is not None
    assert text[published.span.start : published.span.end].strip()


@pytest.mark.parametrize(
    "text",
    [
        f"Envoys Meet\n\n{BODY}",
        f"Envoys Meet\n\nMOSCOW, May 2 (Wire) - {BODY}",
        f"Envoys Meet\n\n{BODY} It was agreed in March 2025.",
        f"Envoys Meet\n\n{BODY} They will meet again on 20 May 2025.",
    ],
)
def test_a_day_that_the_text_does_not_tell_stays_unknown(text: str) -> None:
    assert complete_metadata(report(text)).published is None


def test_what_the_file_says_is_kept() -> None:
    told = replace(
        report(f"Envoys Meet and Part\n\nBy Jane Doe\n\nPublished 2 May 2025\n\n{BODY}"),
        title="Another", author="John Roe", outlet="The Lamp",
        published=Date("2025-05-01", "metadata"),
    )  # fmt: skip
    assert complete_metadata(told) == told


@settings(max_examples=60)
@given(st.text(max_size=400), st.text(max_size=40))
def test_no_text_makes_it_fail(text: str, url: str) -> None:
    found = complete_metadata(replace(report(text), url=url))
    assert found.text == text
