"""What a what-if says: ``RUS-IRN defense=yes``, ``QAT mediation=offered``, ``as-of=2025-06-01``.

Several settings of one subject are parted by commas, several subjects by semicolons. Actors are
codes or names. Which inputs there are, and what they may be, is in ``data/whatif.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from msgspec import Struct

from crisisdesk.errors import QuestionError
from crisisdesk.odds.actors import code_of
from crisisdesk.odds.naming import name_of
from crisisdesk.terms.files import load_yaml

_SETTING = re.compile(r"([A-Za-z][A-Za-z-]*)\s*=\s*([^\s,=]+)")
_FACTOR = re.compile(r"x?(\d{1,4}(?:\.\d{1,4})?)")
MOST = 1000.0  # times a capability; more is nothing that states reach
_SAME = {"true": "yes", "1": "yes", "false": "no", "0": "no"}
EXAMPLE = "write it as 'RUS-IRN defense=yes'"


class Input(Struct, frozen=True, forbid_unknown_fields=True):
    """An input that may be set; see the head of ``data/whatif.yaml``."""

    name: str
    about: int
    turns: bool
    values: dict[str, str]
    also: tuple[str, ...] = ()


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    inputs: tuple[Input, ...]


class Edit(Struct, frozen=True):
    """One input held to be ``value``: yes, no, offered, a role, a day, or a factor."""

    about: tuple[str, ...]
    input: str
    value: str

    @property
    def words(self) -> str:
        """As a sentence without its stop: ``Russia owes Iran a duty to defend``."""
        names = dict(zip(("one", "other"), map(name_of, self.about), strict=False))
        told = _inputs()[self.input].values
        form = told.get(self.value) or told.get("day") or told.get("number") or ""
        said = form.format(**names, value=self.value)
        return said[:1].upper() + said[1:]

    @property
    def turns(self) -> bool:
        """Whether any class of past cases turns on it."""
        return _inputs()[self.input].turns


@cache
def _inputs() -> dict[str, Input]:
    path = Path(str(files("crisisdesk.odds") / "data" / "whatif.yaml"))
    return {name: one for one in load_yaml(path, _File).inputs for name in (one.name, *one.also)}


def parse_edits(texts: str | Sequence[str]) -> tuple[Edit, ...]:
    """The edits that a what-if, or several together, name. Raises QuestionError where one cannot
    be read, names an unknown actor or input, or contradicts another."""
    lines = [texts] if isinstance(texts, str) else list(texts)
    edits = [edit for line in lines for part in line.split(";") for edit in _parse(part)]
    if not edits:
        raise QuestionError(f"a what-if that says nothing: {EXAMPLE}")
    _check(edits)
    return tuple(dict.fromkeys(edits))


def _parse(part: str) -> list[Edit]:
    found = list(_SETTING.finditer(part))
    if not found:
        raise QuestionError(f"what-if {part.strip()!r} cannot be read: {EXAMPLE}")
    subject = part[: found[0].start()].strip(" :,")
    rest = _SETTING.sub("", part[found[0].start() :]).strip(" ,")
    if rest:
        raise QuestionError(f"what-if: {rest!r} cannot be read: {EXAMPLE}")
    about = tuple(_code(name) for name in _names(subject)) if subject else ()
    return [_setting(about, m[1].lower(), m[2]) for m in found]


def _names(subject: str) -> list[str]:
    one, hyphen, other = subject.partition("-")
    return [one, other] if hyphen else [subject]


def _code(name: str) -> str:
    try:
        return code_of(name)
    except QuestionError as error:
        raise QuestionError(f"what-if: {error}") from error


def _setting(about: tuple[str, ...], name: str, value: str) -> Edit:
    kind = _inputs().get(name)
    if kind is None:
        known = ", ".join(dict.fromkeys(one.name for one in _inputs().values()))
        raise QuestionError(f"what-if: {name} is none of {known}")
    if len(about) != kind.about:
        example = f": write {_EXAMPLES.get(kind.name, _EXAMPLES[kind.about])}"
        raise QuestionError(f"what-if: {kind.name} is about {_COUNT[kind.about]}{example}")
    if len(set(about)) < len(about):
        raise QuestionError(f"what-if: {about[0]} stands on both sides; name two actors")
    return Edit(about, kind.name, _value(kind, value))


_COUNT = {0: "nobody", 1: "one actor", 2: "two actors"}
_EXAMPLES: dict[str | int, str] = {
    0: "as-of=2025-06-01",
    1: "QAT mediation=offered",
    2: "RUS-IRN defense=yes",
    "capability": "IRN capability=x2",
    "role": "CHN role=partner",
}
_VALUES = {
    "day": "a day such as 2025-06-01",
    "number": f"x2, 0.5 or another factor above 0 and at most {MOST:g}",
}


def _value(kind: Input, value: str) -> str:
    low = _SAME.get(value.lower(), value.lower())
    if low in kind.values and low not in ("day", "number"):
        return low
    if "day" in kind.values and _is_day(low):
        return low
    factor = _FACTOR.fullmatch(value.lower())
    if "number" in kind.values and factor and 0 < float(factor[1]) <= MOST:
        return factor[1]
    known = ", ".join(_VALUES.get(one, one) for one in kind.values)
    raise QuestionError(f"what-if: {kind.name}={value} is none of {known}")


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _check(edits: Sequence[Edit]) -> None:
    """No two edits say different things of one input, and no two actors are the target."""
    held: dict[tuple[tuple[str, ...], str], str] = {}
    for edit in edits:
        if held.setdefault((edit.about, edit.input), edit.value) != edit.value:
            about = "-".join(edit.about)
            raise QuestionError(f"what-if contradicts itself on {about} {edit.input}".strip())
    targets = {edit.about for edit in edits if (edit.input, edit.value) == ("role", "target")}
    if len(targets) > 1:
        raise QuestionError("what-if contradicts itself: a crisis has one target")
