"""How the difference that a what-if makes fared on later cases.

Two classes that differ in the edited input are set side by side as counted since 1992. From the
cases of 1946 to 1991 alone one would have expected the first to lie above the second by a certain
step in log-odds; what that foretells for the time since 1992 stands beside what came.
"""

from __future__ import annotations

from msgspec import Struct

from crisisdesk.history.classes import PastClass, era_of
from crisisdesk.odds.rates import expit, logit
from crisisdesk.terms.records import ReferenceClass

LATER, EARLIER, SINCE_WAR = "since-1992", "1946-1991", "since-1946"
POWERS = ("/usa/", "/rus/")


class HeldOut(Struct, frozen=True):
    """Past cases ``under`` the supposed input and ``without`` it, since 1992; ``expected`` is the
    rate (0..1) that earlier cases foretold for the first, None where too few were there. ``own``
    are the same two of the one power that is asked about, since 1946, where the former are those
    of both powers."""

    under: ReferenceClass
    without: ReferenceClass
    expected: float | None
    own: tuple[ReferenceClass, ReferenceClass] | None = None

    @property
    def words(self) -> str:
        """In a sentence."""
        told = f"Cases since 1992: {_counted(self.under)}; {_counted(self.without)}."
        if self.expected is not None:
            told += (
                " From the difference in 1946-91 one would have expected "
                f"{_percent(self.expected)} for the first, and {_percent(self.under.rate)} came."
            )
        if self.own:
            told += f" Its own since 1946: {_counted(self.own[0])}; {_counted(self.own[1])}."
        return told


def held_out(before: str, after: str) -> HeldOut | None:
    """The comparison for the ids of the class before and after an edit; None where both are one
    group or too few cases since 1992 were counted, even of both powers together."""
    (one, days), (other, _) = _parts(before), _parts(after)
    if one == other:
        return None
    for pair in ((one, other), (_both_powers(one), _both_powers(other))):
        without, under = (era_of(group, LATER, days) for group in pair)
        if without and under:
            early = [era_of(group, EARLIER, days) for group in pair]
            expected = _expected(without, early[0], early[1])
            own = _own(one, other, days) if pair != (one, other) else None
            return HeldOut(under.reference(), without.reference(), expected, own)
    return None


def _own(one: str, other: str, days: int | None) -> tuple[ReferenceClass, ReferenceClass] | None:
    without, under = era_of(one, SINCE_WAR, days), era_of(other, SINCE_WAR, days)
    return (under.reference(), without.reference()) if under and without else None


def _parts(name: str) -> tuple[str, int | None]:
    """A class's group and horizon, from its id ``group/era`` or ``group/era/90d``."""
    head, _, last = name.rpartition("/")
    if last.endswith("d") and last[:-1].isdecimal():
        return head.rpartition("/")[0], int(last[:-1])
    return head, None


def _both_powers(group: str) -> str:
    """The group of both powers together, where a power's own is too small."""
    for power in POWERS:
        group = group.replace(power, "/superpower/")
    return group


def _expected(
    without: PastClass, early_without: PastClass | None, early_under: PastClass | None
) -> float | None:
    if early_without is None or early_under is None:
        return None
    step = logit(_drawn(early_under)) - logit(_drawn(early_without))
    return expit(logit(_drawn(without)) + step)


def _drawn(past: PastClass) -> float:
    """The rate with half a case added either way: away from nought and one."""
    return (past.k + 0.5) / (past.n + 1.0)


def _counted(past: ReferenceClass) -> str:
    low, high = past.interval
    ends = f"{100 * low:.0f}–{100 * high:.0f}"
    return f"{past.name}, {past.k} of {past.n} ({_percent(past.rate)}, interval {ends})"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"
