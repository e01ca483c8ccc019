"""How many typed questions are understood as a careful reader means them (``gold/asking.yaml``).

``python -m bench.asking``
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from msgspec import Struct

from bench.page import write_part
from crisisdesk.errors import QuestionError
from crisisdesk.odds.asking import question_from
from crisisdesk.terms.files import load_yaml
from crisisdesk.terms.records import Crisis, Question

GOLD = Path(__file__).parent / "gold" / "asking.yaml"


class Asked(Struct, frozen=True, forbid_unknown_fields=True):
    """A question and its parts: who does it, the others in any order, the help or the days."""

    text: str
    kind: str
    actors: tuple[str, ...] = ()
    others: tuple[str, ...] | None = None
    any_actor: bool = False
    help: str | None = None
    days: int | None = None


class Gold(Struct, frozen=True, forbid_unknown_fields=True):
    """The file."""

    as_of: str
    questions: tuple[Asked, ...]


def load_gold() -> Gold:
    """The annotated questions. Raises TermsError where the file breaks its schema."""
    return load_yaml(GOLD, Gold)


def is_meant(found: Question, asked: Asked) -> bool:
    """Whether a question that was made out is the one meant, in every part that is annotated."""
    other = {"strike": found.target, "intervention": found.beneficiary}.get(found.kind)
    others = {other} if other else set(found.between)
    return (
        found.kind == asked.kind
        and (asked.any_actor or found.actors == asked.actors)
        and (asked.others is None or others == set(asked.others))
        and (asked.help is None or found.help == asked.help)
        and (asked.days is None or found.horizon_days == asked.days)
    )


def missed(gold: Gold) -> list[tuple[Asked, str]]:
    """The questions that are not understood as meant, without a crisis to lean on, and what was
    made of each."""
    found = []
    for asked in gold.questions:
        try:
            made = question_from(asked.text, Crisis(), gold.as_of)
        except QuestionError as error:
            found.append((asked, f"refused: {error}"))
            continue
        if not is_meant(made, asked):
            found.append((asked, f"read as {made.kind} of {made.actors}"))
    return found


def main() -> None:
    """Print the misses and write the part of the page."""
    gold = load_gold()
    wrong = missed(gold)
    kinds = Counter(asked.kind for asked in gold.questions)
    bad = Counter(asked.kind for asked, _ in wrong)
    for asked, why in wrong:
        print(f"{asked.text}: {why}")
    lines = [
        "## Typed questions",
        "",
        "`python -m bench.asking`: read as a careful reader means them.",
        "",
    ]
    lines += ["| kind | right |", "| --- | --- |"]
    lines += [f"| {kind} | {n - bad[kind]} of {n} |" for kind, n in kinds.items()]
    lines += [f"| all | {len(gold.questions) - len(wrong)} of {len(gold.questions)} |"]
    print("\n".join(lines))
    write_part("asking", "\n".join(lines))


if __name__ == "__main__":
    main()
