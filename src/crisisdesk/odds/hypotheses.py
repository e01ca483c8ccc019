"""Analysis of competing hypotheses (Heuer 1999, ch. 8): a question's hypotheses against the record.

Evidence that is consistent with everything tells nothing apart; what counts is which hypothesis has
least against it. Each event (told once or by many), tie and expert's assessment that touches the
question's sides is a row. Its effect on yes is that of the first rule that it fits
(`odds/diagnosticity.py`): a positive one is consistent (C, or CC where strong) with yes and
inconsistent (I, II) with no. A person's own marks go before the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.odds.diagnosticity import (
    Rule,
    Sides,
    cell_of,
    duties_of,
    effect_of,
    fits_event,
    fits_tie,
    rules_for,
    sides_of,
    weight_of,
)
from crisisdesk.odds.evidence import codes
from crisisdesk.reading.contradictions import denials_of
from crisisdesk.reading.origins import grade_of, origin_at, origins_of
from crisisdesk.reading.tellings import (
    contested,
    credibility,
    letters_of,
    same_events,
)
from crisisdesk.terms.asked import YES, Cell, Mark
from crisisdesk.terms.records import (
    Assessment,
    Event,
    Question,
    Reading,
    Span,
    Tie,
    record_id,
)

NO = "no"
NOBODY = "nobody"
AGAINST: dict[Cell, float] = {"I": 1.0, "II": 2.0}
TURNED: dict[Cell, Cell] = {"CC": "II", "C": "I", "N": "N", "I": "C", "II": "CC"}


class Evidence(Struct, frozen=True):
    """A piece of evidence: what it is (the record first told), its day, grade and tellers, where it
    stands, and how much it weighs (0..1). ``why`` is the rule that it fits, ``effect`` its log-odds
    on yes, ``source`` where that comes from; empty where it fits none."""

    id: str
    record: Event | Tie | Assessment
    day: str
    grade: str
    tellers: tuple[str, ...]
    spans: tuple[Span, ...]
    weight: float
    why: str = ""
    effect: float = 0.0
    source: str = ""


class Row(Struct, frozen=True):
    """A piece of evidence with its cell under each hypothesis; ``marks`` are a person's own."""

    evidence: Evidence
    cells: dict[str, Cell]
    marks: tuple[Mark, ...] = ()

    @property
    def diagnostic(self) -> bool:
        """Whether it tells hypotheses apart at all."""
        return len(set(self.cells.values())) > 1


class Matrix(Struct, frozen=True):
    """The matrix as of a day: hypotheses with the weighted sum of what is inconsistent with each,
    least first; rows that tell most apart first."""

    question: Question
    as_of: str
    against: dict[str, float]
    rows: tuple[Row, ...]

    @property
    def hypotheses(self) -> tuple[str, ...]:
        """The hypotheses, least inconsistency first."""
        return tuple(self.against)


def matrix(
    question: Question,
    options: Sequence[str],
    readings: Sequence[Reading],
    as_of: str,
    marks: Sequence[Mark] = (),
    grades: Mapping[str, str] | None = None,
) -> Matrix:
    """The matrix of a question. Of ``options`` other than yes each is a hypothesis, and nobody is
    one. ``marks`` are a person's own; ``grades`` Admiralty letters by outlet in lower case."""
    named = tuple(option for option in options if option != YES)
    hypotheses = (*named, NOBODY) if named else (YES, NO)
    rows = [
        _row(evidence, about, hypotheses, marks)
        for evidence, about in _evidence(question, named, readings, as_of, grades)
    ]
    against = {
        h: round(sum(r.evidence.weight * AGAINST.get(r.cells[h], 0.0) for r in rows), 3)
        for h in hypotheses
    }
    rows.sort(key=lambda r: (not r.diagnostic, -_told(r), r.evidence.day))
    ordered = dict(sorted(against.items(), key=lambda pair: pair[1]))
    return Matrix(question, as_of, ordered, tuple(rows))


def _told(row: Row) -> float:
    return row.evidence.weight * abs(row.evidence.effect)


def _row(evidence: Evidence, about: str, hypotheses: Sequence[str], marks: Sequence[Mark]) -> Row:
    cell = cell_of(evidence.effect)
    cells: dict[str, Cell] = {}
    for hypothesis in hypotheses:
        if hypothesis in (NO, NOBODY):
            cells[hypothesis] = TURNED[cell]
        else:
            cells[hypothesis] = cell if about in ("", hypothesis) else "N"
    mine = tuple(m for m in marks if m.evidence == evidence.id and m.hypothesis in cells)
    cells |= {m.hypothesis: m.cell for m in mine if m.cell}
    return Row(evidence, cells, mine)


# --- the evidence


def _evidence(
    question: Question,
    named: Sequence[str],
    readings: Sequence[Reading],
    as_of: str,
    grades: Mapping[str, str] | None,
) -> Iterator[tuple[Evidence, str]]:
    sides = sides_of(question, named)
    rules = rules_for(question.kind)
    yield from _events(sides, rules, named, readings, as_of, grades)
    yield from _ties(sides, rules, named, readings, grades)
    yield from _assessments(sides, rules, named, readings, grades)


def _events(
    sides: Sides,
    rules: Sequence[Rule],
    named: Sequence[str],
    readings: Sequence[Reading],
    as_of: str,
    grades: Mapping[str, str] | None,
) -> Iterator[tuple[Evidence, str]]:
    groups = same_events(readings)
    denied = denials_of(groups)
    for i, group in enumerate(groups):
        event = group[0].event
        who, whom = set(codes(event.source)), set(codes(event.target))
        if not (who | whom) & (sides.doers | sides.others) or len(who | whom) < 2:
            continue
        rule = next((r for r in rules if fits_event(r, event, sides, as_of)), None)
        against = [t for a, b in denied if a == i for t in groups[b]]
        letters = letters_of(group, grades)
        figure = contested(credibility(tuple(letters.values())), against)
        yield (
            _told_by(
                rule,
                Evidence(
                    id=event.id,
                    record=event,
                    day=event.date.value if event.date else "",
                    grade=f"{min(letters.values())}{figure}",
                    tellers=tuple(dict.fromkeys(t.name for t in group)),
                    spans=tuple(dict.fromkeys(t.event.span for t in group)),
                    weight=weight_of(f"{min(letters.values())}{figure}"),
                ),
            ),
            next((code for code in named if code in who), ""),
        )


def _told_by(rule: Rule | None, evidence: Evidence, sign: int = 1) -> Evidence:
    if rule is None:
        return evidence
    effect, source = effect_of(rule)
    return replace(evidence, why=rule.name, effect=sign * effect, source=source)


def _ties(
    sides: Sides,
    rules: Sequence[Rule],
    named: Sequence[str],
    readings: Sequence[Reading],
    grades: Mapping[str, str] | None,
) -> Iterator[tuple[Evidence, str]]:
    """Ties between the two sides, or of a go-between; the same tie told by several is one."""
    groups: dict[object, list[tuple[Tie, Reading]]] = {}
    for reading in readings:
        for tie in reading.ties:
            ends = {*tie.between, tie.holder} - {None}
            if ends & sides.doers and ends & sides.others:
                same = (tie.kind, frozenset(tie.between), tie.holder, duties_of(tie))
                groups.setdefault(same, []).append((tie, reading))
    origins = origins_of(readings)
    for group in groups.values():
        tie = group[0][0]
        letters: dict[str, str] = {}
        names = {}
        for told, reading in group:
            key, name = origin_at(reading.report, told.span, origins)
            letters[key] = min(letters.get(key, "F"), grade_of(reading.report, grades))
            names[key] = name
        grade = f"{min(letters.values())}{credibility(tuple(letters.values()))}"
        rule = next((r for r in rules if fits_tie(r, tie)), None)
        yield (
            _told_by(
                rule,
                Evidence(
                    id=tie.id,
                    record=tie,
                    day=tie.valid_from.value if tie.valid_from else "",
                    grade=grade,
                    tellers=tuple(names.values()),
                    spans=tuple(dict.fromkeys(t.span for t, _ in group)),
                    weight=weight_of(grade),
                ),
            ),
            next((code for code in named if code in (tie.holder, *tie.between)), ""),
        )


def _assessments(
    sides: Sides,
    rules: Sequence[Rule],
    named: Sequence[str],
    readings: Sequence[Reading],
    grades: Mapping[str, str] | None,
) -> Iterator[tuple[Evidence, str]]:
    for reading in readings:
        for view in reading.assessments:
            code, _, aspect = view.topic.rpartition(":")
            if code not in sides.doers | sides.others:
                continue
            rule = next((r for r in rules if aspect in r.aspects and code in sides.doers), None)
            grade = f"{grade_of(reading.report, grades)}6"
            day = reading.report.published
            evidence = Evidence(
                id=record_id("x", view.span, view.topic),
                record=view,
                day=day.value if day else "",
                grade=grade,
                tellers=(reading.report.outlet or reading.report.id,),
                spans=(view.span,),
                weight=weight_of(grade),
            )
            sign = (view.leaning > 0) - (view.leaning < 0)
            yield _told_by(rule, evidence, sign), next((c for c in named if c == code), "")
