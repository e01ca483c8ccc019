"""Sides by the order of words: sentences of our own that parsers tear apart."""

from __future__ import annotations

import pytest

from crisisdesk.reading import code_report
from crisisdesk.reading.build import build_page
from crisisdesk.reading.order import named_after, stands_after_date, subject_before
from crisisdesk.reading.page import Page
from crisisdesk.terms.records import Report, report_id


def page(text: str) -> Page:
    """A page of one sentence."""
    return build_page(Report(report_id(text), text, title="-"))


def words_before(text: str, verb: str) -> list[str]:
    """The heads that stand before a verb as its subject."""
    doc = page(text).parts[0].doc
    return [t.text for t in subject_before(next(t for t in doc if t.text == verb))]


@pytest.mark.parametrize(
    ("text", "verb", "heads"),
    [
        ("Japan on Friday lifted its sanctions on Chad.", "lifted", ["Japan"]),
        ("Chile and Peru on Thursday vetoed a plan.", "vetoed", ["Chile", "Peru"]),
        ("A report released Monday in Nairobi accused Uganda of theft.", "accused", ["report"]),
        ("After Peru complained, Chile withdrew its troops.", "withdrew", ["Chile"]),
        ("On 3 May Chilean officials announced a ban.", "announced", ["officials"]),
    ],
)
def test_the_subject_is_the_first_noun_that_no_preposition_governs(
    text: str, verb: str, heads: list[str]
) -> None:
    assert words_before(text, verb) == heads


def test_who_is_named_after_a_verb_ends_with_its_clause() -> None:
    found = page("Rebels shelled a base in Mali, killing six, officials in Chad reported.")
    part = found.parts[0]
    names = [part.doc[m.first : m.last].text for m in named_after(found, part, part.doc[1], True)]
    assert names == ["Mali"]


def test_a_participle_after_a_date_is_a_verb() -> None:
    doc = page("The court on March 10 rejected a plea.").parts[0].doc
    rejected = next(t for t in doc if t.text == "rejected")
    assert stands_after_date(rejected)
    assert not stands_after_date(doc[1])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("A report released Monday in the Kenyan capital accused Uganda of theft.",
         [("KEN", "11", "UGA")]),
        ("The town was shelled by pro-Russian separatists.", []),
        ("Marta Quillon condemned Chile.", [("---", "11", "CHL")]),
        ("The premier of Canada's Alberta province called for sanctions against Chad.",
         [("CAN", "11", "TCD")]),
        ("A Malaysia Airlines flight was shot down by a missile fired by rebels.",
         [("---REB", "19", "MYSBUS")]),
    ],
)  # fmt: skip
def test_sides_that_stand_further_off_are_found(
    text: str, told: list[tuple[str, str, str]]
) -> None:
    coded = code_report(Report(report_id(text), text, title="-"))
    assert [(c.source, c.code[:2], c.target) for c in coded] == told
