"""A TOML file through a schema, with file and line in every complaint."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from crisisdesk.errors import TermsError
from crisisdesk.schemas import prepared

T = TypeVar("T")
_HEADER = re.compile(r"\s*\[{1,2}\s*([^\[\]#]+?)\s*\]{1,2}\s*(?:#.*)?$")
_KEY = re.compile(r"\s*([\w.\"'-]+?)\s*=")


def load_toml(path: Path, schema: type[T]) -> T:
    """Read ``path`` as ``schema`` (a msgspec type); days and times may stand without quotes.

    Raises TermsError naming file and line where the file cannot be read, is no TOML, or does not
    fit the schema.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TermsError(str(path), None, f"cannot be read: {error}") from error
    return parse_toml(text, schema, str(path))


def parse_toml(text: str, schema: type[T], name: str = "<text>") -> T:
    """As `load_toml`, from a string; ``name`` stands for the file in complaints."""
    try:
        return msgspec.convert(_plain(tomllib.loads(text)), prepared(schema))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found.group(1)) if found else len(text.splitlines())
        raise TermsError(name, line, f"is not valid TOML: {error}") from error
    except RecursionError as error:
        raise TermsError(name, None, "is not valid TOML: it is nested too deep") from error
    except msgspec.ValidationError as error:
        raise TermsError(name, _line_of(text, str(error)), str(error)) from error


def _plain(value: Any) -> Any:
    """The value with days and times as they are written."""
    if isinstance(value, dict):
        return {key: _plain(inside) for key, inside in value.items()}
    if isinstance(value, list):
        return [_plain(inside) for inside in value]
    return value.isoformat() if isinstance(value, date | datetime | time) else value


def _line_of(text: str, complaint: str) -> int | None:
    """The line on which the value of a msgspec complaint stands: the last key of its path that
    is found, each after the one before it; the first line where none is."""
    at = re.search(r"at `\$([^`]*)`", complaint)
    keys = re.findall(r"\.([\w-]+)|\[(\d+)\]", at.group(1) if at else "")
    unknown = re.search(r"unknown field `([^`]+)`", complaint)
    names = [key for key, _ in keys] + ([unknown.group(1)] if unknown else [])
    numbers = [int(number) for _, number in keys if number]
    lines = text.splitlines()
    line = 0
    for name in filter(None, names):
        found = _after(
            lines, line, name, numbers.pop(0) if _is_array(lines, name) and numbers else 0
        )
        if found is None:
            break
        line = found
    return line + 1


def _after(lines: list[str], start: int, name: str, skipped: int) -> int | None:
    """The line from ``start`` on that is headed by the name or sets it, after so many such."""
    for number in range(start, len(lines)):
        if _names(lines[number]) == name:
            if skipped == 0:
                return number
            skipped -= 1
    return None


def _is_array(lines: list[str], name: str) -> bool:
    return any(line.lstrip().startswith("[[") and _names(line) == name for line in lines)


def _names(line: str) -> str | None:
    """The last part of the name that a line heads or sets."""
    found = _HEADER.match(line) or _KEY.match(line)
    return found.group(1).split(".")[-1].strip().strip("\"'") if found else None
