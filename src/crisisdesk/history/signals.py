"""What else in a dispute's dated record goes with force, beyond force, threats and mobilisation.

Counted in coded news (`training/history/signals.py`): days of pairs in conflict on which such a
thing was told since the latest use of force between them, and not over 30 days before; how often
force followed, and how often it was to be expected from the force before alone. The effect is the
difference in log-odds, drawn to nought by as much as it is unsure. Truces are also counted where
international crises ended by formal agreement, which is the count that they go by.
"""

from __future__ import annotations

from functools import cache

import msgspec
import yaml
from msgspec import Struct

from crisisdesk.history.classes import shipped
from crisisdesk.schemas import prepared

FRESH = 30  # days for which a signal counts, and within which force was counted
AGREED = "truce/crises"  # the count of crises that ended by formal agreement


class Kind(Struct, frozen=True):
    """A signal: what to call it, which CAMEO codes tell it, whether a third party gives it, and
    the count that it goes by where that is not its own."""

    id: str
    words: str
    codes: tuple[str, ...]
    third: bool = False
    count: str = ""


KINDS = (
    Kind("truce", "a truce was declared", ("0871",), count=AGREED),
    Kind("talks", "the two met or agreed to meet for talks", ("046", "036")),
    Kind("agreement", "the two signed an agreement", ("057",)),
    Kind("release", "people or property were returned", ("084",)),
    Kind("refusal", "proposals or demands were rejected", ("12",)),
    Kind("rupture", "relations were broken or reduced", ("160", "161")),
    Kind("ultimatum", "an ultimatum was given", ("139",)),
    Kind("mediation", "somebody went between or offered to", ("045", "039"), third=True),
)


class Signal(Struct, frozen=True):
    """A count: ``k`` of ``n`` moments (of so many pairs or crises, the ``clusters``) were followed
    by force within so many days, where ``expected`` were to be; the effect in log-odds, and the
    90 % interval of what it was drawn from."""

    id: str
    source: str
    days: int
    n: int
    clusters: int
    k: int
    expected: float
    effect: float
    interval: tuple[float, float]

    @property
    def counts(self) -> bool:
        """Whether the interval leaves nought out, so that it moves odds."""
        low, high = self.interval
        return low > 0 or high < 0

    @property
    def told(self) -> str:
        """The count in words."""
        return (
            f"force followed {self.k:,} of {self.n:,} such days within {self.days} days, where "
            f"{self.expected:,.0f} were expected without it"
        )


@cache
def signals() -> dict[str, Signal]:
    """The counts that ship, by id."""
    rows = yaml.safe_load(shipped("signals.yaml").read_text(encoding="utf-8"))["signals"]
    return {one.id: one for one in msgspec.convert(rows, prepared(tuple[Signal, ...]))}
