"""Writes the JSON Schema of a brief; without a path, to standard output.

``python -m crisisdesk.briefing.schema docs/brief.schema.json``
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import msgspec

from crisisdesk.briefing.brief import VERSION, Brief


def brief_schema() -> dict[str, Any]:
    """The schema (draft 2020-12) of what ``crisisdesk brief --format json`` writes."""
    schema = msgspec.json.schema(Brief)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Crisis Desk brief, version {VERSION}",
        **schema,
    }


def schema_text() -> str:
    """The schema as it is written."""
    return msgspec.json.format(msgspec.json.encode(brief_schema()), indent=2).decode() + "\n"


def main(arguments: list[str]) -> None:
    """Write the schema to the path in ``arguments``, or to standard output without one."""
    if arguments:
        Path(arguments[0]).write_text(schema_text(), encoding="utf-8")
    else:
        sys.stdout.write(schema_text())


if __name__ == "__main__":
    main(sys.argv[1:])
