"""The trial: ``python -m bench.trial [--page]``.

Replays the invented crisis of ``tests/trial`` through the watch, day by day, and tells what the
desk made of it: the odds of a strike on the evenings of the true course, the alerts, and what the
rules of kept questions decided. ``--page`` writes it down.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from bench.page import write_part
from tests.trial.stage import Played, course
from tests.watch.sites import serving

COLUMNS = "| day | what happened | odds of force within 60 days |\n|---|---|---|"


def course_table(played: Played) -> str:
    """The true course, each day with the odds of its evening."""
    days: dict[str, list[str]] = {}
    for row in course()["events"]:
        days.setdefault(row["day"].isoformat(), []).append(row["what"])
    for day in ("2031-03-11", "2031-03-28", "2031-04-11", "2031-05-29"):
        days.setdefault(day, ["(nothing)"])
    rows = [f"| {day} | {', '.join(days[day])} | {played.odds[day]:.1%} |" for day in sorted(days)]
    return "\n".join([COLUMNS, *rows])


def alerts_of(played: Played) -> list[str]:
    """Each alert: its day and its threshold."""
    told = [(day, line.rpartition(": ")[2]) for day, line in played.told("ALERT")]
    return [f"alert of {day}: {words.partition(' as of ')[0]}" for day, words in told]


def questions_of(played: Played) -> list[str]:
    """What was decided of each question, beside the truth."""
    came = {row["text"]: row["came"] for row in course()["questions"]}
    lines = []
    for standing in played.desk.questions.standing():
        text, outcome = standing.asked.question.text, standing.outcome
        found = "left to a person" if outcome is None else outcome.true.get("yes", "no")
        lines.append(f"{text} In truth {came[text] or 'no'}; by its rule: {found}")
    return lines


def page_of(played: Played, seconds: float) -> str:
    """The part of the page of figures."""
    reports = len(played.stage.items)
    listed = "\n".join(f"- {line}" for line in [*alerts_of(played), *questions_of(played)])
    return (
        f"## The trial\nBy `python -m bench.trial`: {reports} invented reports of a crisis between "
        "Peru and Ecuador, replayed through the watch day by day "
        f"([what it is](desk.md#a-trial)); {seconds:.0f} s of one processor.\n\n"
        f"{course_table(played)}\n\n{listed}"
    )


def main() -> None:
    """Play the trial, and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--page", action="store_true", help="write docs/benchmarks.md")
    given = parser.parse_args()
    start = time.process_time()
    with serving() as site, tempfile.TemporaryDirectory() as folder:
        played = Played(site, Path(folder))
        played.play()
        page = page_of(played, time.process_time() - start)
        played.stage.close()
    print(page)
    if given.page:
        write_part("trial", page)


if __name__ == "__main__":
    main()
