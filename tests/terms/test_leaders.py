"""The leaders' files: the schema holds, terms of office make sense, and Archigos agrees."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from bench.leaders import (
    Rule,
    agreement,
    checked_table,
    compare,
    open_lines,
    read_archigos,
    same_leader,
)
from crisisdesk.errors import TermsError
from crisisdesk.terms.files import load_yaml, parse_yaml, shipped
from crisisdesk.terms.leaders import (
    Body,
    Holder,
    Leaders,
    LeadersFile,
    Tenure,
    load_leaders,
    read_leaders_file,
    surnames,
)

FILES = sorted(shipped("leaders").glob("*.yaml"))
# The states most often in international news; each must have its leading offices.
_CODES = (
    "USA RUS CHN IRN ISR GBR FRA DEU UKR IND PAK TUR SAU KOR PRK JPN OMN QAT ARE EGY IRQ SYR LBN "
    "JOR YEM PHL TWN AFG PSE POL ITA ESP HUN SRB NLD CAN MEX BRA ARG VEN COL CUB AUS VNM IDN THA "
    "MMR BGD LKA NPL BLR GEO ARM AZE KAZ LBY SDN SSD ETH ERI SOM COD RWA MLI NER NGA ZAF KEN DZA "
    "MAR TUN KWT BHR GRC CYP SWE FIN NOR DNK CZE SVK ROU"
)
MOST_IN_NEWS = _CODES.split()
# A successor may be sworn in while the files still give the predecessor's last days.
HANDOVER_DAYS = 5
# Two held the same office at once: rival governments, or a union's president beside a member's.
RIVALS = {"LBY", "SRB"}
TODAY = "2026-11-25"


def bodies() -> dict[str, Body]:
    """Every state, organisation and group of the shipped files."""
    found: dict[str, Body] = {}
    for path in FILES:
        loaded = load_yaml(path, LeadersFile)
        found |= {**loaded.states, **loaded.organisations, **loaded.groups}
    return found


def earliest(prefix: str) -> date:
    """The first day that an ISO prefix can mean."""
    year, month, day = ([*prefix.split("-"), "1", "1"])[:3]
    return date(int(year), int(month), int(day))


def test_every_file_fits_the_schema_and_the_line_limit() -> None:
    assert len(FILES) >= 9
    for path in FILES:
        assert read_leaders_file(path), path.name
        assert len(path.read_text(encoding="utf-8").splitlines()) <= 1050, path.name


def test_no_state_stands_in_two_files() -> None:
    codes = [
        code
        for path in FILES
        for part in (load_yaml(path, LeadersFile),)
        for code in (*part.states, *part.organisations, *part.groups)
    ]
    assert sorted(codes) == sorted(set(codes))


def tenures() -> Iterator[tuple[str, Tenure]]:
    """Every line of every file, with its state's, organisation's or group's code."""
    for code, body in bodies().items():
        for line in body.offices:
            yield from ((code, tenure) for tenure in line.holders)


def test_terms_of_office_begin_before_they_end() -> None:
    for code, tenure in tenures():
        end = tenure.to or TODAY
        known = min(len(end), len(tenure.since))
        assert tenure.since[:known] <= end[:known], (code, tenure)
        # a day's term would be a slip of the pen: the shortest real ones last a few days
        assert known < 10 or tenure.since < end, (code, tenure)


def test_days_are_real_and_nobody_left_before_the_files_begin() -> None:
    for code, tenure in tenures():
        assert 1945 <= earliest(tenure.since).year <= 2026, (code, tenure)
        assert not tenure.to or earliest(tenure.to) > date(1999, 12, 31), (code, tenure)


@pytest.mark.parametrize("office", ["head of state", "head of government"])
def test_one_holder_at_a_time(office: str) -> None:
    leaders = load_leaders()
    for code in set(bodies()) - RIVALS:
        held = [h for h in leaders.holders(code, office) if h.office == office and not h.acting]
        terms = sorted({(h.since, h.to or TODAY, h.name) for h in held})
        for (_, end, before), (start, _, after) in pairwise(terms):
            if len(end) == len(start) == 10 and before != after:
                apart = (date.fromisoformat(start) - date.fromisoformat(end)).days
                assert apart >= -HANDOVER_DAYS, (code, before, after)


@pytest.mark.parametrize("state", MOST_IN_NEWS)
def test_states_in_the_news_have_their_leading_offices(state: str) -> None:
    kinds = {line.office for line in bodies()[state].offices}
    assert kinds >= {"head of state", "head of government", "foreign minister"}


@pytest.mark.parametrize("state", MOST_IN_NEWS)
@pytest.mark.parametrize("day", ["2006-10-15", "2015-10-15", "2022-02-24", "2025-04-09"])
def test_states_in_the_news_have_a_leader_on_any_day(state: str, day: str) -> None:
    leaders = load_leaders()
    kinds = ("head of state", "head of government", "supreme leader")
    assert any(leaders.holders(state, kind, day) for kind in kinds)


def test_archigos_agrees(data: Path) -> None:
    if not (data / "history" / "peacesciencer" / "archigos.rda").is_file():
        pytest.skip("Archigos is absent from the research data")
    pytest.importorskip("rdata")
    compared = list(compare(read_archigos(data), load_leaders()))
    assert len(compared) > 2000
    assert len({one.state for one in compared}) > 140
    assert agreement(compared) >= 0.97


def holder(name: str, code: str = "AAA", **more: object) -> Holder:
    fields = {"sector": "GOV", "office": "head of state", "title": "president", "since": "2000"}
    return Holder(name=name, code=code, **(fields | more))  # type: ignore[arg-type]


def test_comparison_tells_leaders_apart() -> None:
    assert same_leader("Kaczynski", holder("Lech Kaczyński"))
    assert same_leader("Xi Jinping", holder("Xi Jinping"))
    assert same_leader("Deby", holder("Idriss Deby Itno"))
    assert same_leader("Gadhafi", holder("Muammar Gaddafi", also=("Moammar Gadhafi",)))
    assert not same_leader("Lech Walesa", holder("Lech Kaczyński"))
    assert not same_leader("Putin", holder("Dmitry Medvedev"))


def test_comparison_counts_only_leaders_of_the_day() -> None:
    titles = load_leaders()._titles
    gone = holder("Ann Other", to="2001-01-01")
    here = holder("Jo Doe", since="2001-01-01")
    minister = holder("Max Power", office="foreign minister")
    rule = Rule("AAA", "Doe", date(1999, 1, 1), date(2015, 12, 31))
    compared = list(compare([rule], Leaders([gone, here, minister], titles)))
    assert [one.agrees for one in compared] == [False] + [True] * 14
    assert compared[1].ours == ("Jo Doe",)
    assert compared[0].ours == ("Ann Other",)


def test_a_slip_in_a_file_is_named() -> None:
    text = "checked: 2026-01-01\nstates:\n  AAA:\n    offices:\n      - office: king of kings\n"
    with pytest.raises(TermsError) as caught:
        parse_yaml(text + "        title: x\n        holders: []\n", LeadersFile, "some.yaml")
    assert str(caught.value).startswith("some.yaml:")
    assert "king of kings" in str(caught.value)


def test_a_page_is_of_a_day_in_the_term() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Tenure("Ana Sol", since="2026-04", checked="2026-03-30")
    with pytest.raises(ValueError, match="the day is missing"):
        Tenure("Ana Sol", since="2026-04", against="a newspaper")


def test_no_line_is_checked_after_today() -> None:
    assert [h.name for h in load_leaders().all if h.checked and h.checked > TODAY] == []


def test_as_many_open_lines_are_checked_as_the_page_says() -> None:
    counted = {
        kind: (pages, recent)
        for kind, _, pages, recent in checked_table(open_lines(load_leaders()))
    }
    assert counted["all"] >= (341, 326)


def test_the_heads_of_the_largest_powers_were_checked_in_2026() -> None:
    leaders = load_leaders()
    powers = "USA RUS CHN GBR FRA DEU IND JPN IRN ISR UKR TUR PAK KOR ITA CAN AUS BRA".split()
    unchecked = [
        (state, holder.name)
        for state in powers
        for holder in leaders.holders(state, "head of government", TODAY)
        if holder.checked is None or holder.checked < "2026"
    ]
    assert unchecked == []


def test_a_numeral_is_no_surname() -> None:
    assert surnames("King Frederik X", "DNK") == ()
    assert load_leaders().named("X", "2025-06-25") == ()
    assert surnames("Malcolm Xavier", "USA") == ("xavier",)


def test_initials_in_the_middle_of_a_name_do_not_hide_its_holder() -> None:
    leaders = load_leaders()
    assert leaders.named("Antony J. Blinken", "2023-12-08")[0].code == "USA"
    assert leaders.is_full_name("Joseph R. Biden")
