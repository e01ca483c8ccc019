"""The ranking of mediators that ships, and the acts that it is told of.

A question counts once as the news tells it, and again with its talks thinned and with a record that
ends three years before, as a desk's own may (`VIEWS`), all together as one case. The ridge was
chosen on 2007-12.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from crisisdesk.history.mediations import SOURCE
from training.history.choices import Choice, fit_choice
from training.history.mediator_cases import Question, Told, named_inputs, questions, told

RIDGE = 20.0
VIEWS = tuple((keep, gap) for keep in (1.0, 0.3, 0.1) for gap in (0, 3 * 365))
DIGITS = 4


def views(rows: Sequence[Told]) -> list[list[Question]]:
    """The questions in every view, the whole news first."""
    return [questions(rows, keep, gap) for keep, gap in VIEWS]


def fit_ranking(seen: Sequence[Sequence[Question]], before: int | None = None) -> Choice:
    """The ranking from all questions, or from those asked before a day."""
    asked = [one for view in seen for one in view if before is None or one.day < before]
    return fit_choice(asked, RIDGE, 1.0 / len(seen))


def write(events: Path, folder: Path) -> list[str]:
    """Write ``mediator.json`` and ``mediations.yaml``; a line about them."""
    rows = told(events)
    seen = views(rows)
    fitted = _row(fit_ranking(seen), seen[0])
    (folder / "mediator.json").write_text(
        json.dumps(fitted, separators=(",", ":")) + "\n", encoding="utf-8"
    )
    acts = _acts(rows)
    head = "# Who mediated, or offered to, towards whom, by month. Made by\n"
    head += f"# `python -m training.history` from {SOURCE}; do not edit.\nmediations:\n"
    (folder / "mediations.yaml").write_text(head + "\n".join(acts) + "\n", encoding="utf-8")
    return [f"mediator: {fitted['k']} of {fitted['n']}; {len(acts)} pairs that one mediated in"]


def _row(choice: Choice, asked: Sequence[Question]) -> dict[str, Any]:
    return {
        "id": "mediator",
        "name": "who, among several, mediates next",
        "data": SOURCE,
        "years": f"{asked[0].year}-{asked[-1].year}",
        "n": len(asked),
        "k": sum(one.place is not None for one in asked),
        "clusters": len({one.parties for one in asked}),
        "intercept": 0.0,
        "inputs": [
            {
                "name": name,
                "mean": round(float(choice.mean[i]), DIGITS),
                "scale": round(float(choice.scale[i]), DIGITS),
                "effect": round(float(choice.effects[i]), DIGITS),
            }
            for i, name in enumerate(named_inputs())
        ],
    }


def _acts(rows: Sequence[Told]) -> list[str]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for day, by, on, kind in rows:
        if kind == "mediates":
            found[by, on].append(date.fromordinal(day).isoformat()[:7])
    return [
        f'  - {{by: "{by}", towards: "{on}", months: {json.dumps(months)}}}'
        for (by, on), months in sorted(found.items())
    ]
