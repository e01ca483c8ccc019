"""The reports of a record as cards, a page at a time, without their texts."""

from __future__ import annotations

import msgspec

from crisisdesk.record.database import Database
from crisisdesk.record.known import known
from crisisdesk.schemas import prepared
from crisisdesk.terms.records import Card

_CARD = msgspec.json.Decoder(prepared(Card))


def cards(
    file: Database,
    limit: int,
    skip: int = 0,
    as_of: str | None = None,
    recorded_by: str | None = None,
) -> list[Card]:
    """The latest ``limit`` reports after the first ``skip``, the latest first. Times as for
    `known`."""
    where, values = known(as_of, recorded_by)
    rows = file.query(
        f"SELECT v.card FROM readings v WHERE {where} ORDER BY v.day DESC, v.report DESC "
        "LIMIT ? OFFSET ?",
        [*values, limit, skip],
    )
    return [_CARD.decode(row[0]) for row in rows]
