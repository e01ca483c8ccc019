"""A question typed in words becomes one that can be answered: ``Will Russia arm Iran?``.

The main clause (a condition such as ``if the United States strikes`` is set aside) holds a word
that tells the kind; who is named before it does it and who is named after it is the one it is done
to or for, unless a passive or a preposition says otherwise. What stays open is taken from the
crisis of the desk. The words are in ``data/asking.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.errors import QuestionError
from crisisdesk.odds.actors import Named, actors_in, unknown_names
from crisisdesk.odds.horizons import horizon_in
from crisisdesk.odds.questions import HORIZON, ruled
from crisisdesk.terms.files import load_yaml
from crisisdesk.terms.records import Crisis, HelpKind, Question, QuestionKind

Name = TypeVar("Name", bound=str)
Part = Literal["doer", "receiver", "against"]
_PASSIVE = re.compile(r"\b(?:be|been|being|get|gets|is|are)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
_BEFORE_NAME = re.compile(r"(\w+)\s+(?:the\s+)?$", re.IGNORECASE)
_NEGATED = re.compile(r"\b(?:not|never)\b", re.IGNORECASE)
_OWNS = re.compile(r"[’']s?\s+")
_SUBJECT = re.compile(
    r"^\W*(?:will|would|could|can|might|may|shall|does|do|did|is|are)\s+(?:(?:a|an|the)\b\s*)*(.*)$",
    re.IGNORECASE | re.DOTALL,
)
_BETWEEN = re.compile(r"\bbetween\b|\bthe two sides\b", re.IGNORECASE)


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    first: tuple[QuestionKind, ...]
    kinds: dict[QuestionKind, tuple[str, ...]]
    unanswered: dict[str, tuple[str, ...]]
    helps: dict[HelpKind, tuple[str, ...]]
    doing: tuple[str, ...]
    suffering: tuple[str, ...]
    friends: tuple[str, ...]
    venues: tuple[str, ...]
    against: tuple[str, ...]
    stand_ins: tuple[str, ...]
    conditions: tuple[str, ...]


class Sides(Struct):
    """Who is named in which part of a clause, codes in order."""

    doers: list[str] = []
    receivers: list[str] = []
    against: list[str] = []
    venues: list[str] = []

    @property
    def all(self) -> tuple[str, ...]:
        """Everybody, each once."""
        return tuple(dict.fromkeys([*self.doers, *self.receivers, *self.against]))


class _Hit(Struct, frozen=True):
    kind: str
    start: int
    end: int


@cache
def _words() -> _File:
    return load_yaml(Path(str(files("crisisdesk.odds") / "data" / "asking.yaml")), _File)


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    parts = (re.escape(w).replace(r"\*", r"\w*").replace(r"\ ", r"\s+") for w in longest)
    return re.compile(rf"\b(?:{'|'.join(parts)})\b", re.IGNORECASE)


def question_from(text: str, crisis: Crisis, as_of: str) -> Question:
    """The question that ``text`` asks, with its words and horizon (90 days unless it says
    otherwise). ``crisis`` fills in the side that the text leaves open; ``as_of`` (an ISO 8601
    day) says who holds which office and what ``this year`` is.

    Raises QuestionError where no kind of question can be made out, a needed actor is neither
    named nor in the crisis, an actor would act on itself, or the horizon makes no sense.
    """
    if not text.strip():
        raise QuestionError("an empty question does not say what would happen")
    main, condition = _clauses(text)
    hit = _hit(main, text)
    against = _NEGATED.search(main[: hit.start])
    if against is not None:
        raise QuestionError(
            f"{text!r} asks what would not happen: ask without {against[0]!r}, and take what is "
            "left of the odds"
        )
    named = actors_in(main, as_of)
    kind: QuestionKind = hit.kind  # type: ignore[assignment]
    unknown = unknown_names(main, named)
    if not named:
        unknown += _stranger(main, hit)
    if unknown and len(named) < 2:
        raise QuestionError(f"{text!r} names {unknown[0]}, who is no known actor")
    sides = _sides(main, named, hit)
    supposed = actors_in(condition, as_of)
    days = horizon_in(main, as_of) or horizon_in(condition, as_of) or HORIZON
    asked = Question(kind, horizon_days=days, text=text)
    asked = _FILL[kind](asked, sides, main, tuple(n.code for n in supposed))
    return filled(asked, crisis)


def _clauses(text: str) -> tuple[str, str]:
    """The main clause and what is supposed in a clause before or behind it."""
    opens = _pattern(_words().conditions)
    found = opens.search(text)
    if found is None:
        return text, ""
    before, after = text[: found.start()], text[found.start() :]
    if re.search(r"\w", before):
        # "Will Russia help if Iran is struck, within 30 days?"
        condition, _, rest = after.partition(",")
        return f"{before}{rest}", condition
    condition, comma, main = after.partition(",")
    return (main, condition) if comma else (text, "")


def _hit(main: str, text: str) -> _Hit:
    words = _words()
    hits = [
        _Hit(name, m.start(), m.end())
        for table in (words.kinds, words.unanswered)
        for name, some in table.items()
        for m in _pattern(some).finditer(main)
    ]
    for kind in words.first:
        early = [hit for hit in hits if hit.kind == kind]
        if early:
            return early[0]
    best = min(hits, key=lambda hit: (hit.start, -hit.end), default=None)
    if best is None:
        raise QuestionError(
            f"{text!r} does not say what would happen; there are answers to: "
            + ", ".join(k for k in words.kinds if k != "outlook")
        )
    if best.kind in words.unanswered:
        raise QuestionError(
            f"{text!r} asks about {best.kind}, which no class of past cases counts; "
            "there are answers to: " + ", ".join(k for k in words.kinds if k != "outlook")
        )
    return best


def _stranger(main: str, hit: _Hit) -> list[str]:
    """The subject of a deed, where it can be nobody of a crisis: ``Will the moon invade?``."""
    found = _SUBJECT.match(main[: hit.start])
    subject = found[1].strip() if found else ""
    if hit.kind in ("strike", "intervention", "mediation") and re.search(r"\w", subject):
        return [] if _pattern(_words().stand_ins).search(subject) else [repr(subject)]
    return []


def _sides(main: str, named: Sequence[Named], hit: _Hit) -> Sides:
    """Who does it, to or for whom, against whom. Where it takes place is left out, unless
    nobody else is named behind the verb."""
    passive = _is_passive(main, hit)
    sides = Sides([], [], [], [])
    before: Part | None = None
    last_end = 0
    for actor in named:
        if _lead(main, actor) in _words().venues and _elsewhere(main, named, actor, hit):
            sides.venues.append(actor.code)
            continue
        part = _part(main, actor, hit, passive)
        joined = re.fullmatch(r"\s*(?:,|and|or|/|-|–|&)?\s*(?:and\s+|or\s+)?(?:the\s+)?",
                              main[last_end : actor.start])  # fmt: skip
        if before and joined and (actor.start < hit.start) == (last_end <= hit.start):
            part = before
        {"doer": sides.doers, "receiver": sides.receivers, "against": sides.against}[part].append(
            actor.code
        )
        before, last_end = part, actor.end
    return sides


def _names_friends(main: str, actor: Named) -> bool:
    """Whether a name stands for its friends: ``Iran's allies``."""
    owns = _OWNS.match(main, actor.end)
    return owns is not None and _pattern(_words().friends).match(main, owns.end()) is not None


def _is_passive(main: str, hit: _Hit) -> bool:
    before = main[: hit.start]
    return _PASSIVE.search(before) is not None or bool(_pattern(_words().suffering).search(before))


def _elsewhere(main: str, named: Sequence[Named], place: Named, hit: _Hit) -> bool:
    """Whether a name behind ``in`` or ``over`` is where it takes place: two who talk or are
    mediated are not named so, and others are not where somebody else is named behind the verb."""
    if hit.kind in ("talks", "mediation"):
        return True
    others = [a for a in named if a is not place and _lead(main, a) not in _words().venues]
    behind = [a for a in others if a.start >= hit.end]
    return bool(behind) or (hit.kind == "escalation" and len(others) > 1)


def _lead(main: str, actor: Named, after: int = 0) -> str:
    """The word before a name, articles left out; empty where it begins before ``after``."""
    found = _BEFORE_NAME.search(main[: actor.start])
    return found[1].lower() if found and found.start() >= after else ""


def _part(main: str, actor: Named, hit: _Hit, passive: bool) -> Part:
    words = _words()
    word = _lead(main, actor)
    if word in words.against:
        return "against"
    if _names_friends(main, actor):
        return "receiver"
    behind = actor.start >= hit.end
    if behind and _lead(main, actor, hit.end) in words.doing:
        return "doer"
    if behind or actor.place:
        return "receiver"
    return "receiver" if passive else "doer"


# --- what each kind needs of the sides


def _strike(asked: Question, sides: Sides, main: str, supposed: tuple[str, ...]) -> Question:
    targets = list(dict.fromkeys([*sides.receivers, *sides.against]))
    if len(targets) > 1:
        raise QuestionError(f"{asked.text!r} names several targets: ask for one at a time")
    actors = tuple(dict.fromkeys(sides.doers))
    return replace(asked, actors=actors, target=targets[0] if targets else None)


def _intervention(asked: Question, sides: Sides, main: str, supposed: tuple[str, ...]) -> Question:
    helped = list(dict.fromkeys(sides.receivers))
    if len(helped) > 1:
        raise QuestionError(f"{asked.text!r} names several who would be helped: ask for one")
    doers = tuple(dict.fromkeys(sides.doers))
    against = [*sides.against, *supposed]
    beneficiary = helped[0] if helped else None
    if beneficiary is None and len(supposed) > 1:  # "if the United States strikes Iran"
        beneficiary = supposed[-1]
    against = [code for code in against if code not in (beneficiary, *doers)]
    return replace(
        asked,
        actors=doers,
        beneficiary=beneficiary,
        target=against[0] if against else None,
        help=_first(_words().helps, main) or "direct",
    )


def _mediation(asked: Question, sides: Sides, main: str, supposed: tuple[str, ...]) -> Question:
    between = _two(sides, main)
    rest = tuple(code for code in sides.all if code not in between or code in sides.doers)
    if not between and len(sides.all) > 1 and not sides.receivers:
        between, rest = sides.all[:2], sides.all[2:]
    if sides.venues and not between:
        raise QuestionError(f"{asked.text!r} names no two sides: say between whom")
    return replace(asked, actors=rest[:1], between=between)


def _two(sides: Sides, main: str) -> tuple[str, ...]:
    """The two who are named behind ``between``, or on the receiving side."""
    if _BETWEEN.search(main) or len(sides.receivers) > 1:
        return tuple(dict.fromkeys(sides.receivers))[:2]
    return ()


def _both(asked: Question, sides: Sides, main: str, supposed: tuple[str, ...]) -> Question:
    if len(sides.all) > 2:
        raise QuestionError(f"{asked.text!r} names more than two sides: ask for two at a time")
    return replace(asked, between=sides.all)


_FILL = {
    "strike": _strike,
    "intervention": _intervention,
    "mediation": _mediation,
    "talks": _both,
    "escalation": _both,
    "outlook": _both,
}


def _first(kinds: Mapping[Name, tuple[str, ...]], text: str) -> Name | None:
    return next((name for name, some in kinds.items() if _pattern(some).search(text)), None)


# --- what the crisis fills in


def filled(asked: Question, crisis: Crisis) -> Question:
    """The question with the sides that it leaves open taken from the crisis, and its rule.

    Raises QuestionError where a side stays open or an actor would act on itself.
    """
    filled_in = {
        "strike": _fill_strike,
        "intervention": _fill_help,
    }.get(asked.kind, _fill_between)(asked, crisis)
    _no_self(filled_in)
    return ruled(filled_in)


def _threateners(crisis: Crisis) -> tuple[str, ...]:
    return tuple(role.actor for role in crisis.threateners)


def _fill_strike(asked: Question, crisis: Crisis) -> Question:
    target = crisis.target.actor if crisis.target else None
    actors, whom = asked.actors, asked.target
    if whom is None and actors:
        # whoever would strike: the target of the crisis, or from its side the first threatener
        facing = [c for c in (target, *_threateners(crisis)) if c and c not in actors]
        whom = facing[0] if facing and set(actors) & {target, *_threateners(crisis)} else None
    if not actors and whom:
        everyone = (*_threateners(crisis), *([target] if target else []))
        actors = tuple(c for c in everyone if c != whom) if whom in everyone else ()
        actors = actors if whom == target else actors[-1:]
    if not actors and not whom:
        actors, whom = _threateners(crisis), target
    if not actors or not whom:
        raise QuestionError(
            f"{_said(asked)} leaves open who would strike whom, and the desk's crisis does not "
            "tell: name both"
        )
    return replace(asked, actors=actors, target=whom)


def _fill_help(asked: Question, crisis: Crisis) -> Question:
    target = crisis.target.actor if crisis.target else None
    helped = asked.beneficiary or target
    partners = tuple(role.actor for role in crisis.partners_of_target)
    actors = asked.actors or (partners[:1] if helped == target else ())
    if not actors or not helped:
        raise QuestionError(
            f"{_said(asked)} leaves open who would help whom, and the desk's crisis does not "
            "tell: name both"
        )
    return replace(asked, actors=actors, beneficiary=helped, help=asked.help or "direct")


def _fill_between(asked: Question, crisis: Crisis) -> Question:
    between = asked.between
    target = crisis.target.actor if crisis.target else None
    sides = (*_threateners(crisis)[:1], *([target] if target else []))
    if len(between) < 2:
        others = [code for code in sides if code not in between and code not in asked.actors]
        between = (*between, *others)[:2] if between else sides
    if len(between) < 2:
        raise QuestionError(
            f"{_said(asked)} names fewer than two sides, and the desk's crisis does not tell: "
            "name both"
        )
    return replace(asked, between=between)


def _no_self(asked: Question) -> None:
    """Nobody strikes, helps or meets itself."""
    if asked.kind in ("strike", "intervention"):
        other = asked.target if asked.kind == "strike" else asked.beneficiary
        same = other in asked.actors or (asked.kind == "intervention" and asked.target == other)
    else:
        same = len(set(asked.between)) < len(asked.between)
        other = asked.between[0]
        if asked.kind == "mediation" and set(asked.actors) & set(asked.between):
            raise QuestionError(f"{_said(asked)}: a side of the crisis cannot go between")
    if same:
        raise QuestionError(f"{_said(asked)}: {other} is on both sides; name two actors")


def _said(asked: Question) -> str:
    return repr(asked.text) if asked.text else f"a question of {asked.kind}"
