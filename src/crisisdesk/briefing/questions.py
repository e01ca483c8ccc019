"""Finds a brief's answers by what they ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from crisisdesk.briefing.answers import Answer
from crisisdesk.terms.records import HelpKind


class Questions:
    """The answers of a brief. Actors are codes; None matches any. Raises KeyError where no
    answer matches."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._answers = answers

    def __iter__(self) -> Iterator[Answer]:
        return iter(self._answers)

    def __len__(self) -> int:
        return len(self._answers)

    def strike(self, actor: str | None = None, target: str | None = None) -> Answer:
        """Will ``actor`` use force against ``target``?"""
        return self._find("strike", actor, target=target)

    def intervention(
        self,
        actor: str | None = None,
        beneficiary: str | None = None,
        help: HelpKind | None = None,
    ) -> Answer:
        """Will ``actor`` help ``beneficiary``, and how?"""
        return self._find("intervention", actor, beneficiary=beneficiary, help=help)

    def mediation(self, actor: str | None = None) -> Answer:
        """Will ``actor`` mediate?"""
        return self._find("mediation", actor)

    def _find(self, kind: str, actor: str | None, **sought: str | None) -> Answer:
        for answer in self._answers:
            question = answer.forecast.question
            fits = all(v is None or getattr(question, k) == v for k, v in sought.items())
            if question.kind == kind and fits and (actor is None or actor in question.actors):
                return answer
        wanted = ", ".join(str(v) for v in (actor, *sought.values()) if v)
        raise KeyError(f"no {kind} question about {wanted or 'anyone'}")
