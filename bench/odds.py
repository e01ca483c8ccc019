"""The odds against what is known: ``python -m bench.odds [--data DIR] [--write]``.

First the shipped classes beside figures that were measured apart from this code; then, where the
research data is present, a back-test of the strike rule: cases up to a year set the rates, later
cases score them. Brier scores, lower is better; the skill is against the base rate of all earlier
cases, its 90 % interval from a bootstrap by confrontation.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from bench.page import write_part
from crisisdesk.history.classes import find_class
from crisisdesk.odds.rates import PRIOR_CASES

if TYPE_CHECKING:
    from training.history.threats import Episode

# name, class, expected n (None where only the rate was published), expected rate in per cent
FIGURES = [
    ("force after an explicit threat", "force-after-threat/all", 509, 34.8),
    ("... to 1945", "force-after-threat/to-1945", None, 45),
    ("... 1946-1991", "force-after-threat/1946-1991", None, 30),
    ("... since 1992", "force-after-threat/since-1992", None, 24),
    ("... within 30 days", "force-after-threat/all/30d", None, 17),
    ("... within 90 days", "force-after-threat/all/90d", None, 22),
    ("... within 90 days, since 1992", "force-after-threat/since-1992/90d", None, 10),
    ("... within 365 days", "force-after-threat/all/365d", None, 32),
    ("war after an explicit threat", "war-after-threat/all", None, 10),
    ("pact honoured", "honours/any/all", 146, 50.0),
    ("... defense", "honours/defense/all", 102, 41.2),
    ("... defense, since 1945", "honours/defense/since-1946", 43, 14.0),
    ("... offense", "honours/offense/all", 42, 73.8),
    ("... neutrality", "honours/neutrality/all", 45, 77.8),
    ("... nonaggression", "honours/nonaggression/all", 49, 36.7),
    ("US help, defense pact", "helps/usa/defense/military/since-1946", 201, 34),
    ("... since 1992", "helps/usa/defense/military/since-1992", None, 54),
    ("US help, no pact", "helps/usa/none/military/since-1946", None, 14),
    ("Russian help, defense pact", "helps/rus/defense/military/since-1946", 48, 17),
    ("Russian help, no pact", "helps/rus/none/military/since-1946", 520, 5),
    ("joins, defense, to 1945", "joins/defense/to-1945", 753, 4.5),
    ("joins, defense, 1946-91", "joins/defense/1946-1991", 10225, 0.51),
    ("joins, defense, since 1992", "joins/defense/since-1992", 7383, 0.09),
    ("joins, no pact, since 1992", "joins/none/since-1992", 106231, 0.02),
    ("joins, bilateral pact", "joins/defense-bilateral/all", 1744, 1.8),
    ("joins, multilateral pact", "joins/defense-multilateral/all", None, 0.4),
    ("joins at war, defense", "joins-war/defense/all", None, 7.9),
    ("mediated", "mediated/all", None, 31),
    ("... since 1992", "mediated/since-1992", None, 42.5),
    ("mediation refused", "mediation-refused/all", None, 7.5),
    ("main mediator a state", "main-mediator/state/all", None, 35.6),
]
DRAWS = 1000
# cut year, from when cases count as recent at the time, last year scored
SPLITS = [(1945, 1900, 1990), (1960, 1920, 1990), (1975, 1946, 2014), (1990, 1946, 2014)]
Rule = Callable[["Episode"], float]


def show_figures() -> None:
    """The classes beside the figures measured apart."""
    print(f"{'class':34}{'n':>8}{'rate %':>9}{'wanted n':>10}{'wanted %':>10}")
    for name, key, n, percent in FIGURES:
        past = find_class(key)
        off = abs(100 * past.rate - percent) > max(0.6, 0.02 * percent) or (n or past.n) != past.n
        row = f"{name:34}{past.n:8}{100 * past.rate:9.2f}{n or '':>10}{percent:10.2f}"
        print(row + ("   differs" if off else ""))


def came_true(episode: Episode, days: int | None) -> bool:
    """Whether the threatener used force (within ``days``, or at all)."""
    return episode.delay is not None and (days is None or episode.delay <= days)


def rules(train: Sequence[Episode], recent: int, days: int | None) -> dict[str, Rule]:
    """The shipped rule and plainer ones, each fitted on ``train`` alone."""
    base = np.mean([came_true(e, days) for e in train])
    late = [e for e in train if e.year >= recent]

    def drawn(cases: Sequence[Episode], mean: float, prior: float = PRIOR_CASES) -> float:
        """The shipped rule's mean: counts at their effective number, and the prior."""
        from training.history.classes import Case, clustered

        rows = [Case(e.year, e.micnum, came_true(e, days)) for e in cases]
        effect = clustered(rows)[1] if rows else 1.0
        n, k = len(rows) / effect, sum(row.yes for row in rows) / effect
        return float((k + prior * mean) / (n + prior)) if n + prior else float(mean)

    family = drawn(late, float(base))
    of_hit = [e for e in train if e.hit_before]
    hit_all = float(np.mean([came_true(e, days) for e in of_hit]))
    hit = drawn([e for e in late if e.hit_before], hit_all)
    by_major = {side: drawn([e for e in late if e.major is side], family) for side in (True, False)}
    recent_only = drawn(late, float(base), prior=0.0)
    return {
        "base rate, all years": lambda e: float(base),
        "base rate, recent years": lambda e: recent_only,
        "shipped, without facet": lambda e: family,
        "shipped": lambda e: hit if e.hit_before else family,
        "by major power": lambda e: by_major[e.major],
    }


def back_test(root: Path) -> None:
    """Score the rules on later cases, for force at all and within 90 days."""
    from training.history import threats

    past = threats.episodes(root, threats.THREAT)
    for days in (None, 90):
        for cut, recent, last in SPLITS:
            train = [e for e in past if e.year <= cut]
            test = [e for e in past if cut < e.year <= last]
            print(
                f"\nforce {'at all' if days is None else f'within {days} days'}: to {cut} "
                f"({len(train)} cases) scored on {cut + 1}-{last} ({len(test)} cases, "
                f"{np.mean([came_true(e, days) for e in test]):.1%} yes)"
            )
            _score(rules(train, recent, days), test, days)


def _score(found: dict[str, Rule], test: Sequence[Episode], days: int | None) -> None:
    yes = np.array([came_true(e, days) for e in test], dtype=float)
    clusters = np.array([e.micnum for e in test])
    losses = {name: (np.array([rule(e) for e in test]) - yes) ** 2 for name, rule in found.items()}
    base = losses["base rate, all years"]
    for name, loss in losses.items():
        mean = np.mean([found[name](e) for e in test])
        low, high = _skill_interval(loss, base, clusters)
        skill = 1 - loss.mean() / base.mean()
        print(
            f"  {name:26} Brier {loss.mean():.4f}  skill {skill:+.3f} [{low:+.3f}, {high:+.3f}]"
            f"  mean forecast {mean:.1%}"
        )


def _skill_interval(loss, base, clusters) -> tuple[float, float]:
    names, index = np.unique(clusters, return_inverse=True)
    one = np.bincount(index, loss, len(names))
    other = np.bincount(index, base, len(names))
    shares = np.full(len(names), 1 / len(names))
    draws = np.random.default_rng(7).multinomial(len(names), shares, size=DRAWS)
    low, high = np.quantile(1 - (draws @ one) / (draws @ other), [0.05, 0.95])
    return float(low), float(high)


def part(data: Path) -> str:
    """The part of the page: the fitted models on later years, mediators, and what is in reach."""
    from bench import calibration, fits, mediators, reach

    root = data / "history"
    rows, remarks = fits.back_test(root)
    lines = [
        "## Odds",
        "`python -m bench.odds --write`. Fitted models on years that they have not seen, as they "
        "ship: fitted to the years before, and joined with the recent rate of their class where "
        "they ship so. Inputs and weights were chosen on rolling origins before 1990 (pacts: by "
        "leaving out one war at a time, which scores them too), but two choices were made with "
        "figures from after 1990 in view: that a class sets the level of help, and which facts "
        "about the two states the odds of force keep. For those questions the test is no clean "
        "one. Days of a dispute stand beside each other in it. Sources are named in docs/odds.md. "
        "Brackets are 90 % intervals, whole disputes drawn. ICB tells how violent a crisis came to "
        "be, not when: mediation is forecast from whether it began with violence, help as if the "
        "violence were known, as its question supposes; beside each stand the odds of the other.",
        fits.table(rows),
        *(f"- {remark}" for remark in [*remarks, *mediators.lines(data)]),
        "How the odds agree with what came (goal: ECE at or below .03, slope .8 to 1.2, no "
        "forecasts above what came after 1990). Beside it stands what perfect odds would have "
        "shown on the same cases: outcomes drawn from the forecasts, up to a thousand times, cases "
        "of a dispute as alike as they were. A goal that few of them reach cannot be shown to be "
        "met by so few cases; an ECE, or a mean, that many of them match is no sign of a fault.",
        calibration.table([(row.task, row.test, row.held) for row in rows]),
    ]
    lines += [
        "The goals, and what the inputs hold. In hindsight means: by the better of boosted trees "
        "and the same logit, learned from all years, whole disputes left out in tenths. What "
        "neither reaches is out of reach of better fitting; more inputs may go further. A goal "
        "missed by no more than chance lies within the 90 % interval.",
        reach.table(root),
        "Trees in hindsight, and how the logits fare with ever more disputes to learn from:",
        *(f"- {line}" for line in reach.lines(root)),
    ]
    return "\n\n".join(lines).replace("\n\n- ", "\n- ")


def main(arguments: list[str] | None = None) -> int:
    """Print the figures and, with data, the back-test; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m bench.odds", description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("CRISISDESK_DATA"))
    parser.add_argument("--write", action="store_true", help="write the part of the page")
    options = parser.parse_args(arguments)
    show_figures()
    if options.data and (Path(options.data) / "history").is_dir():
        back_test(Path(options.data) / "history")
        body = part(Path(options.data))
        print(f"\n{body}")
        if options.write:
            write_part("odds", body)
    else:
        print("\nno back-test: the research data is absent (--data DIR or CRISISDESK_DATA)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
