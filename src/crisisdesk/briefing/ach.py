"""The matrix of competing hypotheses for people: in the terminal and as one HTML page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from crisisdesk.briefing.citations import Citer, labels
from crisisdesk.briefing.html import environment, style_hash, style_sheet
from crisisdesk.briefing.names import Names
from crisisdesk.briefing.plain import count, day, listed, plain, shorten
from crisisdesk.briefing.relations import tie_words
from crisisdesk.briefing.said import topic_words
from crisisdesk.briefing.tables import plain_table
from crisisdesk.briefing.timeline import describe
from crisisdesk.odds.hypotheses import NO, NOBODY, Evidence, Matrix, Row
from crisisdesk.odds.resolving import option_words
from crisisdesk.terms.asked import YES
from crisisdesk.terms.records import Event, Report, Tie

if TYPE_CHECKING:
    from rich.console import Console

MARKS = {"CC": "++", "C": "+", "N": "0", "I": "−", "II": "−−"}
MEANS = {
    "CC": "very consistent",
    "C": "consistent",
    "N": "neutral",
    "I": "inconsistent",
    "II": "very inconsistent",
}
_WIDTH = 160  # characters of the evidence's words that are shown


def hypothesis_words(hypothesis: str) -> str:
    """A hypothesis as people read it: ``yes``, ``Oman``, ``nobody``."""
    return hypothesis if hypothesis in (YES, NO, NOBODY) else option_words(hypothesis)


def evidence_words(evidence: Evidence, names: Names) -> str:
    """What a piece of evidence tells, in a sentence."""
    record = evidence.record
    if isinstance(record, Event):
        told = "" if record.modality == "happened" else f" ({record.modality})"
        return describe(record, names) + told
    if isinstance(record, Tie):
        duties = [f"{d.kind} {'stated' if d.stated else 'denied'}" for d in record.obligations]
        return tie_words(record, names) + (f" ({listed(duties)})" if duties else "")
    leans = {1: "raises it", -1: "lowers it"}.get(record.leaning, "leaves it open")
    return f"An expert on {topic_words(record.topic, names)} {leans}"


def show(
    console: Console, found: Matrix, reports: Sequence[Report], *, whole: bool = False
) -> None:
    """The matrix on a console; rows that tell nothing apart only where ``whole``."""
    from rich.text import Text

    for line in summary(found):
        console.print(Text(plain(line)))
    head, body = table(found, Citer(reports), whole=whole)
    console.print(plain_table(head, body))
    neutral = sum(not row.diagnostic for row in found.rows)
    if neutral and not whole:
        console.print(Text(f"{count(neutral, 'row')} that tell nothing apart: --all shows them"))


def summary(found: Matrix) -> Iterator[str]:
    """The question, and the hypotheses by what stands against them."""
    yield f"{found.question.text or found.question.resolution} As of {day(found.as_of)}."
    told = [f"{hypothesis_words(h)} {weight:.2f}" for h, weight in found.against.items()]
    yield f"Weighed against each, least first: {listed(told)}."


def table(
    found: Matrix, citer: Citer, *, whole: bool = True
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Head and rows: evidence, where it stands, its grade, a cell a hypothesis, and why."""
    head = ("Id", "Grade", "Evidence", *map(hypothesis_words, found.hypotheses), "Why")
    names = Names()
    body = [
        (
            row.evidence.id,
            row.evidence.grade,
            " ".join(
                filter(
                    None,
                    (
                        f"{day(row.evidence.day)}:" if row.evidence.day else "",
                        evidence_words(row.evidence, names),
                        labels(citer.cite_all(row.evidence.spans)[:4]),
                    ),
                )
            ),
            *(MARKS[row.cells[h]] + ("*" if marked(row, h) else "") for h in found.hypotheses),
            why(row),
        )
        for row in found.rows
        if whole or row.diagnostic
    ]
    return head, body


def marked(row: Row, hypothesis: str) -> bool:
    """Whether a person set this cell."""
    return any(mark.hypothesis == hypothesis for mark in row.marks)


def why(row: Row) -> str:
    """The rule that a row fits, its effect and where that comes from; a person's notes first."""
    notes = [f"* {mark.by or 'marked'}: {mark.note}" for mark in row.marks if mark.note]
    one = row.evidence
    rule = f"{one.why} ({one.effect:+.2f}, {one.source})" if one.why else "no rule bears on it"
    return "; ".join([*notes, rule])


def render(found: Matrix, reports: Sequence[Report]) -> str:
    """The matrix as one HTML file that opens offline."""
    from markupsafe import Markup

    style = f"\n{style_sheet('brief.css')}\n{style_sheet('ach.css')}\n"
    template = environment().get_template("ach.html")
    return template.render(
        **shown(found, reports),
        style=Markup(style),  # our own style sheets
        style_hash=style_hash(style),
    )


def shown(found: Matrix, reports: Sequence[Report]) -> dict[str, Any]:
    """What the templates show of a matrix."""
    names, citer = Names(), Citer(reports)
    rows = [
        {
            "row": row,
            "words": evidence_words(row.evidence, names),
            "quote": shorten(plain(_quote(row, citer)), _WIDTH),
            "citations": citer.cite_all(row.evidence.spans),
            "labels": labels(citer.cite_all(row.evidence.spans)[:4]),
            "why": why(row),
            "cells": [(row.cells[h], marked(row, h)) for h in found.hypotheses],
        }
        for row in found.rows
    ]
    return {
        "found": found,
        "summary": list(summary(found)),
        "hypotheses": [(h, hypothesis_words(h), found.against[h]) for h in found.hypotheses],
        "rows": rows,
        "marks": MARKS,
        "means": MEANS,
    }


def _quote(row: Row, citer: Citer) -> str:
    cited = citer.cite_all(row.evidence.spans)
    return cited[0].words if cited else ""
