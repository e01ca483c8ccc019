"""A question typed in words becomes one that can be answered: ``Will Russia arm Iran?``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.errors import QuestionError
from crisisdesk.odds.naming import named_in
from crisisdesk.odds.questions import questions_of
from crisisdesk.terms.files import load_yaml
from crisisdesk.terms.records import Crisis, HelpKind, Question, QuestionKind, Reading

_DAYS = re.compile(r"(?:within|in|next)\s+(?:the\s+next\s+)?(\d+)\s+(day|week|month|year)s?", re.I)
Name = TypeVar("Name")
_LENGTH = {"day": 1, "week": 7, "month": 30, "year": 365}


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    kinds: dict[QuestionKind, tuple[str, ...]]
    helps: dict[HelpKind, tuple[str, ...]]


@cache
def _words() -> _File:
    return load_yaml(Path(str(files("crisisdesk.odds") / "data" / "asking.yaml")), _File)


def question_from(text: str, crisis: Crisis, readings: Sequence[Reading]) -> Question:
    """The question about this crisis that ``text`` asks, with its words and horizon (``within 30
    days``; 90 days unless it says otherwise).

    Raises QuestionError where no kind of question can be made out, or the crisis has none that
    names the same actors; the error lists what can be asked.
    """
    kind = _first(_words().kinds, text)
    posed = questions_of(crisis, readings)
    if kind is None:
        raise QuestionError(_refusal(text, "does not say what would happen", posed))
    same = [question for question in posed if question.kind == kind]
    wanted = _first(_words().helps, text) or "direct"
    if kind == "intervention":
        same = [question for question in same if question.help == wanted]
    best = max(same, key=lambda question: _fit(question, text), default=None)
    if best is None or _fit(best, text)[0] < 0:
        raise QuestionError(_refusal(text, "names nobody with that part in this crisis", posed))
    found = _DAYS.search(text)
    days = int(found[1]) * _LENGTH[found[2].lower()] if found else best.horizon_days
    return replace(best, text=text, span=None, horizon_days=days)


def _first(kinds: Mapping[Name, Sequence[str]], text: str) -> Name | None:
    for name, words in kinds.items():
        parts = (re.escape(word).replace(r"\*", r"\w*") for word in words)
        if re.search(rf"\b(?:{'|'.join(parts)})\b", text, re.IGNORECASE):
            return name
    return None


def _fit(question: Question, text: str) -> tuple[int, int]:
    """How well a question's actors are those of the text; below 0 where its doer is not named."""
    named = [actor for actor in question.actors if named_in(actor, text)]
    if question.actors and not named:
        return -1, 0
    others = [question.target, question.beneficiary, *question.between]
    return len(named), sum(named_in(other, text) for other in others if other)


def _refusal(text: str, why: str, posed: Sequence[Question]) -> str:
    kinds = ", ".join(dict.fromkeys(question.kind for question in posed)) or "nothing"
    return f"{text!r} {why}; this desk can answer: {kinds}"
