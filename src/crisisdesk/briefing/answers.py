"""Answers: forecasts in words with their evidence, and the reports' own questions beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from crisisdesk.briefing.asking import asked, deadline, judgement
from crisisdesk.briefing.citations import Citation, Citer
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import capital, percent, plain, uncapital
from crisisdesk.terms.records import Forecast, Question, Reading

_KINDS = ("strike", "intervention", "mediation", "talks", "escalation", "outlook")
_HELPS = ("direct", None, "arms", "diplomatic")


_MODAL = re.compile(r"\b(?:will|would|can|could|may|might|should|shall)\b", re.IGNORECASE)
# what asks how things will go, and not whether some one thing will be done
_OPEN = re.compile(
    r"\b(?:next|ahead|future|happen|happens|war or|diplomacy or|peace or|talks or)\b"
    r"|^\W*(?:what|where|how|when)\b.*\b(?:will|would|can|could|may|might)\b",
    re.IGNORECASE,
)


class Reason(Struct, frozen=True):
    """One driver of a forecast in words, with the lines that it was read from, or the row of a
    data set (``source``). ``effect`` is in log-odds, 0 where it only chose the class."""

    name: str
    effect: float
    citations: tuple[Citation, ...]
    source: str = ""


class Answer(Struct, frozen=True):
    """A question with its odds. ``likelihood`` and ``confidence`` are whole sentences and never
    one sentence together; ``basis`` names the reference class with its count and rate; ``together``
    is the sentence that gives the odds of condition and outcome both, empty without a condition."""

    id: str
    question: str
    deadline: str
    likelihood: str
    confidence: str
    basis: str
    together: str
    reasons: tuple[Reason, ...]
    citations: tuple[Citation, ...]
    forecast: Forecast


class AskedQuestion(Struct, frozen=True):
    """A question that a report itself asks; ``answers`` are ids of answers, the nearest first."""

    text: str
    kind: str
    citation: Citation
    answers: tuple[str, ...]


def answers_of(forecasts: Sequence[Forecast], citer: Citer, names: Names) -> list[Answer]:
    """Each question once (a question that a report asks and that the crisis poses is one):
    strikes, help, mediation, talks, war; among help the gravest first, among mediators the
    likeliest."""
    unique = {_key(f.question): f for f in reversed(forecasts)}
    ordered = sorted((f for f in forecasts if unique[_key(f.question)] is f), key=_place)
    return [_answer(f"q{i}", f, citer, names) for i, f in enumerate(ordered, 1)]


def _place(forecast: Forecast) -> tuple[int, int, float]:
    question = forecast.question
    rank = _KINDS.index(question.kind)
    if question.kind == "intervention":
        return rank, _HELPS.index(question.help), 0.0
    named = question.kind == "mediation" and bool(question.actors)
    return rank, int(named), -forecast.probability if named else 0.0


def _key(question: Question) -> tuple[object, ...]:
    text = question.text if question.kind == "outlook" else ""
    actors = tuple(sorted(question.actors))
    sides = (question.target, question.beneficiary, tuple(sorted(question.between)))
    return (question.kind, actors, *sides, question.help, question.horizon_days, text)


def _answer(name: str, forecast: Forecast, citer: Citer, names: Names) -> Answer:
    reasons = tuple(
        Reason(plain(d.name), d.effect, citer.cite_all(d.spans), plain(d.source))
        for d in forecast.drivers
    )
    cited = dict.fromkeys(c for reason in reasons for c in reason.citations)
    return Answer(
        id=name,
        question=asked(forecast.question, forecast.as_of, names, forecast.given),
        deadline=deadline(forecast.question, forecast.as_of),
        likelihood=judgement(forecast, names),
        confidence=confidence_sentence(forecast),
        basis=basis(forecast),
        together=together(forecast),
        reasons=reasons,
        citations=tuple(cited),
        forecast=forecast,
    )


def confidence_sentence(forecast: Forecast) -> str:
    """The confidence as a sentence of its own, with its reason."""
    why = uncapital(plain(forecast.confidence_reason).rstrip("."))
    return f"{capital(forecast.confidence)} confidence{': ' + why if why else ''}."


def basis(forecast: Forecast) -> str:
    """The reference class in words: what it holds, and how often it came out yes."""
    ref = forecast.reference
    if not ref.n:
        return f"{plain(ref.name)} (no past cases counted)"
    era = f", {plain(ref.era)}" if ref.era and ref.era not in ref.name else ""
    return f"{plain(ref.name)}{era}: {ref.k:,} of {ref.n:,}, {percent(ref.rate)}"


def together(forecast: Forecast) -> str:
    """The odds that the condition and then the outcome come about, in a sentence."""
    if forecast.joint is None:
        return ""
    return f"The odds that both come about are {percent(forecast.joint)}."


def asked_questions(
    readings: Sequence[Reading], answers: Sequence[Answer], citer: Citer
) -> list[AskedQuestion]:
    """What the reports ask, each with the answers that come nearest to it."""
    found = []
    for question in (q for reading in readings for q in reading.questions):
        citation = citer.cite(question.span)
        if citation:
            ids = tuple(answer.id for answer in nearest(question, answers))
            found.append(
                AskedQuestion(plain(question.text) or citation.words, question.kind, citation, ids)
            )
    return found


def nearest(question: Question, answers: Sequence[Answer]) -> list[Answer]:
    """The answers to a question: the same one; else all of its kind about its actors; for an
    open outlook ("What next?") all of what may come. Empty where nothing answers it: nothing
    here answers what is or was ("What does Ethiopia want?")."""
    same = [a for a in answers if _key(a.forecast.question) == _key(question)]
    if same:
        return same
    if question.kind == "outlook" and not _OPEN.search(question.text):
        return []
    if question.kind == "outlook":
        return [a for a in answers if a.forecast.question.kind in ("strike", "talks", "escalation")]
    return [a for a in answers if _about(question, a.forecast.question)]


def looks_ahead(text: str) -> bool:
    """Whether a question asks what will be, not what is or was."""
    return bool(_MODAL.search(text) or _OPEN.search(text))


def _about(asked_one: Question, other: Question) -> bool:
    """Whether ``other`` answers it: of one kind, and nothing that both name differs."""
    if asked_one.kind != other.kind or (asked_one.help and other.help != asked_one.help):
        return False
    pairs: list[tuple[set[str | None], set[str | None]]] = [
        (set(asked_one.actors), set(other.actors)),
        ({asked_one.target}, {other.target}),
        ({asked_one.beneficiary}, {other.beneficiary}),
    ]
    named = [(mine - {None}, theirs - {None}) for mine, theirs in pairs]
    return all(not mine or not theirs or mine & theirs for mine, theirs in named)
