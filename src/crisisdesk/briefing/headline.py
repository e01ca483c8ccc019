"""The headline judgement: what a reader takes away who reads nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from crisisdesk.briefing.answers import Answer
from crisisdesk.briefing.citations import Citation
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import count, day, listed, plain, uncapital
from crisisdesk.terms.records import Crisis

_RANK = {"low": 0, "moderate": 1, "high": 2}


class Headline(Struct, frozen=True):
    """``judgement`` is the first sentence, ``further`` what follows from it; none of them holds
    the confidence, which is the last sentence alone. ``answers`` are the ids they rest on."""

    judgement: str
    further: tuple[str, ...]
    confidence: str
    answers: tuple[str, ...]
    citations: tuple[Citation, ...]


def headline(answers: Sequence[Answer]) -> Headline:
    """The strike question's answer first (else the first answer), then the gravest help that a
    partner may give, then the likeliest mediator."""
    chosen = _chosen(answers)
    if not chosen:
        return Headline(
            "The reports pose no question that can be answered with odds.",
            (),
            "Nothing is judged, so no confidence is stated.",
            (),
            (),
        )
    weakest = min(chosen, key=lambda a: _RANK[a.forecast.confidence])
    plural = "this judgement" if len(chosen) == 1 else "these judgements"
    reason = uncapital(plain(weakest.forecast.confidence_reason).rstrip("."))
    because = f": {reason}" if reason else ""
    return Headline(
        judgement=chosen[0].likelihood,
        further=tuple(answer.likelihood for answer in chosen[1:]),
        confidence=f"Confidence in {plural} is {weakest.forecast.confidence}{because}.",
        answers=tuple(answer.id for answer in chosen),
        citations=tuple(dict.fromkeys(c for answer in chosen for c in answer.citations)),
    )


def _chosen(answers: Sequence[Answer]) -> list[Answer]:
    strikes = _kind(answers, "strike")
    helps = _kind(answers, "intervention")
    direct = [a for a in helps if a.forecast.question.help == "direct"] or helps
    mediators = _kind(answers, "mediation")
    likeliest = sorted(mediators, key=lambda a: -a.forecast.probability)
    chosen = [*strikes[:1], *direct[:1], *likeliest[:1]]
    return chosen or list(answers[:1])


def _kind(answers: Sequence[Answer], kind: str) -> list[Answer]:
    return [a for a in answers if a.forecast.question.kind == kind]


Scope = tuple[tuple[tuple[str, ...], ...], int]
"""Sides by code, all of one of which the reports name (of none: any), and how many such reports
there are, of which a brief may read only the latest."""


def title(crisis: Crisis, names: Names) -> str:
    """What to call the crisis: ``United States and Israel against Iran``."""
    threateners = [names.of(role.actor) for role in crisis.threateners]
    if crisis.target and threateners:
        return f"{listed(threateners)} against {names.of(crisis.target.actor)}"
    everyone = [*threateners, *([names.of(crisis.target.actor)] if crisis.target else [])]
    return listed(everyone) or "No crisis found in the reports"


def subtitle(as_of: str, reports: int, scope: Scope | None, names: Names) -> str:
    """The line under the title: the day, from how many reports, and which ones of more."""
    line = f"As of {day(as_of)}, from "
    if scope is None:
        return line + count(reports, "report")
    about, of = scope
    line += (
        f"the latest {reports} of {count(of, 'report')}" if of > reports else count(of, "report")
    )
    pairs = (listed([names.the(code) for code in sides]) for sides in about)
    return line + (f" that name {listed(list(pairs), 'or')}" if about else "")
