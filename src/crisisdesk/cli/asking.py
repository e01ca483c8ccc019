"""A question put by options instead of words: ``--kind intervention --actor RUS --for IRN``."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from crisisdesk.errors import QuestionError

if TYPE_CHECKING:
    from crisisdesk.terms.records import Question


class Kind(StrEnum):
    """What may be asked."""

    strike = "strike"
    intervention = "intervention"
    mediation = "mediation"
    talks = "talks"
    escalation = "escalation"


class Help(StrEnum):
    """How a partner may help."""

    direct = "direct"
    arms = "arms"
    diplomatic = "diplomatic"


# the parts that a kind of question has, beside its horizon
PARTS = {
    Kind.strike: ("actor", "target"),
    Kind.intervention: ("actor", "for", "against", "help-kind"),
    Kind.mediation: ("actor", "between"),
    Kind.talks: ("between",),
    Kind.escalation: ("between",),
}


def structured(
    kind: Kind,
    actors: Sequence[str],
    parts: dict[str, str | None],
    days: int | None,
    as_of: str | None,
) -> Question:
    """The question that the options put; what they leave open the desk's crisis fills in.

    ``parts`` are target, for, against, between (two names with a comma or hyphen) and help-kind.
    Raises QuestionError where a part does not belong to the kind or names nobody known.
    """
    from crisisdesk.odds.actors import code_of
    from crisisdesk.odds.horizons import checked
    from crisisdesk.odds.questions import HORIZON
    from crisisdesk.terms.records import Question

    given = {name: value for name, value in parts.items() if value is not None}
    for name in (*(["actor"] if actors else []), *given):
        if name not in PARTS[kind]:
            raise QuestionError(
                f"a question of {kind} has no --{name}; it has "
                + ", ".join(f"--{part}" for part in PARTS[kind])
            )
    between = tuple(code_of(side, as_of) for side in _pair(given.get("between", "")))
    target = given.get("target") or given.get("against")
    helped = given.get("for")
    return Question(
        kind=kind.value,
        actors=tuple(code_of(actor, as_of) for actor in actors),
        target=code_of(target, as_of) if target else None,
        beneficiary=code_of(helped, as_of) if helped else None,
        between=between,
        help=Help(given.get("help-kind", "direct")).value if kind is Kind.intervention else None,
        horizon_days=checked(HORIZON if days is None else days),
    )


def _pair(text: str) -> list[str]:
    """Two names: ``USA-IRN``, ``the United States, Iran``."""
    if not text:
        return []
    parts = text.split(",") if "," in text else text.split("-", 1)
    if len(parts) != 2:
        raise QuestionError(f"--between {text!r} is not two sides: write USA-IRN")
    return [part.strip() for part in parts]
