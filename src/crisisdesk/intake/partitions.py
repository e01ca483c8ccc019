"""Where a part's rows lie: in one file of each table, or in a file for each month or day.

By month, ``events/month=2025-04/part-0000007.parquet`` holds those events of the eighth batch whose
reports were published in April 2025; so DuckDB and PyArrow read a table's folder as one set, with
the month as a column (Hive's way). A report that is known to be of a year or month only lies under
that (``day=2025-04``), one of which nobody knows the day under ``unknown``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal, get_args

By = Literal["none", "month", "day"]
BY: tuple[str, ...] = get_args(By)
UNKNOWN = "unknown"
_LENGTH = {"month": len("2025-04"), "day": len("2025-04-09")}
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")


def partition_of(published: str | None, by: By) -> str:
    """The folder of a report's rows, ``month=2025-04``; empty where there are no partitions."""
    if by == "none":
        return ""
    found = _DAY.match(published or "")
    return f"{by}={found.group()[: _LENGTH[by]] if found else UNKNOWN}"


def split(table: Any, by: By) -> Iterator[tuple[str, Any]]:
    """The rows of a PyArrow table by their partition, in its order within each; those of a table
    without a column ``published`` stay together."""
    if by == "none" or "published" not in table.column_names:
        yield "", table
        return
    import pyarrow as pa

    folders = [partition_of(published, by) for published in table["published"].to_pylist()]
    for folder in sorted(set(folders)):
        yield folder, table.filter(pa.array([one == folder for one in folders]))


def file_of(table: str, name: str, partition: str = "") -> str:
    """The file of a part's table, below the output's folder."""
    return "/".join(filter(None, (table, partition, f"part-{name}.parquet")))
