"""The shipped classes: what their counts must be, and that they come out of the data again."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.errors import QuestionError, TermsError
from crisisdesk.history.classes import era_of, find_class, horizons, load_classes
from crisisdesk.terms.files import parse_yaml

# Published or measured apart from this code: id, n, k.
KNOWN = [
    ("force-after-threat/all", 509, 177),
    ("force-after-threat/since-1992", 139, 34),
    ("force-after-threat/since-1992/30d", 139, 10),
    ("force-after-threat/since-1992/90d", 139, 14),
    ("force-after-threat/since-1992/365d", 139, 31),
    ("war-after-threat/all", 509, 51),
    ("honours/any/all", 146, 73),
    ("honours/defense/all", 102, 42),
    ("honours/defense/to-1945", 59, 36),
    ("honours/defense/since-1946", 43, 6),
    ("honours/offense/all", 42, 31),
    ("honours/neutrality/all", 45, 35),
    ("honours/nonaggression/all", 49, 18),
    ("helps/usa/defense/military/since-1946", 201, 69),
    ("helps/usa/defense/military/since-1992", 59, 32),
    ("helps/rus/defense/military/since-1946", 48, 8),
    ("helps/rus/none/military/since-1946", 520, 27),
    ("main-mediator/state/all", 150, 53),
    ("main-mediator/global-organisation/all", 150, 33),
]
# And these by their rate in per cent.
RATES = [
    ("force-after-threat/all", 34.8),
    ("force-after-threat/to-1945", 45.0),
    ("force-after-threat/1946-1991", 30.2),
    ("force-after-threat/all/30d", 16.5),
    ("force-after-threat/all/90d", 21.8),
    ("force-after-threat/all/365d", 32.4),
    ("helps/usa/defense/military/since-1946", 34.3),
    ("helps/usa/none/military/since-1946", 13.9),
    ("helps/rus/none/military/since-1946", 5.2),
    ("mediated/all", 31.4),
    ("mediated/since-1992", 42.5),
    ("mediation-refused/all", 7.5),
    ("mediated/full-scale-war/all", 44.6),
    ("joins/defense/to-1945", 4.5),
    ("joins/defense/1946-1991", 0.51),
    ("joins/none/1946-1991", 0.07),
    ("joins/defense-bilateral/all", 1.8),
    ("joins-war/defense/all", 7.9),
]


@pytest.mark.parametrize(("name", "n", "k"), KNOWN)
def test_counts_are_those_measured_apart(name, n, k):
    past = find_class(name)
    assert (past.n, past.k) == (n, k)


@pytest.mark.parametrize(("name", "percent"), RATES)
def test_rates_are_those_measured_apart(name, percent):
    assert 100 * find_class(name).rate == pytest.approx(percent, abs=0.1)


def test_waits_are_those_measured_apart():
    assert find_class("force-after-threat/all").median_days == 44
    assert find_class("mediated/all").median_days == 51


def test_every_class_is_consistent():
    for past in load_classes():
        low, high = past.interval
        assert 0 <= low <= past.rate <= high <= 1, past.id
        assert past.rate == pytest.approx(past.k / past.n, abs=1e-4)
        assert past.clusters <= past.n
        assert past.effective_n <= past.n + 0.05
        assert past.source and past.definition and past.name
        assert past.reference().n == past.n


def test_ids_are_unique():
    names = [past.id for past in load_classes()]
    assert len(names) == len(set(names))


def test_counts_nest_in_their_horizons():
    for group in {past.group for past in load_classes()}:
        for era in ("all", "since-1946", "since-1992"):
            counted = [era_of(group, era, days) for days in horizons(group)]
            yes = [past.k for past in counted if past]
            assert yes == sorted(yes), (group, era)


def test_unknown_class_is_refused_by_name():
    with pytest.raises(QuestionError, match="force-after-lunch"):
        find_class("force-after-lunch/all")


def test_broken_file_names_its_line():
    from crisisdesk.history.classes import _File

    text = "groups:\n  - group: a\n    name: b\n    source: c\n    definition: d\n    counts:\n"
    text += "      - {era: all, n: many}\n"
    with pytest.raises(TermsError, match=r"file:7"):
        parse_yaml(text, _File, "file")


@given(st.sampled_from(["all", "since-1992", "nonsense"]), st.integers(1, 400))
def test_era_of_finds_only_what_was_counted(era, days):
    past = era_of("force-after-threat", era, days)
    assert (past is not None) == (days in (30, 90, 180, 365) and era != "nonsense")


@pytest.mark.parametrize("part", ["pacts", "helping", "crises", "newsdays"])
def test_counting_again_gives_the_shipped_counts(data: Path, part):
    """The quick parts in full; threats and joining have their own tests below."""
    import importlib

    _same(importlib.import_module(f"training.history.{part}").rows(data / "history"))


def test_counting_threats_again_gives_the_shipped_counts(data: Path):
    from training.history import threats
    from training.history.classes import Case

    past = threats.episodes(data / "history", threats.THREAT)
    cases = [Case(e.year, e.micnum, e.delay is not None) for e in past]
    shipped = find_class("force-after-threat/all")
    assert (len(cases), sum(c.yes for c in cases)) == (shipped.n, shipped.k)
    assert len({c.cluster for c in cases}) == shipped.clusters


def _same(rows):
    assert rows
    for row in rows:
        past = era_of(row["group"], row["era"], row.get("horizon_days"))
        assert past is not None, row["group"]
        assert (past.n, past.k) == (row["n"], row["k"]), past.id
        assert past.interval == pytest.approx(tuple(row["interval"]), abs=1e-4)
