"""What a partner owes, and how that is known: the reports' own words, else the treaty file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from msgspec import Struct

from crisisdesk.history.treaties import is_bilateral, owed, treaties_between
from crisisdesk.odds.naming import name_of
from crisisdesk.terms.records import Driver, Obligation, ObligationClass, Reading, Span, Tie

Source = Literal["what-if", "report", "treaty file", "nothing"]
WHAT_IF = "what-if"  # the report id of spans that come from no report


class Duty(Struct, frozen=True):
    """Whether a partner must defend: ``defense``; ``lesser`` pacts it has instead; where that is
    known from; the spans that say so."""

    partner: str
    beneficiary: str
    defense: bool
    lesser: bool
    bilateral: bool
    source: Source
    spans: tuple[Span, ...] = ()
    treaty: str = ""
    disputed: bool = False
    year: int = 9999

    def driver(self) -> Driver:
        """As a reason."""
        pair = f"{name_of(self.partner)} owes {name_of(self.beneficiary)}"
        duty = "a duty to defend" if self.defense else "no duty to defend"
        by = {
            "what-if": "as the what-if supposes",
            "report": "by the reports' own words",
            "treaty file": f"by the treaty file ({self.treaty})",
            "nothing": "as far as is known: no report and no treaty on file states one",
        }[self.source]
        words = f"{pair} {duty}, {by}"
        if self.disputed:
            words += "; reports disagree, the latest stands"
        return Driver(words, spans=self.spans)


def duty_of(partner: str, beneficiary: str, readings: Sequence[Reading], year: int) -> Duty:
    """What ``partner`` owes ``beneficiary`` in ``year``. A what-if outranks the reports, they
    outrank the treaty file; among reports the latest to state or deny a defense clause."""
    duties = _supposed(readings, partner, beneficiary, owed(partner, beneficiary, year))
    lesser = bool(duties - {"defense"})
    bilateral = is_bilateral(partner, beneficiary, year)
    told = list(_told(readings, partner, beneficiary))
    if told:
        supposed = [duty for duty in told if duty.span.report == WHAT_IF]
        last = (supposed or told)[-1]
        return Duty(
            partner=partner,
            beneficiary=beneficiary,
            defense=last.stated,
            lesser=lesser or not last.stated,
            # a clause of which only a report tells is taken for one between the two
            bilateral=bilateral or "defense" not in duties,
            source="what-if" if supposed else "report",
            spans=() if supposed else tuple(d.span for d in told if d.stated == last.stated),
            disputed=not supposed and len({duty.stated for duty in told}) > 1,
            year=year,
        )
    on_file = treaties_between(partner, beneficiary, year)
    return Duty(
        partner=partner,
        beneficiary=beneficiary,
        defense="defense" in duties,
        lesser=lesser,
        bilateral=bilateral,
        source="treaty file" if on_file else "nothing",
        treaty=f"{on_file[0].name}, {on_file[0].start}" if on_file else "",
        year=year,
    )


def _supposed(
    readings: Sequence[Reading],
    partner: str,
    beneficiary: str,
    duties: frozenset[ObligationClass],
) -> frozenset[ObligationClass]:
    """The duties with those that a what-if adds or takes; its defense clauses count elsewhere."""
    held = [
        duty
        for reading in readings
        if reading.report.id == WHAT_IF
        for tie in reading.ties
        if _joins(tie, partner, beneficiary)
        for duty in tie.obligations
        if duty.kind != "defense"
    ]
    added = {duty.kind for duty in held if duty.stated}
    return (duties | added) - {duty.kind for duty in held if not duty.stated}


def _told(readings: Sequence[Reading], partner: str, beneficiary: str) -> Iterator[Obligation]:
    """Defense clauses that the reports state or deny, earliest report first."""
    ordered = sorted(readings, key=lambda r: r.report.published.value if r.report.published else "")
    for reading in ordered:
        for tie in reading.ties:
            if _joins(tie, partner, beneficiary):
                yield from (duty for duty in tie.obligations if duty.kind == "defense")


def _joins(tie: Tie, partner: str, beneficiary: str) -> bool:
    if tie.span.report == WHAT_IF:  # what is supposed is supposed of one of them
        return tie.between == (partner, beneficiary)
    return {partner, beneficiary} == set(tie.between) and tie.kind != "go-between"
