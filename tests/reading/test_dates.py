"""Dates in news prose: what is one, what it means, and which goes with an event."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.reading.dates import DateFound, date_of, find_dates

WEDNESDAY = "2025-04-09"  # the published day of most cases


def values(text: str, published: str | None = WEDNESDAY) -> list[tuple[str, str]]:
    return [(text[d.start : d.end], d.value) for d in find_dates(text, 0, len(text), published)]


ABSOLUTE = [
    ("Peskov addressed reporters on April 9, 2025, saying", ["2025-04-09"]),
    ("They met on 9 April 2025 in Geneva.", ["2025-04-09"]),
    ("Signed on the 9th of April, 2025.", ["2025-04-09"]),
    ("The log is dated 2025-04-09 and closed.", ["2025-04-09"]),
    ("The note of 17.01.2025 says so.", ["2025-01-17"]),
    ("The order of 1/17/2025 stands, that of 17/1/2025 too.", ["2025-01-17", "2025-01-17"]),
    ("An entry of 4/9/2025 could be read two ways.", ["2025"]),
    ("relayed Iran’s response to Trump in March 2025, and", ["2025-03"]),
    ("a strategic partnership in January of 2025", ["2025-01"]),
    ("The treaty of August 1951 binds both.", ["1951-08"]),
    ("during 2024 Israel-Iran skirmishes and", ["2024"]),
    ("after Iran’s 2020 retaliation for the killing", ["2020"]),
    ("replacing a 2001 agreement", ["2001"]),
    ("put the 1960 Indus Waters Treaty in abeyance", ["1960"]),
    ("since the Simla accord of 1972 it has refused", ["1972"]),
    ("fighting went on in the spring of 2025", ["2025"]),
    ("by late 2023 the front had frozen", ["2023"]),
    ("In mid-2022 grain left the ports.", ["2022"]),
    ("The war of 1877 ended in 1878.", ["1877", "1878"]),
    ("in the first quarter of 2025", ["2025"]),
    ("from 2014-15 on", ["2014"]),
    ("They signed on Jan. 17, 2025 in Moscow.", ["2025-01-17"]),
    ("a call on Tuesday, April 8, 2025, the Kremlin said", ["2025-04-08"]),
    ("on Friday 11 April 2025", ["2025-04-11"]),
    ("talks from April 12-14, 2025 in Muscat", ["2025-04"]),
    ("on the night of May 6-7, 2025, jets crossed", ["2025-05-06"]),
    ("exchanged blows in April and October 2024, and", ["2024-04", "2024-10"]),
    ("struck on April 13 and October 1, 2024.", ["2024-04-13", "2024-10-01"]),
    ("since the October 7 attack by Hamas", ["2023-10-07"]),
    ("Not since 9/11 has it flown so many sorties.", ["2001-09-11"]),
    ("The 1994 deal, the 2015 accord and a 2018 exit", ["1994", "2015", "2018"]),
]

RELATIVE = [
    ("Peskov said on Tuesday that Moscow approved.", ["2025-04-08"]),
    ("Peskov said Tuesday that Moscow approved.", ["2025-04-08"]),
    ("He spoke on Wednesday.", ["2025-04-09"]),
    ("Jets struck late on Friday.", ["2025-04-04"]),
    ("He promised a rally in Bihar last Thursday that", ["2025-04-03"]),
    ("On Wednesday of last week the crossing was shut.", ["2025-04-02"]),
    ("The envoy left on Thursday last week.", ["2025-04-03"]),
    ("Shells fell yesterday.", ["2025-04-08"]),
    ("The council meets today.", ["2025-04-09"]),
    ("Rockets hit the port last night.", ["2025-04-08"]),
    ("Talks resume tomorrow.", ["2025-04-10"]),
    ("It was hit the day before yesterday.", ["2025-04-07"]),
    ("Only this week the deputy minister reminded them.", ["2025-04"]),
    ("Tensions rose last week.", ["2025-04"]),
    ("The fleet sailed last month.", ["2025-03"]),
    ("They will probably meet early next month.", ["2025-05"]),
    ("In March water cannon injured three sailors.", ["2025-03"]),
    ("In October the jets came.", ["2024-10"]),
    ("In April the president called it ironclad.", ["2025-04"]),
    ("Tokyo is expected to sign a pact in July.", ["2025-07"]),
    ("The chamber will vote in February.", ["2026-02"]),
    ("The embassy closed two weeks ago.", ["2025-03"]),
    ("The envoy left three days ago.", ["2025-04-06"]),
    ("The pact lapsed two years ago.", ["2023"]),
    ("A month ago Tehran swore it would not.", ["2025-03"]),
    ("earlier this year Russia ratified it", ["2025"]),
    ("Last year saw two exchanges of fire.", ["2024"]),
    ("The raid of last summer failed.", ["2024"]),
    ("since late March bombers have been parked there", ["2025-03"]),
    ("Putin and Trump spoke by telephone on March 18, the White House said", ["2025-03-18"]),
    ("That was disclosed on 7 March.", ["2025-03-07"]),
    ("It was signed on Jan. 17.", ["2025-01-17"]),
    ("The last ship left on 20 December.", ["2024-12-20"]),
    ("The summit will open on May 7 in Ankara.", ["2025-05-07"]),
    ("It would hold direct talks with Iran on Saturday.", ["2025-04-12"]),
    ("On Saturday the two sides will meet in Oman.", ["2025-04-12"]),
    ("On Saturday the two sides met in Oman.", ["2025-04-05"]),
    ("a second round next Saturday", ["2025-04-12"]),
    ("The deadline is to expire by Friday.", ["2025-04-11"]),
    ("By Monday the talks had collapsed.", ["2025-04-07"]),
    ("He said on Monday that troops would leave on Friday.", ["2025-04-07", "2025-04-11"]),
    ("the January agreement commits neither", ["2025-01"]),
    ("in May last year the president died", ["2024-05"]),
    ("It was shelled this past Sunday.", ["2025-04-06"]),
    ("On Friday the minister suggested that it might have been a mistake.", ["2025-04-04"]),
    ("She calls it improbable before June.", ["2025-06"]),
    ("The measures expire this October.", ["2025-10"]),
    ("Last April it was shut; next April it is to open.", ["2024-04", "2026-04"]),
    ("Ten days after gunmen killed 26 people, the two are at odds.", ["2025-03-30"]),
]

BESIDE = [
    ("On April 2, 2025 jets struck. A day later rockets fell.", ["2025-04-02", "2025-04-03"]),
    ("On April 2, 2025 jets struck; the following day it was calm.", ["2025-04-02", "2025-04-03"]),
    ("On Monday he spoke. Two days later he left.", ["2025-04-07", "2025-04-09"]),
    ("On Monday he took it back. He had said so five days earlier.", ["2025-04-07", "2025-04-02"]),
    ("It fell on 31 May. That day two died, and the day before, one.",
     ["2024-05-31", "2024-05-31", "2024-05-30"]),
    ("On April 25 the minister offered. Trump, asked that Friday, agreed. Five days on, he rang.",
     ["2025-04-25", "2025-04-25", "2025-04-30"]),
    ("In February 2019 jets bombed it; a MiG was downed a day later.", ["2019-02", "2019-02"]),
    ("In 2012 they withdrew. Four years later a court ruled.", ["2012", "2016"]),
    ("A warning of 30 March was followed eight days later by talks.", ["2025-03-30", "2025-04-07"]),
    ("In June 2023 it rebelled. The previous month the city fell.", ["2023-06", "2023-05"]),
    ("On 1 April 2025 he resigned, and the same night he fled.", ["2025-04-01", "2025-04-01"]),
]  # fmt: skip

NO_DATE = [
    "The president may strike, and Israel may not wait.",
    "Troops march on the capital in the largest march for years.",
    "Theresa May resigned; the vote was lost by May, who wept.",
    "Russia supplied S-300 and S-400 systems.",
    "Some 1,200 people died; 2000 troops and 1948 prisoners were moved.",
    "It broke UN Resolution 1701 and resolution 2231.",
    "See page 1984 of the file.",
    "He paid $2000 for 2010 tons of it.",
    "About 2000 were hurt.",
    "The 1990s were hard.",
    "a strike at 1930 GMT",
    "Saudi Vision 2030 is delayed.",
    "The Sunday Times reported it.",
    "On Good Friday the church was full of hope.",
    "The Day After Tomorrow is a film about an august body that may march.",
    "For eight nights running soldiers traded fire.",
    "The last week of the siege was over the next day's news.",
    "It will take decades.",
    "a KC-2021 tanker and a Su-2030",
    "A day later rockets fell.",
    "Ten days after gunmen killed 26 people, the two were at odds.",
    "Author: Planet-Today.com, seen on Russia Today.",
]


@pytest.mark.parametrize(("text", "expected"), ABSOLUTE + RELATIVE)
def test_the_words_of_a_date_mean_what_a_reader_takes_them_to_mean(
    text: str, expected: list[str]
) -> None:
    published = WEDNESDAY
    assert [value for _, value in values(text, published)] == expected


@pytest.mark.parametrize(("text", "expected"), BESIDE)
def test_a_date_may_be_counted_from_the_one_told_before(text: str, expected: list[str]) -> None:
    published = "2025-05-02" if "April 25" in text else WEDNESDAY
    assert [value for _, value in values(text, published)] == expected


@pytest.mark.parametrize("text", NO_DATE)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert values(text) == []


def test_the_span_covers_the_words_of_the_date() -> None:
    text = "They met on Tuesday, April 8, 2025, and in early March, and in 2012."
    assert [words for words, _ in values(text)] == ["Tuesday, April 8, 2025", "early March", "2012"]


def test_basis_tells_stated_from_worked_out() -> None:
    text = "On 8 April 2025 he spoke; on Monday he had not; on 30 March he might have."
    assert [d.basis for d in find_dates(text, 0, len(text), WEDNESDAY)] == [
        "stated", "relative", "relative",
    ]  # fmt: skip


def test_without_a_published_day_only_whole_dates_are_told() -> None:
    text = "On Tuesday and on April 9 and in March and yesterday, as in 2012 and on 1 May 2020."
    assert [value for _, value in values(text, None)] == ["2012", "2020-05-01"]


def test_a_month_as_published_day_still_bears_months_and_years() -> None:
    text = "In January he came; last year he did not; on Tuesday he rang."
    assert [value for _, value in values(text, "2025-04")] == ["2025-01", "2024"]


def test_only_the_asked_stretch_is_searched() -> None:
    text = "In 2012 they met. In 2016 they parted."
    assert [d.value for d in find_dates(text, 18, len(text), None)] == ["2016"]


def test_the_date_before_the_stretch_can_be_handed_in() -> None:
    text = "A day later rockets fell."
    assert [d.value for d in find_dates(text, 0, len(text), None, before="2025-04-02")] == [
        "2025-04-03"
    ]


def test_what_lies_ahead_is_marked() -> None:
    text = "The talks will open on 20 May 2025. They were agreed on 2 April 2025."
    assert [d.future for d in find_dates(text, 0, len(text), WEDNESDAY)] == [True, False]


def test_wrapped_lines_do_not_hide_a_date() -> None:
    assert values("signed in Moscow on Jan.\n17.") == [("Jan.\n17", "2025-01-17")]


# --- which date goes with an event


def _pick(text: str, trigger: str, clause: str, published: str = WEDNESDAY) -> str | None:
    dates = find_dates(text, 0, len(text), published)
    start = text.index(clause)
    found = date_of(
        dates, start, start + len(clause),
        trigger=text.index(trigger), sentence=(0, len(text)),
    )  # fmt: skip
    return found.value if found else None


def test_the_nearest_date_in_the_clause_is_the_events() -> None:
    text = "Israel struck on Monday, and Iran replied on Tuesday."
    assert _pick(text, "struck", "Israel struck on Monday") == "2025-04-07"
    assert _pick(text, "replied", "Iran replied on Tuesday") == "2025-04-08"


def test_else_the_nearest_in_the_sentence() -> None:
    text = "On Monday, officials said, Israel struck."
    assert _pick(text, "struck", "Israel struck") == "2025-04-07"


def test_a_date_that_describes_a_noun_dates_nothing_else() -> None:
    text = "The two signed a pact, replacing a 2001 agreement, in January 2025."
    assert _pick(text, "signed", text) == "2025-01"
    assert _pick("It left the 2015 nuclear deal.", "left", "It left the 2015 nuclear deal.") is None
    text = "the muted response after Iran’s 2020 retaliation for the killing"
    assert _pick(text, "retaliation", text) == "2020"


def test_bounds_tell_no_date() -> None:
    text = "China has sold it arms since 2020 and must stop by Friday."
    assert _pick(text, "sold", text) is None


# --- whatever the text

WORDS = st.sampled_from(
    [
        "on",
        "in",
        "since",
        "by",
        "May",
        "March",
        "April",
        "31",
        "30",
        "2025",
        "1999",
        "0",
        "00",
        "2025-13-40",
        "Monday",
        "last",
        "next",
        "this",
        "week",
        "year",
        "two",
        "days",
        "ago",
        "later",
        "a",
        "the",
        "following",
        "day",
        "yesterday",
        "Jan.",
        "9/11",
        "4/9/2025",
        "99.99.9999",
        "hours",
        "years",
        "9999",
        "1500",
        "of",
        ",",
        ".",
        "-",
        "–",
        "will",
        "was",
        "early",
        "mid-2020",
        "that",
        "night",
        "tomorrow",
        "Sunday",
        "and",
        "7",
    ]
)
ISO = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


def _holds(text: str, found: list[DateFound], start: int, end: int) -> None:
    last = start
    for one in found:
        assert last <= one.start < one.end <= end
        assert ISO.fullmatch(one.value)
        assert text[one.start : one.end].strip()
        last = one.end


DAYS = st.sampled_from([None, "2025", "2025-04", WEDNESDAY, "9999-12-31", "0001-01-01"])


@given(st.lists(WORDS, max_size=40), DAYS)
def test_any_run_of_date_words_gives_valid_dates_in_order(
    words: list[str], published: str | None
) -> None:
    text = " ".join(words)
    _holds(text, find_dates(text, 0, len(text), published), 0, len(text))


@given(st.text(max_size=200), st.text(max_size=12), st.integers(0, 200), st.integers(0, 200))
def test_no_text_or_published_day_makes_it_fail(
    text: str, published: str, start: int, end: int
) -> None:
    _holds(text, find_dates(text, start, end, published), min(start, len(text)), len(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The minister said that Thursday’s raid had failed.", ["2025-05-01"]),
        ("The talks began a few days ago.", ["2025-04"]),
        ("The siege began several weeks ago.", ["2025"]),
        ("Over the past week shells fell.", ["2025"]),
        ("Trade fell last quarter.", ["2025"]),
        ("The pact runs out at the end of the month.", ["2025-05"]),
        ("Shells fell overnight.", ["2025-05-02"]),
        ("Police had come 24 hours ago.", ["2025-05-01"]),
        ("Martial law was declared in September of '72.", ["1972-09"]),
        ("The wall fell almost 36 years ago.", ["1989"]),
        ("The wall fell more than 36 years ago.", []),
        ("Since Sept. 11 the law has changed.", ["2001-09-11"]),
        (
            "In August 2001, when he received a 6 August briefing, he rested.",
            ["2001-08", "2001-08-06"],
        ),
    ],
)
def test_stretches_edges_and_days_that_the_sentence_dates(text: str, expected: list[str]) -> None:
    found = find_dates(text, 0, len(text), "2025-05-02")
    assert [date.value for date in found] == expected
