"""Event patterns: what a resolution rule looks for, in one line and on events.

``ASSAULT USA,ISR > IRN`` any of two on a third; ``CONSULT,AGREE USA <> IRN`` either way round;
``*/mediate OMN > USA&IRN`` a mode or context (``AID/military``), and both of two; ``*`` is anything
or anybody; ``happened,stated`` behind it says which modalities count (happened by default).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import get_args

from crisisdesk.errors import QuestionError
from crisisdesk.odds.evidence import codes, mediates
from crisisdesk.terms.asked import Pattern
from crisisdesk.terms.plover import cameo_codes, plover_types
from crisisdesk.terms.records import Event, Modality

_SIDE = r"\*|[A-Z][A-Z0-9_-]*(?:\s*[,&]\s*[A-Z][A-Z0-9_-]*)*"
_LINE = re.compile(
    rf"\s*(?P<types>\*|[A-Z_]+(?:\s*,\s*[A-Z_]+)*)(?:/(?P<mode>[a-z-]+))?"
    rf"\s+(?P<sources>{_SIDE})\s*(?P<way><>|>)\s*(?P<targets>{_SIDE})"
    rf"(?:\s+(?P<modalities>[a-z]+(?:\s*,\s*[a-z]+)*))?\s*"
)


def pattern_from(text: str) -> Pattern:
    """The pattern that a line writes. Raises QuestionError where it writes none, or names a type,
    mode or modality that there is not."""
    found = _LINE.fullmatch(text)
    if found is None:
        raise QuestionError(
            f"{text!r} is no event pattern: write it as “ASSAULT USA > IRN”, "
            "“CONSULT,AGREE USA <> IRN” or “*/mediate OMN > USA&IRN”"
        )
    types, modalities = _several(found["types"]), _several(found["modalities"] or "happened")
    known = plover_types()
    _check("type", types, known)
    _check("modality", modalities, get_args(Modality))
    mode = found["mode"]
    if mode:
        modes = {"mediate", *(m for kind in known.values() for m in kind.modes)}
        _check(
            "mode", [mode], modes | {c for code in cameo_codes().values() for c in code.contexts}
        )
    return Pattern(
        types=types,
        sources=_several(found["sources"]),
        targets=_several(found["targets"]),
        mode=mode,
        either=found["way"] == "<>",
        both="&" in found["targets"],
        modalities=modalities,  # type: ignore[arg-type]
    )


def _several(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in re.split(r"[\s,&*]+", text) if part))


def _check(what: str, given: Collection[str], known: Collection[str]) -> None:
    for name in given:
        if name not in known:
            raise QuestionError(f"there is no {what} {name!r}; there are " + ", ".join(known))


def pattern_line(pattern: Pattern) -> str:
    """The line that writes a pattern; `pattern_from` reads it back."""
    mode = f"/{pattern.mode}" if pattern.mode else ""
    targets = ("&" if pattern.both else ",").join(pattern.targets) or "*"
    way = "<>" if pattern.either else ">"
    line = f"{','.join(pattern.types) or '*'}{mode} {','.join(pattern.sources) or '*'} {way} "
    told = "" if pattern.modalities == ("happened",) else " " + ",".join(pattern.modalities)
    return f"{line}{targets}{told}"


def fits(pattern: Pattern, event: Event) -> bool:
    """Whether an event fits. Somebody must be told to do it; whom it was done to may stay untold
    only where anybody will do. Of several targets that must all be met, one is enough here."""
    if event.modality not in pattern.modalities:
        return False
    if pattern.types and event.type not in pattern.types:
        return False
    if pattern.mode == "mediate":
        if not mediates(event):
            return False
    elif pattern.mode and pattern.mode not in (event.mode, *event.contexts):
        return False
    sources, targets = set(codes(event.source)), set(codes(event.target))
    return _aims(pattern, sources, targets) or (pattern.either and _aims(pattern, targets, sources))


def _aims(pattern: Pattern, sources: set[str], targets: set[str]) -> bool:
    outside = sources - set(pattern.targets)  # "anybody" is none of those it is done to
    by = bool(sources & set(pattern.sources)) if pattern.sources else bool(outside)
    return by and (not pattern.targets or bool(targets & set(pattern.targets)))
