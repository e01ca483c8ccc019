"""Candidates for mediating, ranked."""

from __future__ import annotations

from datetime import date

import pytest

from crisisdesk.history.mediations import acts_by
from crisisdesk.odds.likely_mediators import likeliest, place_of, ranked

DAY = "2019-02-01"


def test_shares_sum_to_one_and_fall() -> None:
    found = ranked((), ("SDN", "SSD"), {}, DAY)
    shares = [one.share for one in found]
    assert sum(shares) == pytest.approx(1.0)
    assert shares == sorted(shares, reverse=True)


def test_who_went_between_there_often_stands_before_who_never_did() -> None:
    order = [one.actor for one in ranked((), ("ISR", "PSE"), {}, DAY)]
    assert order.index("EGY") < order.index("UNO")
    assert "ISR" not in order and "PSE" not in order


def test_partners_are_left_out() -> None:
    order = [one.actor for one in ranked((), ("ISR", "PSE"), {}, DAY, {"EGY"})]
    assert "EGY" not in order


def test_nothing_later_than_the_day_counts() -> None:
    before = {one.actor for one in ranked((), ("ISR", "PSE"), {}, "1940-01-01")}
    assert before == {"UNO"}


def test_lines_name_the_source() -> None:
    found = ranked((), ("SDN", "SSD"), {}, DAY)
    (line,) = likeliest(found)
    assert "ICEWS" in line.source and f"{found[0].share:.0%}" in line.name
    assert place_of(found[1].actor, found)[0].name.startswith(f"place 2 of {len(found)}")
    assert not place_of("NZL", found) and not likeliest([])


def test_each_act_elsewhere_counts_though_of_one_month() -> None:
    acts = acts_by("UNO", None, date.fromisoformat(DAY))
    assert len(set(acts)) < len(acts)
    (found,) = (one for one in ranked((), ("NZL", "AUS"), {}, DAY) if one.actor == "UNO")
    assert f"mediated elsewhere {len(acts)} times" in found.why
