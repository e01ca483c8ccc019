"""PLOVER's event types: their quads, Goldstein's scores, and the way to them from CAMEO codes."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated

from msgspec import Meta, Struct

from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.records import Quad

CameoCode = Annotated[str, Meta(pattern=r"^\d{2,4}$")]


class PloverType(Struct, frozen=True, forbid_unknown_fields=True):
    """An event type: ``cameo`` stands for it where an event gives no code of its own."""

    quad: Quad
    cameo: CameoCode
    modes: tuple[str, ...] = ()


class PloverFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``data/plover.yaml``."""

    checked: str
    types: dict[str, PloverType]


class Cameo(Struct, frozen=True, forbid_unknown_fields=True):
    """A CAMEO code: ``score`` is Goldstein's; ``type`` is None where PLOVER has none for it."""

    code: CameoCode
    name: str
    score: Annotated[float, Meta(ge=-10, le=10)]
    type: str | None = None
    mode: str | None = None
    contexts: tuple[str, ...] = ()


class CameoFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``data/cameo.yaml``."""

    checked: str
    codes: tuple[Cameo, ...]


@lru_cache(maxsize=1)
def plover_types() -> dict[str, PloverType]:
    """The types by name. Raises TermsError where the shipped file is broken."""
    return load_yaml(shipped("plover.yaml"), PloverFile).types


@lru_cache(maxsize=1)
def cameo_codes() -> dict[str, Cameo]:
    """The CAMEO codes by their digits. Raises TermsError where the shipped file is broken."""
    return {line.code: line for line in load_yaml(shipped("cameo.yaml"), CameoFile).codes}


def cameo(code: str | None) -> Cameo | None:
    """The line for a CAMEO code, or for the nearest code above it: ``1389`` gives ``138``."""
    known = cameo_codes()
    while code and len(code) >= 2:
        if code in known:
            return known[code]
        code = code[:-1]
    return None


def quad_of(event_type: str) -> Quad:
    """The quad of a PLOVER type; neutral for a type that PLOVER has not."""
    found = plover_types().get(event_type)
    return found.quad if found else "neutral"


def intensity_of(event_type: str, cameo_code: str | None = None) -> float:
    """Goldstein's score of an event, -10 (war) to 10 (peace), as assigned to CAMEO codes.

    The code decides (the nearest above it where it is unknown), else the type; 0.0 for neither.
    """
    line = cameo(cameo_code)
    if line is None and event_type in plover_types():
        line = cameo(plover_types()[event_type].cameo)
    return line.score if line else 0.0


def cameo_to_plover(code: str) -> tuple[str, str | None, tuple[str, ...]] | None:
    """Type, mode and contexts of a CAMEO code; None where PLOVER has no type for it.

    An unknown finer code goes by the one above it; a bare root (``19``) goes by its general code
    (``190``).
    """
    known = cameo_codes()
    line = known.get(code + "0") if len(code) == 2 else cameo(code)
    if line is None or line.type is None:
        return None
    return line.type, line.mode, line.contexts


def contexts_of(code: str) -> tuple[str, ...]:
    """PLOVER's contexts of a CAMEO code ("economic", "legal"); none for a code without a type."""
    found = cameo_to_plover(code)
    return found[2] if found else ()
