"""What tells a report's copies without its text: a sketch of its words, and whom it credits.

Marks are made where reports are read, and lie beside them in ``marks/``. `origins` compares them
when all are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from crisisdesk.terms.extras import Extras, using
from crisisdesk.terms.records import Report


class Mark(Struct, frozen=True):
    """``runs`` and ``sketch`` as `reading.copies.sketch` tells them; the keys of the agency that
    the report credits and of its own outlet (`reading.origins.claims_of`)."""

    runs: int
    sketch: bytes
    credit: str | None
    own: str


def mark_of(report: Report, extras: Extras | None) -> Mark:
    """The mark of a report, with a user's own outlets."""
    from crisisdesk.reading.copies import sketch
    from crisisdesk.reading.origins import claims_of

    with using(extras):
        return Mark(*sketch(report), *claims_of(report))


def mark_row(report: Report, mark: Mark) -> dict[str, Any]:
    """A row of the table of marks."""
    published = report.published.value if report.published else None
    return {
        **{"report": report.id, "published": published, "runs": mark.runs},
        **{"sketch": mark.sketch, "credit": mark.credit, "own": mark.own},
    }


def marks_table(rows: Sequence[dict[str, Any]]) -> Any:
    """Such rows as a PyArrow table."""
    import pyarrow as pa

    text = pa.string()
    kinds = {
        **{"report": text, "published": text, "runs": pa.int32()},
        **{"sketch": pa.binary(), "credit": text, "own": text},
    }
    return pa.Table.from_pylist(list(rows), pa.schema(kinds))
