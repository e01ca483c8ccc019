"""Which of two versions of a report is the later, from which day, and what is no version at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from crisisdesk.reading.superseding import superseding
from crisisdesk.record.kin import Kin, address_key
from crisisdesk.terms.records import Correction, Date, Report, report_id

BODY = (
    "The minister told lawmakers on Wednesday that the treaty binds neither side to send troops. "
    "Envoys of both states will meet in Muscat on Saturday, with Oman going between them. "
    "Two ships of the navy left their harbour for the strait in the night, the port said. "
)
OTHER = (
    "Grain prices rose for the third week as harvests in the south fell short of what was hoped. "
    "Bakers in the capital asked the government to open its stores before the feast begins."
)
TITLE = "Minister says treaty binds nobody"


def report(
    text: str = BODY,
    day: str | None = "2025-04-09",
    *,
    outlet: str | None = "The Lamp",
    title: str | None = TITLE,
    url: str | None = None,
    source: str = "file.txt",
) -> Report:
    known = Date(day, "metadata") if day else None
    return Report(report_id(text), text, source, url, outlet, title, published=known)


def kin(one: Report, recorded: str = "2025-05-01", until: str | None = None) -> Kin:
    return Kin(one, f"{recorded}T12:00:00Z", until)


def told(new: Report, *others: Report) -> list[Correction]:
    return superseding(kin(new), [kin(other) for other in others])


def test_a_changed_text_of_one_outlet_and_title_takes_the_place_from_its_own_day() -> None:
    old, new = report(), report(BODY + "A third ship followed.", "2025-04-11")
    (found,) = told(new, old)
    assert (found.report, found.by, found.day) == (old.id, new.id, "2025-04-11")
    assert (found.kind, found.how) == ("newer version", "the same outlet and title")


def test_versions_that_come_in_the_wrong_order_are_put_right() -> None:
    old, new = report(), report(BODY + "A third ship followed.", "2025-04-11")
    assert told(old, new) == told(new, old)


@pytest.mark.parametrize(
    "other",
    [
        report(OTHER, "2025-04-11"),
        report(BODY + "More.", "2025-04-11", outlet="Bastion Today"),
        report(BODY + "More.", "2025-04-11", outlet=None),
        report(BODY + "More.", "2025-04-11", title="Live updates"),
        report(BODY + "More.", "2025-04-11", title=None),
    ],
    ids=["another text", "another outlet", "no outlet", "another short title", "no title"],
)
def test_what_is_no_version(other: Report) -> None:
    assert told(other, report()) == []


def test_a_daily_column_under_one_title_is_no_version() -> None:
    one = report("Monday: " + BODY, title="What we know so far")
    assert told(report(OTHER, "2025-04-10", title="What we know so far"), one) == []


ADDRESS = "https://www.lamp.example/world/treaty?utm_source=x"


def test_one_address_is_one_report_whatever_its_title() -> None:
    old = report(url=ADDRESS)
    new = report(
        BODY + "More.", "2025-04-10", title="Ships sail", url="http://lamp.example/world/treaty/#a"
    )
    (found,) = told(new, old)
    assert (found.day, found.how) == ("2025-04-10", "the same address")


def test_a_page_that_shows_other_news_each_day_is_no_version() -> None:
    old = report(url="https://lamp.example/latest", title="Latest")
    new = report(OTHER, "2025-04-10", url="https://lamp.example/latest", title="Latest")
    assert told(new, old) == []
    assert address_key("https://lamp.example/") is None


def test_a_page_that_keeps_its_day_is_replaced_from_when_the_desk_saw_the_old_one() -> None:
    old = report(url=ADDRESS, source=ADDRESS)
    new = report(BODY + "More.", url=ADDRESS, source=ADDRESS)
    (found,) = superseding(kin(new, "2025-04-20"), [kin(old, "2025-04-12")])
    assert found.day == "2025-04-12"
    (found,) = told(replace(new, source="a.html"), replace(old, source="b.html"))
    assert found.day == "2025-04-09"


def test_a_correction_is_cited_and_dated_by_its_note() -> None:
    note = "Correction, April 14, 2025: An earlier version of this story named another harbour."
    old, new = report(), report(BODY + "\n\n" + note)
    (found,) = told(new, old)
    assert (found.kind, found.day) == ("correction", "2025-04-14")
    assert found.span is not None
    assert new.text[found.span.start : found.span.end] == found.reason == note
    # a page without a note, of the same day, that comes later is the older one
    assert told(old, new)[0].report == old.id


def test_a_corrected_text_under_another_title_is_known_by_its_note() -> None:
    new = report(BODY, "2025-04-10", title="Correction: a story on the treaty")
    (found,) = told(new, report("LISBON. " + BODY))
    assert (found.kind, found.how) == ("correction", "a note of the same outlet")
    assert told(report(OTHER, "2025-04-10", title="Correction: a story on grain"), report()) == []


def test_a_notice_withdraws_what_it_names_and_does_not_count_itself() -> None:
    notice = report(
        f"The Lamp has withdrawn its story “{TITLE}”. It could not be confirmed.",
        "2025-04-12",
        title="Notice to our readers",
    )
    other = report(OTHER, title="Grain prices rise once more")
    for found in (told(notice, report(), other), told(report(), notice)):
        withdrawn = {one.report: one for one in found}
        assert withdrawn[report().id].kind == "withdrawal"
        assert withdrawn[report().id].day == "2025-04-12"
        assert other.id not in withdrawn
    (itself, _) = told(notice, report())
    assert itself.report == itself.by == notice.id
    assert itself.reason == f"The Lamp has withdrawn its story “{TITLE}”."


def test_a_page_that_says_it_was_withdrawn_ends_its_earlier_text() -> None:
    old = report(url=ADDRESS)
    new = report("This article was withdrawn.", "2025-04-13", title=None, url=ADDRESS)
    assert {one.report for one in told(new, old)} == {old.id, new.id}
    assert {one.day for one in told(new, old)} == {"2025-04-13"}


def test_what_was_replaced_before_is_left_so() -> None:
    old = report()
    new = report(BODY + "A third ship followed.", "2025-04-11")
    assert superseding(kin(new), [kin(old, until="2025-04-10")]) == []
    (found,) = superseding(kin(new), [kin(old, until="2025-04-12")])
    assert found.day == "2025-04-11"


DAYS = st.none() | st.sampled_from(["2025-04-09", "2025-04-10", "2025-04", "2025"])
ENDS = st.sampled_from(
    ["", "More.", "\n\nCorrection: one ship.", "\n\nThis story was withdrawn.", OTHER]
)


@given(st.lists(st.tuples(ENDS, DAYS), min_size=2, max_size=5, unique_by=lambda one: one[0]))
def test_of_versions_in_any_order_the_last_one_counts(
    versions: list[tuple[str, str | None]],
) -> None:
    """Unless one is withdrawn, exactly those without a later version are left, at least one."""
    gone: dict[str, str] = {}
    there: list[Report] = []
    for end, day in versions:
        new = report(BODY + end, day, url=ADDRESS)
        for one in superseding(kin(new), [kin(o, until=gone.get(o.id)) for o in there]):
            assert one.day <= gone.get(one.report, "9999")
            assert one.report == new.id or one.by == new.id
            gone[one.report] = one.day
        there.append(new)
    withdrawn = any("withdrawn" in end for end, _ in versions)
    assert withdrawn or len(gone) < len(there)


PARTS = st.text("ab/.?&=#%utm_é ", max_size=20)


@given(
    st.builds("{}://{}/{}?{}".format, st.sampled_from(["http", "https", ""]), PARTS, PARTS, PARTS)
)
def test_any_address_is_taken(url: str) -> None:
    key = address_key(url)
    assert key is None or address_key(f"https://{key}") == key
