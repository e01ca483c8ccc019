"""The questions that a desk keeps, with their forecasts, outcomes and marks: only ever added to.

Each row has the day as of which it holds and the moment at which it was recorded, so that what
stood there on any day can be asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from crisisdesk.errors import DeskError
from crisisdesk.record.database import Connection, Database
from crisisdesk.record.known import end_of
from crisisdesk.schemas import prepared
from crisisdesk.terms.asked import Asked, Made, Mark, Outcome

T = TypeVar("T", Asked, Made, Outcome, Mark)


class AskedRecord:
    """Kept questions in a desk's file. All calls raise DeskError as Database does.

    ``as_of`` (an ISO 8601 day) leaves out what holds as of later days, ``recorded_by`` (a day or a
    moment) what was recorded later.
    """

    def __init__(self, file: Database) -> None:
        self.file = file

    # --- writing

    def ask(self, asked: Asked) -> Asked:
        """Keeps a new question; the same with its number, version and moment."""
        with self.file.writing() as connection:
            last = connection.execute("SELECT max(asked) FROM asked").fetchone()[0]
            kept = replace(asked, id=(last or 0) + 1, version=1, recorded=self.file.moment())
            _add(connection, "asked", kept.id, kept)
        return kept

    def edit(self, asked: Asked) -> Asked:
        """Keeps a question's next version. Raises DeskError where there is no such question."""
        with self.file.writing() as connection:
            row = "SELECT count(*) FROM asked WHERE asked = ?"
            versions = connection.execute(row, [asked.id]).fetchone()[0]
            if not versions:
                raise DeskError(f"{self.file.path}: there is no question {asked.id}")
            kept = replace(asked, version=versions + 1, recorded=self.file.moment())
            _add(connection, "asked", kept.id, kept)
        return kept

    def forecast(self, made: Made) -> bool:
        """Appends a forecast; False where the latest of this forecaster for that day says the
        same from the same inputs."""
        with self.file.writing() as connection:
            last = connection.execute(
                "SELECT record FROM forecasts WHERE asked = ? AND forecaster = ? AND day = ? "
                "ORDER BY seq DESC LIMIT 1",
                [made.asked, made.by, made.day],
            ).fetchone()
            kept = replace(made, recorded=self.file.moment())
            if last and replace(
                msgspec.json.decode(last[0], type=prepared(Made)), recorded=""
            ) == replace(kept, recorded=""):
                return False
            _add(connection, "forecasts", made.asked, kept, forecaster=made.by)
        return True

    def resolve(self, outcome: Outcome) -> Outcome:
        """Appends an outcome; the last one holds."""
        with self.file.writing() as connection:
            kept = replace(outcome, recorded=self.file.moment())
            _add(connection, "outcomes", kept.asked, kept)
        return kept

    def mark(self, mark: Mark) -> Mark:
        """Appends a mark; the last one of a cell holds."""
        with self.file.writing() as connection:
            kept = replace(mark, recorded=self.file.moment())
            _add(connection, "marks", kept.asked, kept)
        return kept

    def digested(self, every: str, day: str) -> None:
        """Notes that a digest was made as of a day; ``every`` is daily or weekly."""
        with self.file.writing() as connection:
            connection.execute(
                "INSERT INTO digests (every, day, recorded) VALUES (?, ?, ?)",
                [every, day, self.file.moment()],
            )

    # --- asking

    def last_digest(self, every: str, before: str) -> tuple[str, str] | None:
        """Day and moment of the last digest of its kind as of an earlier day than ``before``; None
        where there is none."""
        row = self.file.one(
            "SELECT day, recorded FROM digests WHERE every = ? AND day < ? "
            "ORDER BY day DESC, seq DESC LIMIT 1",
            [every, before],
        )
        return (str(row[0]), str(row[1])) if row else None

    def asked(self, as_of: str | None = None, recorded_by: str | None = None) -> list[Asked]:
        """Every question in the version that held, by number."""
        versions = self._rows("asked", Asked, None, as_of, recorded_by)
        return list({asked.id: asked for asked in versions}.values())

    def versions(
        self, number: int, as_of: str | None = None, recorded_by: str | None = None
    ) -> list[Asked]:
        """The versions of one question, first to last. Raises DeskError where there is none."""
        found = self._rows("asked", Asked, number, as_of, recorded_by)
        if not found:
            raise DeskError(f"{self.file.path}: there is no question {number}")
        return found

    def forecasts(
        self,
        number: int | None = None,
        as_of: str | None = None,
        recorded_by: str | None = None,
    ) -> list[Made]:
        """Forecasts by day, then in the order of their recording: of one question, or of all."""
        return self._rows("forecasts", Made, number, as_of, recorded_by)

    def outcomes(
        self, as_of: str | None = None, recorded_by: str | None = None
    ) -> dict[int, Outcome]:
        """The outcome that holds of each question that has one, by its number."""
        found = self._rows("outcomes", Outcome, None, as_of, recorded_by, order="seq")
        return {outcome.asked: outcome for outcome in found}

    def marks(
        self, number: int, as_of: str | None = None, recorded_by: str | None = None
    ) -> list[Mark]:
        """The marks that hold of one question: of each cell the last, none that was taken back."""
        found = self._rows("marks", Mark, number, as_of, recorded_by, order="seq")
        held = {(mark.evidence, mark.hypothesis): mark for mark in found}
        return [mark for mark in held.values() if mark.cell]

    def _rows(
        self,
        table: str,
        kind: type[T],
        number: int | None,
        as_of: str | None,
        recorded_by: str | None,
        order: str = "",
    ) -> list[T]:
        wheres: Sequence[tuple[str, Any]] = [
            ("asked = ?", number),
            ("day <= ?", as_of),
            ("recorded <= ?", end_of(recorded_by) if recorded_by else None),
        ]
        given = [(where, value) for where, value in wheres if value is not None]
        clause = " AND ".join(where for where, _ in given) or "TRUE"
        ordered = order or ("asked, seq" if table == "asked" else "asked, day, seq")
        rows = self.file.query(
            f"SELECT record FROM {table} WHERE {clause} ORDER BY {ordered}",
            [value for _, value in given],
        )
        return [msgspec.json.decode(row[0], type=prepared(kind)) for row in rows]


def _add(
    connection: Connection,
    table: str,
    number: int,
    record: Asked | Made | Outcome | Mark,
    **more: str,
) -> None:
    columns = ", ".join(("asked", "day", "recorded", "record", *more))
    values = (number, record.day, record.recorded, msgspec.json.encode(record), *more.values())
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)
