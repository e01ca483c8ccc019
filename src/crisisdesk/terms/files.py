"""Loads vocabulary files: YAML through a schema, with file and line in every complaint."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from crisisdesk.errors import TermsError

T = TypeVar("T")

# The base loader keeps every scalar a string (Norway stays NO, 2025-04 stays a month);
# the schema then converts, so a field's type decides and not the look of the value.
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def shipped(name: str) -> Path:
    """The path of a data file that ships in ``crisisdesk/terms/data``."""
    return Path(str(files("crisisdesk.terms") / "data" / name))


def load_yaml(path: Path, schema: type[T]) -> T:
    """Read ``path`` as ``schema`` (a msgspec type).

    Raises TermsError naming file and line where the file is missing, is no YAML, or does not
    fit the schema.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TermsError(str(path), None, f"cannot be read: {error}") from error
    return parse_yaml(text, schema, str(path))


def parse_yaml(text: str, schema: type[T], name: str = "<text>") -> T:
    """As `load_yaml`, from a string; ``name`` stands for the file in complaints."""
    try:
        return msgspec.convert(yaml.load(text, Loader=_LOADER), schema, strict=False)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise TermsError(name, line, f"is not valid YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise TermsError(name, None, f"is not valid YAML: {error}") from error
    except msgspec.ValidationError as error:
        raise TermsError(name, _line_of(text, str(error)), str(error)) from error


def _line_of(text: str, complaint: str) -> int | None:
    """The line of the value that a msgspec complaint (``... at `$.a[3].b` ``) points to."""
    found = re.search(r"`\$([^`]*)`", complaint)
    node = yaml.compose(text, Loader=_LOADER)
    if node is None:
        return None
    for name, index in re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", found.group(1) if found else ""):
        child = _child(node, name, index)
        if child is None:
            break
        node = child
    return int(node.start_mark.line) + 1


def _child(node: Any, name: str, index: str) -> Any:
    if isinstance(node, yaml.SequenceNode) and index.isdigit():
        return node.value[int(index)]
    if isinstance(node, yaml.MappingNode) and name:
        return next((value for key, value in node.value if key.value == name), None)
    return None
