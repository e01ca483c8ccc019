"""How a kept question came out, as the record has it: what fits its rule, and what is missing.

What is proposed is a proposal: the reader misses things and gets some wrong, so a person looks at
the spans. Nothing is proposed of a time that the record does not reach.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.odds.evidence import codes
from crisisdesk.odds.naming import name_of, names_of
from crisisdesk.odds.patterns import fits
from crisisdesk.reading.day_math import full_day
from crisisdesk.reading.tellings import Telling, credibility, letters_of, tellings
from crisisdesk.terms.asked import YES, Asked, Pattern, Rule
from crisisdesk.terms.records import Question, Reading, Span, Statement

NEAR = timedelta(days=1)  # of one deed two origins may name days that lie so far apart
Verdict = Literal["yes", "no", "open", "void", "unknown"]


class Deed(Struct, frozen=True):
    """What fits a rule's pattern: its day, whom it comes from, its grade (``B2``), where it is
    told, and what it lacks to count."""

    day: str
    tellers: tuple[str, ...]
    grade: str
    official: bool
    spans: tuple[Span, ...]
    lacks: tuple[str, ...] = ()


class Proposal(Struct, frozen=True):
    """What the record says of one option of a question: yes (``decided`` is the day of the deed),
    no, open before its close, void without its condition, unknown where the record does not
    reach. ``deeds`` are those that fit, those that count first; ``missing`` says what else is
    wanted."""

    option: str
    verdict: Verdict
    decided: str
    deeds: tuple[Deed, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def spans(self) -> tuple[Span, ...]:
        """Where the deeds that count are told."""
        return tuple(dict.fromkeys(s for d in self.deeds if not d.lacks for s in d.spans))


def rule_of(question: Question, strikers: Sequence[str] = ()) -> Rule | None:
    """The rule that goes with a kind of question, None where no pattern of events tells how it
    came out. ``strikers`` are those whose strike the help of an intervention would answer."""
    actors, between = question.actors, question.between
    if question.kind == "strike" and question.target:
        return Rule(Pattern(("ASSAULT",), actors, (question.target,)))
    if question.kind == "intervention" and question.beneficiary:
        return _help_rule(question, (question.target,) if question.target else tuple(strikers))
    if question.kind == "mediation" and between:
        return Rule(Pattern((), actors, between, mode="mediate", both=True))
    if question.kind == "talks" and len(between) == 2:
        types = ("CONSULT", "AGREE", "COOPERATE")
        return Rule(Pattern(types, between[:1], between[1:], either=True))
    return None


def _help_rule(question: Question, strikers: tuple[str, ...]) -> Rule:
    helped = (question.beneficiary or "",)
    struck = Pattern(("ASSAULT",), strikers, helped) if strikers else None
    patterns = {
        "arms": Pattern(("AID",), question.actors, helped, mode="military"),
        "diplomatic": Pattern(("SUPPORT",), question.actors, helped),
    }
    direct = Pattern(("ASSAULT",), question.actors, strikers)
    return Rule(patterns.get(question.help or "direct", direct), given=struck)


def propose(
    asked: Asked,
    readings: Sequence[Reading],
    as_of: str,
    grades: Mapping[str, str] | None = None,
) -> list[Proposal]:
    """What the record as of a day says of each option. ``grades`` are Admiralty letters by outlet
    in lower case."""
    if asked.rule is None:
        missing = ("its rule names no pattern of events: resolve it by hand",)
        return [Proposal(option, "unknown", asked.closes, (), missing) for option in asked.options]
    told = tellings(readings)
    return [_option(asked, asked.rule, o, told, readings, as_of, grades) for o in asked.options]


def _option(
    asked: Asked,
    rule: Rule,
    option: str,
    told: Sequence[Telling],
    readings: Sequence[Reading],
    as_of: str,
    grades: Mapping[str, str] | None,
) -> Proposal:
    pattern = rule.pattern if option == YES else replace(rule.pattern, sources=(option,))
    opens, missing = asked.opened, []
    if rule.given:
        condition = replace(rule, pattern=rule.given)
        met = _deeds(condition, told, opens, asked.closes, grades)
        first = next((deed for deed in met if not deed.lacks), None)
        if first is None:
            what = f"its condition ({pattern_words(rule.given)}) is not on record"
            verdict = _without(asked, readings, as_of, "void")
            return Proposal(option, verdict, asked.closes, met, (what, *_reach(asked, readings)))
        opens = first.day
    found = _deeds(replace(rule, pattern=pattern), told, opens, asked.closes, grades)
    counted = [deed for deed in found if not deed.lacks]
    if counted:
        return Proposal(option, "yes", min(deed.day for deed in counted), tuple(found))
    missing.append(f"no deed that counts: {pattern_words(pattern)}")
    missing += _undated(pattern, told, opens, asked.closes)
    verdict = _without(asked, readings, as_of, "no")
    return Proposal(option, verdict, asked.closes, found, (*missing, *_reach(asked, readings)))


def _without(asked: Asked, readings: Sequence[Reading], as_of: str, verdict: Verdict) -> Verdict:
    """The verdict where nothing counts: it stands once the close is past and the record has a
    report from after it."""
    if as_of <= asked.closes:
        return "open"
    return "unknown" if _reach(asked, readings) else verdict


def _reach(asked: Asked, readings: Sequence[Reading]) -> tuple[str, ...]:
    """That the record does not reach the close, in words."""
    days = [r.report.published.value for r in readings if r.report.published]
    latest = max((day for day in days if full_day(day)), default="")
    if latest > asked.closes:
        return ()
    last = f"the latest report is of {latest}" if latest else "no report has a day"
    return (f"nothing is on record from after the close, {asked.closes}: {last}",)


def _deeds(
    rule: Rule,
    told: Sequence[Telling],
    opens: str,
    closes: str,
    grades: Mapping[str, str] | None,
) -> tuple[Deed, ...]:
    """What fits the pattern from one day to another, by day: tellings of neighbouring days are
    taken as one deed. Those that count come first."""
    dated = sorted(
        ((day, t) for t in told if fits(rule.pattern, t.event) and (day := _day(t))),
        key=lambda pair: pair[0],
    )
    groups: list[list[tuple[date, Telling]]] = []
    for day, telling in dated:
        if not opens <= day.isoformat() <= closes:
            continue
        if groups and day - groups[-1][0][0] <= NEAR:
            groups[-1].append((day, telling))
        else:
            groups.append([(day, telling)])
    found = [_deed(rule, group[0][0], [t for _, t in group], grades) for group in groups]
    return tuple(sorted(found, key=lambda deed: (bool(deed.lacks), deed.day)))


def _day(telling: Telling) -> date | None:
    return full_day(telling.event.date.value) if telling.event.date else None


def _deed(
    rule: Rule, day: date, group: Sequence[Telling], grades: Mapping[str, str] | None
) -> Deed:
    letters = letters_of(group, grades)
    figure = credibility(tuple(letters.values()))
    official = any(_by_official(t) for t in group)
    lacks = []
    if len(letters) < rule.origins and not (rule.official and official):
        origins = "origin" if len(letters) == 1 else "origins"
        lacks.append(f"{len(letters)} independent {origins} of {rule.origins}")
    if figure > rule.grade:
        lacks.append(f"graded {figure}, not {rule.grade} or better")
    met = {code for t in group for code in (*codes(t.event.source), *codes(t.event.target))}
    left = [code for code in rule.pattern.targets if code not in met]
    if rule.pattern.both and left:
        lacks.append(f"nothing of {names_of(left)}")
    return Deed(
        day=day.isoformat(),
        tellers=tuple(dict.fromkeys(t.name for t in group)),
        grade=f"{min(letters.values())}{figure}",
        official=official,
        spans=tuple(dict.fromkeys(t.event.span for t in group)),
        lacks=tuple(lacks),
    )


def _by_official(telling: Telling) -> bool:
    """Whether an official of one of the parties tells it."""
    said: Statement | None = next(
        (s for s in telling.reading.statements if s.id == telling.event.statement), None
    )
    if said is None or said.speaker is None or said.expert:
        return False
    parties = {*codes(telling.event.source), *codes(telling.event.target)}
    return said.speaker.code in parties and said.speaker.sector in (None, "GOV", "MIL")


def _undated(pattern: Pattern, told: Sequence[Telling], opens: str, closes: str) -> list[str]:
    """Tellings that would fit but for their day, in words."""
    vague = [
        t for t in told if fits(pattern, t.event) and _day(t) is None and _may_lie(t, opens, closes)
    ]
    if not vague:
        return []
    names = ", ".join(dict.fromkeys(t.name for t in vague))
    return [f"told without a day that can be held against opening and close, by {names}"]


def _may_lie(telling: Telling, opens: str, closes: str) -> bool:
    """Whether a deed without a whole day may lie between two days: its month does, or it has no
    date and its report is of that time."""
    known = telling.event.date or telling.reading.report.published
    return known is not None and opens[: len(known.value)] <= known.value <= closes + "z"


def pattern_words(pattern: Pattern) -> str:
    """A pattern in words: ``ASSAULT by the United States on Iran``, ``mediation by Oman between the
    United States and Iran``."""
    kinds = " or ".join(pattern.types) or "any deed"
    kinds += f" ({pattern.mode})" if pattern.mode else ""
    who = names_of(pattern.sources, "or") if pattern.sources else "anybody"
    joint = "and" if pattern.both else "or"
    whom = names_of(pattern.targets, joint) if pattern.targets else "anybody"
    if pattern.mode == "mediate":
        return f"mediation by {who} between {whom}"
    turned = ", or the other way round" if pattern.either else ""
    return f"{kinds} by {who} on {whom}{turned}"


def option_words(option: str) -> str:
    """An option as people read it: ``yes``, ``Oman``."""
    return option if option == YES else name_of(option)
