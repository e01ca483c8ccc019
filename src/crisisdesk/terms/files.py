"""Loads vocabulary files: YAML through a schema, with file and line in every complaint."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from crisisdesk.errors import TermsError
from crisisdesk.schemas import prepared

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
        return msgspec.convert(plain_yaml(text), prepared(schema), strict=False)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise TermsError(name, line, f"is not valid YAML: {error.problem}") from error
    except yaml.YAMLError as error:
        raise TermsError(name, None, f"is not valid YAML: {error}") from error
    except msgspec.ValidationError as error:
        raise TermsError(name, _line_of(text, schema, str(error)), str(error)) from error


def plain_yaml(text: str) -> Any:
    """Mappings, lists and texts as they stand in YAML, None where there is nothing. Raises
    yaml.YAMLError where it is none. As the base loader gives them, in half its time: it takes the
    most of a start."""
    node = yaml.compose(text, Loader=_LOADER)
    return None if node is None else _plain(node, {})


def _plain(node: yaml.Node, known: dict[int, Any]) -> Any:
    """``known`` holds what was made of other nodes: an alias is the node itself once more."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if id(node) in known:
        return known[id(node)]
    if isinstance(node, yaml.SequenceNode):
        many: list[Any] = []
        known[id(node)] = many
        many.extend([_plain(one, known) for one in node.value])
        return many
    made: dict[Any, Any] = {}
    known[id(node)] = made
    for key, value in node.value:
        name = _plain(key, known)
        if not isinstance(name, str):
            raise yaml.MarkedYAMLError(problem="a key must be a word", problem_mark=key.start_mark)
        made[name] = _plain(value, known)
    return made


def _line_of(text: str, schema: Any, complaint: str) -> int | None:
    """The line of the value that a msgspec complaint (``... at `$.a[3].b` ``) points to."""
    found = re.search(r"`\$([^`]*)`", complaint)
    node = yaml.compose(text, Loader=_LOADER)
    if node is None:
        return None
    data = _plain(node, {})
    path: list[str | int] = []
    for name, index in re.findall(r"\.(\w+)|\[(\d+|\.\.\.)\]", found.group(1) if found else ""):
        key = _broken_key(data, schema, path) if index == "..." else name or int(index)
        child = _child(node, key)
        if child is None:
            break
        path.append(key)
        node = child
    return int(node.start_mark.line) + 1


def _broken_key(data: Any, schema: Any, path: list[str | int]) -> str:
    """Which key of the mapping at ``path`` breaks the schema: a complaint leaves keys out."""
    for key in _at(data, path):
        try:
            msgspec.convert(_with_only(data, path, key), prepared(schema), strict=False)
        except msgspec.ValidationError:
            return str(key)
    return ""


def _at(data: Any, path: list[str | int]) -> Any:
    return _at(data[path[0]], path[1:]) if path else data


def _with_only(data: Any, path: list[str | int], key: Any) -> Any:
    """The data with nothing but ``key`` left in the mapping at ``path``."""
    if not path:
        return {key: data[key]}
    inside = _with_only(data[path[0]], path[1:], key)
    if isinstance(data, list):
        return [inside]
    return {**data, path[0]: inside}


def line_at(path: Path, *keys: str | int) -> int | None:
    """The line of ``path`` on which the value under these keys and places stands, as far as they
    lead; None for an empty file."""
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
    for key in keys:
        child = _child(node, key)
        if child is None:
            break
        node = child
    return None if node is None else int(node.start_mark.line) + 1


def _child(node: Any, key: str | int) -> Any:
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int):
        return node.value[key]
    if isinstance(node, yaml.MappingNode) and isinstance(key, str):
        return next((value for name, value in node.value if name.value == key), None)
    return None
