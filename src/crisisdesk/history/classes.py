"""The reference classes that ship: counts of past cases, with their sources.

A class has a *group* (what happened to whom: ``force-after-threat/hit-before``), an *era* and,
where time matters, a *horizon* in days. Its id joins them: ``force-after-threat/all/90d``.
`training.history` counts them from the research data; `data/classes.yaml` is its output.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from msgspec import Struct
from msgspec.structs import asdict

from crisisdesk.errors import QuestionError
from crisisdesk.terms.files import load_yaml
from crisisdesk.terms.records import ReferenceClass

LEVEL = 0.9  # of every interval here


class PastClass(Struct, frozen=True, kw_only=True):
    """Past cases of one kind: ``k`` of ``n`` came out yes, in ``clusters`` independent disputes.

    ``interval`` is 90 %, by ``method``; ``effective_n`` is n over the design effect of
    clustering. ``median_days`` is the typical wait of those that came out yes; ``span_days``
    how long such cases last where no date of the outcome is known.
    """

    id: str
    group: str
    name: str
    era: str
    years: str
    n: int
    k: int
    rate: float
    interval: tuple[float, float]
    method: str
    clusters: int
    effective_n: float
    source: str
    definition: str
    horizon_days: int | None = None
    median_days: int | None = None
    span_days: int | None = None

    def reference(self) -> ReferenceClass:
        """As the record that a forecast carries."""
        return ReferenceClass(
            id=self.id,
            name=self.name,
            n=self.n,
            k=self.k,
            rate=self.rate,
            interval=self.interval,
            era=self.years,
            source=self.source,
        )


class _Count(Struct, frozen=True, forbid_unknown_fields=True):
    era: str
    years: str
    n: int
    k: int
    rate: float
    interval: tuple[float, float]
    method: str
    clusters: int
    effective_n: float
    horizon_days: int | None = None
    median_days: int | None = None
    span_days: int | None = None


class _Group(Struct, frozen=True, forbid_unknown_fields=True):
    group: str
    name: str
    source: str
    definition: str
    counts: tuple[_Count, ...]


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    groups: tuple[_Group, ...]


def shipped(name: str) -> Path:
    """The path of a data file that ships in ``crisisdesk/history/data``."""
    return Path(str(files("crisisdesk.history") / "data" / name))


@cache
def load_classes() -> tuple[PastClass, ...]:
    """All shipped classes, in order of file. Raises TermsError where the file is broken."""
    groups = load_yaml(shipped("classes.yaml"), _File).groups
    return tuple(_past(group, count) for group in groups for count in group.counts)


def _past(group: _Group, count: _Count) -> PastClass:
    return PastClass(
        id=_name(group.group, count.era, count.horizon_days),
        group=group.group,
        name=group.name,
        source=group.source,
        definition=group.definition,
        **asdict(count),
    )


def _name(group: str, era: str, horizon_days: int | None) -> str:
    return f"{group}/{era}" + (f"/{horizon_days}d" if horizon_days else "")


@cache
def _by_id() -> dict[str, PastClass]:
    return {past.id: past for past in load_classes()}


def find_class(name: str) -> PastClass:
    """The class with the id ``name``. Raises QuestionError where there is none."""
    found = _by_id().get(name)
    if found is None:
        raise QuestionError(f"no reference class {name!r}: see docs/odds.md for those there are")
    return found


def era_of(group: str, era: str, horizon_days: int | None = None) -> PastClass | None:
    """The class of a group, era and horizon; None where too few cases were there to count."""
    return _by_id().get(_name(group, era, horizon_days))


@cache
def horizons(group: str) -> tuple[int, ...]:
    """The horizons (days, ascending) at which a group was counted; empty where without time."""
    found = {past.horizon_days for past in load_classes() if past.group == group}
    return tuple(sorted(days for days in found if days))
