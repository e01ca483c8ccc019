"""What analysts set right in readings: kept with who, when and why; taken back, never erased."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from crisisdesk.record.database import Database
from crisisdesk.terms.records import Amendment

_CHANGES = msgspec.json.Decoder(dict[str, str])
_COLUMNS = 'id, report, kind, start, "end", type, deed, changes, who, made, note, undone, undone_by'


class Amendments:
    """The amendments of a desk, in the order in which they were made."""

    def __init__(self, file: Database) -> None:
        self._file = file

    def add(self, amendment: Amendment) -> Amendment:
        """Records one as made at this moment, and gives it with its number."""
        with self._file.writing() as connection:
            made = self._file.moment()
            (number,) = connection.execute(
                'INSERT INTO amendments (report, kind, start, "end", type, deed, changes, who, '
                "made, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                [
                    *(amendment.report, amendment.kind, amendment.start, amendment.end),
                    *(amendment.type, amendment.deed, msgspec.json.encode(amendment.changes)),
                    *(amendment.who, made, amendment.note),
                ],
            ).fetchone()
        return msgspec.structs.replace(amendment, number=number, made=made)

    def undo(self, number: int, who: str) -> bool:
        """Takes one back; False where there is none of that number, or it was taken back."""
        with self._file.writing() as connection:
            done = connection.execute(
                "UPDATE amendments SET undone = ?, undone_by = ? WHERE id = ? AND undone IS NULL",
                [self._file.moment(), who, number],
            )
            return done.rowcount == 1

    def all(self) -> list[Amendment]:
        """Every one, those taken back among them."""
        return self._found("TRUE")

    def of(self, report: str) -> list[Amendment]:
        """Those of one report that hold."""
        return self._found("report = ? AND undone IS NULL", [report])

    def one(self, number: int) -> Amendment | None:
        """That of a number."""
        return next(iter(self._found("id = ?", [number])), None)

    def _found(self, where: str, values: Sequence[Any] = ()) -> list[Amendment]:
        rows = self._file.query(
            f"SELECT {_COLUMNS} FROM amendments WHERE {where} ORDER BY id", values
        )
        return [_amendment(*row) for row in rows]


def _amendment(number: int, *row: Any) -> Amendment:
    report, kind, start, end, type_, deed, changes, who, made, note, undone, undone_by = row
    told = _CHANGES.decode(changes)
    return Amendment(
        *(report, kind, start, end, type_, deed, told, who, made, note, undone, undone_by),
        number=number,
    )
