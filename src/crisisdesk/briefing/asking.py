"""Questions in words: as they are asked, and as a judgement states their answer."""

from __future__ import annotations

from datetime import date, timedelta

from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import capital, day, listed, percent, plain
from crisisdesk.briefing.words import words
from crisisdesk.terms.records import Forecast, Question

_HELP = {
    "direct": ("join with force on the side of", "joins with force on the side of"),
    "arms": ("send arms or advisers but no forces to", "sends arms or advisers but no forces to"),
    "diplomatic": (
        "give political support and no more to",
        "gives political support and no more to",
    ),
    None: ("step in for", "steps in for"),
}


def deadline(question: Question, as_of: str) -> str:
    """The last day on which the question can still resolve to yes, in ISO 8601."""
    return (date.fromisoformat(as_of) + timedelta(days=question.horizon_days)).isoformat()


def asked(question: Question, as_of: str, names: Names, given: str = "") -> str:
    """The question as a sentence: ``Will Iran use force against Israel by 8 July 2025?``

    ``given`` is a condition that comes first: ``if Israel strikes Iran``.
    """
    clause = _clause(question, names, 0)
    if not clause:
        return plain(question.text) or "What comes next?"
    return capital(f"{_first(given)}will {clause} {_until(question, as_of)}?")


def happens(question: Question, as_of: str, names: Names) -> str:
    """What a yes says: ``Iran uses force against Israel by 8 July 2025``."""
    clause = _clause(question, names, 1)
    if not clause:
        return f"the answer to “{plain(question.text)}” is yes"
    return f"{clause} {_until(question, as_of)}"


def judgement(forecast: Forecast, names: Names) -> str:
    """The answer in one sentence that holds the likelihood and nothing of the confidence."""
    lead = words().likelihood.get(forecast.word, f"it is {forecast.word} that")
    what = happens(forecast.question, forecast.as_of, names)
    said = f"{_first(forecast.given)}{lead} {what} ({percent(forecast.probability)})."
    return capital(said)


def _first(given: str) -> str:
    return f"{plain(given)}, " if given.strip() else ""


def _until(question: Question, as_of: str) -> str:
    """When it must come about: by a day, or while the crisis lasts where no days are counted."""
    if question.kind in ("escalation", "outlook"):
        return "before the crisis ends"
    return f"by {day(deadline(question, as_of))}"


def _clause(question: Question, names: Names, form: int) -> str:
    """Who does what, as a question's (form 0) or a statement's (form 1) words."""
    who = listed(names.all_of(question.actors), "or") or ("anyone", "someone")[form]
    between = listed(names.all_of(question.between)) or "the parties"
    target = names.the(question.target) if question.target else "the other side"
    helped = names.the(question.beneficiary) if question.beneficiary else "its partner"
    both = _parties(question, names)
    clauses = {
        "strike": (f"{who} use force against {target}", f"{who} uses force against {target}"),
        "intervention": tuple(f"{who} {verb} {helped}" for verb in _HELP[question.help]),
        "mediation": (f"{who} mediate between {between}", f"{who} mediates between {between}"),
        "talks": (f"{both} hold talks with each other",) * 2,
        "escalation": (
            f"it come to full-scale war between {both}",
            f"it comes to full-scale war between {both}",
        ),
    }
    return clauses.get(question.kind, ("", ""))[form]


def _parties(question: Question, names: Names) -> str:
    codes = question.between or tuple(c for c in (*question.actors, question.target) if c)
    return listed(names.all_of(codes)) or "the parties"
