"""A text falls into title, headings, byline, dateline and body; furniture stays outside."""

from __future__ import annotations

from pathlib import Path

import made_up_pages as pages
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from crisisdesk.formats.furniture import furniture_spans
from crisisdesk.formats.layout import passages
from crisisdesk.formats.load import load_report
from crisisdesk.terms.records import Report, Span, report_id


def report(text: str, title: str | None = None) -> Report:
    identity = report_id(text)
    spans = tuple(Span(identity, *offsets) for offsets in furniture_spans(text, title))
    return Report(id=identity, text=text, title=title, furniture=spans)


def parts(text: str, kind: str, title: str | None = None) -> list[str]:
    return [text[p.start : p.end] for p in passages(report(text, title)) if p.kind == kind]


def furniture(text: str) -> list[str]:
    return [text[start:end] for start, end in furniture_spans(text)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (pages.AGENCY, "Sudan's army retakes bridge as mediators wait in Jeddah"),
        (pages.BLOG, "Why Ankara Blinked"),
        (pages.WRAPPED, "GENEVA TALKS STALL"),
        (pages.NUMBERED, "Five things to know about the Taiwan drills"),
        (pages.COOKIES, "Serbia and Kosovo trade blame after shooting"),
        ("Iran says talks go on\n\nIran said on Saturday that talks would go on.",
         "Iran says talks go on"),
    ],
)  # fmt: skip
def test_the_title_is_found_under_the_pages_head(text: str, title: str) -> None:
    assert parts(text, "title") == [title]


def test_a_text_without_a_title_has_none() -> None:
    text = "The army of Chad said on Monday it had killed forty rebels near the border with Libya."
    assert parts(text, "title") == []
    assert parts(text, "body") == [text]


def test_the_title_that_the_file_tells_decides() -> None:
    text = "Explained\n\nWhy two old rivals fell out over a river\n\nThey fell out on Monday."
    assert parts(text, "title", "Explained") == ["Explained"]


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        (pages.AGENCY, ["Army spokesman says two districts cleared", "What happens next",
                        "UN appeal"]),
        (pages.BLOG, ["A Quiet Bargain", "The price of silence", "Will it last?"]),
        (pages.NUMBERED, ["1. The ships", "2. The aircraft", "3. What now?"]),
        (pages.COOKIES, []),
    ],
)  # fmt: skip
def test_headings_stay(text: str, headings: list[str]) -> None:
    assert parts(text, "heading") == headings


@pytest.mark.parametrize(
    ("text", "datelines"),
    [
        (pages.AGENCY, ["Updated 3:15 PM GMT, March 3, 2025", "KHARTOUM, Sudan (AP)"]),
        (pages.BLOG, ["Posted on June 4, 2024 by editor"]),
        (pages.WRAPPED, ["GENEVA, Nov 3 (Northern Wire)"]),
        (pages.NUMBERED, ["KYIV"]),
        ("MOSCOW, April 9 (Wire) - The talks ended on Monday.", ["MOSCOW, April 9 (Wire)"]),
        ("ISLAMABAD — Officials said so on Monday.", ["ISLAMABAD"]),
        ("ISLAMABAD, May 2 — Officials said so on Monday.", ["ISLAMABAD, May 2"]),
        ("WASHINGTON, D.C. — Officials said so on Monday.", ["WASHINGTON, D.C."]),
        ("MOSCOW/DUBAI, April 9, 2025 (Wire) - Officials said so.",
         ["MOSCOW/DUBAI, April 9, 2025 (Wire)"]),
        ("Kyiv, Ukraine (CNN) — Officials said so on Monday.", ["Kyiv, Ukraine (CNN)"]),
        ("(Reuters) - Officials said so on Monday.", ["(Reuters)"]),
        ("Thursday, 27 June 2024\n\nOfficials said so on Monday.", ["Thursday, 27 June 2024"]),
        ("Kyiv — the capital — was hit on Monday.", []),
        ("NATO — the alliance — said so on Monday.", []),
        ("On Monday - a holiday - officials said so.", []),
    ],
)  # fmt: skip
def test_datelines_are_passages_of_their_own(text: str, datelines: list[str]) -> None:
    assert parts(text, "dateline") == datelines


def test_the_body_begins_behind_the_dateline() -> None:
    text = "MOSCOW, April 9 (Wire) - The talks ended on Monday."
    assert parts(text, "body") == ["The talks ended on Monday."]


@pytest.mark.parametrize(
    ("line", "is_byline"),
    [
        ("By Amina Okafor", True),
        ("By Anton Kessel and Shirin Vaziri", True),
        ("By Leela Marchetti, Diplomatic Correspondent", True),
        ("By Eleanor Pryce-Nakamura, Gulf editor", True),
        ("BY OUR CORRESPONDENT", True),
        ("Author: Planet-Today.com", True),
        ("By Monday the talks had collapsed", False),
        ("By the river they met", False),
        ("By 2030 the plant will run", False),
        ("By Jane Doe the letter was never answered", False),
    ],
)
def test_bylines_are_told_from_sentences(line: str, is_byline: bool) -> None:
    text = f"Envoys meet and part\n\n{line}\n\nThe talks ended on Monday, officials said."
    assert (parts(text, "byline") == [line]) is is_byline


def test_a_wrapped_paragraph_is_one_passage_with_its_text_unchanged() -> None:
    first = parts(pages.WRAPPED, "body")[0]
    assert first.startswith("Envoys of the two Koreas left the table\non Friday")
    assert first.endswith("artillery for it.")
    assert len(parts(pages.WRAPPED, "body")) == 4


def test_paragraphs_on_single_lines_are_passages_of_their_own() -> None:
    line = "The two sides met in Geneva on Monday and agreed on nothing at all, it was said. " * 3
    text = "\n".join([line.strip()] * 3)
    assert parts(text, "body") == [line.strip()] * 3


@pytest.mark.parametrize(
    ("text", "some"),
    [
        (pages.AGENCY, ["Skip to main content", "Home", "Sport", "ADVERTISEMENT",
                        "Read more: How the war began", "___"]),
        (pages.AGENCY, [line for line in pages.AGENCY.splitlines() if "Photo" in line]),
        (pages.AGENCY, [line for line in pages.AGENCY.splitlines() if "contributed" in line]),
        (pages.BLOG, ["WORLD VIEW", "Menu", "About | Contact | Subscribe", "Share this:",
                      "Erdogan and Mitsotakis shake hands in Athens",
                      "Tags: Turkey, Greece, Aegean", "I think Greece will attack tomorrow."]),
        (pages.NUMBERED, ["Map of the Taiwan Strait"]),
        (pages.COOKIES, ["Accept all", "Share", "Most Popular", "How to grow tomatoes",
                         "Sign up for our newsletter"]),
    ],
)  # fmt: skip
def test_furniture_is_marked(text: str, some: list[str]) -> None:
    assert some
    assert set(some) <= set(furniture(text))


@pytest.mark.parametrize(
    "line",
    [
        "Share prices in Tehran fell by a tenth on Monday, traders said.",
        "Follow the money and it leads to Dubai, the prosecutor told the court.",
        "Support for the accord has fallen, according to two ministers.",
        "Watch towers along the border were manned again on Monday.",
        "Source and target of the leak are both known, the minister said.",
        "Related talks in Oman were put off until Thursday, diplomats said.",
        "Comments by the Kremlin's spokesman were met with silence in Paris.",
        "Read this way, the treaty obliges nobody, said the professor.",
    ],
)
def test_sentences_that_begin_like_furniture_stay(line: str) -> None:
    text = f"Envoys meet and part\n\nThey met on Monday.\n\n{line}\n\nThey parted on Tuesday."
    assert line in parts(text, "body")


def test_furniture_in_the_middle_does_not_swallow_what_follows() -> None:
    text = (
        "Envoys meet and part\n\n2 Comments\n\nThey met on Monday, officials in Geneva said.\n\n"
        "Most read\n1. Rain\n2. Wind\n\nA Bitter End\n\nThey parted on Tuesday, it was said."
    )
    assert parts(text, "heading") == ["A Bitter End"]
    assert len(parts(text, "body")) == 2


def test_a_question_at_the_cut_off_end_of_a_page_stays() -> None:
    text = "Envoys meet\n\nThey met on Monday, officials in Geneva said.\n\nWho will mediate?"
    assert parts(text, "heading") == ["Who will mediate?"]


GOLD = Path(__file__).parents[2] / "bench" / "gold"


@pytest.mark.parametrize("gold", sorted(GOLD.glob("*.gold.yaml")), ids=lambda path: path.stem)
def test_no_furniture_of_the_annotated_reports_is_in_a_passage(gold: Path) -> None:
    told = yaml.safe_load(gold.read_text(encoding="utf-8"))["report"]
    one = load_report(str(gold.with_name(gold.name.replace(".gold.yaml", ".txt"))))
    read = " | ".join(one.text[p.start : p.end] for p in passages(one))
    assert told["title"] in read
    assert [line for line in told["boilerplate"] if line in read] == []


LINES = st.sampled_from(
    [*pages.AGENCY.splitlines(), *pages.BLOG.splitlines(), *pages.WRAPPED.splitlines(),
     *pages.COOKIES.splitlines(), "", "", "  ", "\t", "©", "By A", "KYIV —", "KYIV: ", "(AP) -",
     "\x0b\u2028", "MOSCOW, May 1 (X) -- ", "1.", "- ", "?", "...", "A: ", "|||"]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES | st.text(max_size=30), max_size=25))
def test_passages_and_furniture_lie_in_order_and_apart(lines: list[str]) -> None:
    text = "\n".join(lines)
    one = report(text)
    found = sorted(
        [(p.start, p.end) for p in passages(one)] + [(s.start, s.end) for s in one.furniture]
    )
    last = 0
    for start, end in found:
        assert last <= start < end <= len(text)
        last = end
    covered = "".join(text[start:end] for start, end in found)
    # Dashes and blanks between a dateline and its body belong to neither; all else is kept.
    assert len([ch for ch in text if ch.isalnum()]) == len([ch for ch in covered if ch.isalnum()])
