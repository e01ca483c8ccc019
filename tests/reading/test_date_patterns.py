"""The grammar of dates, apart from what its matches mean."""

import pytest

from crisisdesk.reading.date_patterns import SIGNS, patterns

TEXT = """
On March 3, 2025, on 4 Sept. 1914 and again in May of last year, in June 2020, they met.
Three weeks ago it began. By Monday last week, or by Sunday, all was over; since May nothing moved.
A century ago, twenty-one
years earlier, two weeks later, three days before, ten days after; a year on, a day afterwards.
In September of ’72, last quarter, over the past two weeks, a few days ago and several weeks ago.
Ten days after the shelling of the town began again, the two sides say the line is quiet.
The log of 2025-04-09 and of 1/17/2025 tells of the next day, that evening and this summer.
After tomorrow nothing is known. In 1599, 1689, 1755, 1812, 1999 and 2031.
"""


@pytest.mark.parametrize("name", SIGNS)
def test_whatever_a_pattern_matches_holds_one_of_its_signs(name: str) -> None:
    matches = [match.group() for match in patterns()[name].finditer(TEXT)]
    assert matches
    assert all(any(sign in match + "," for sign in SIGNS[name]) for match in matches)
