"""An actor's code as CAMEO writes it: the state or body, then what part of its society acts."""

from __future__ import annotations

from functools import lru_cache

from msgspec import Struct

from crisisdesk.errors import TermsError
from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.gazetteer import load_gazetteer
from crisisdesk.terms.records import Actor
from crisisdesk.terms.sectors import singulars

NOBODY = "---"
_LONGEST = 3
# Parts of a body that its code names beside it: UN troops.
_OF_BODIES = frozenset({"MIL", "COP", "MED"})
# What CAMEO calls a body that is no state's, by its sector.
_WHAT = {"NGO": "NGO", "REB": "IMG", "UAF": "IMG", "CRM": "IMG", "BUS": "MNC"}


class CameoActorsFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``data/cameo_actors.yaml``; what each table is stands at the head of the file."""

    checked: str
    bodies: dict[str, str]
    sectors: dict[str, str]
    agents: dict[str, tuple[str, ...]]


@lru_cache(maxsize=1)
def _tables() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    path = shipped("cameo_actors.yaml")
    file = load_yaml(path, CameoActorsFile)
    agents: dict[str, str] = {}
    for sector, nouns in file.agents.items():
        for noun in nouns:
            if agents.setdefault(noun, sector) != sector:
                complaint = f"{noun!r} stands under {agents[noun]} and {sector}; keep one"
                raise TermsError(str(path), None, complaint)
    return file.bodies, file.sectors, agents


def cameo_actor(actor: Actor) -> str:
    """The code of an actor: ``USAGOV``, ``SYRREB``, ``IGOUNO``; ``---COP`` for police of nobody we
    know. A state as a whole has no sector. Raises TermsError where the shipped list is broken."""
    bodies, sectors, _ = _tables()
    code = actor.code
    sector = _agent(actor.role) or sectors.get(actor.sector or "", actor.sector or "")
    if code is None:
        return f"{NOBODY}{sector}"
    if code in bodies:
        part = sector if sector in _OF_BODIES and sector not in bodies[code] else ""
        return bodies[code] + part
    body = load_gazetteer().bodies.get(code)
    if body is not None:
        return (
            body.home + sector if body.home else f"{_WHAT.get(body.sector or '', 'IGO')}{code[:3]}"
        )
    return f"{code}{sector}"


def _agent(role: str | None) -> str | None:
    """CAMEO's sector of a description by its last words: "the defence minister"."""
    _, _, agents = _tables()
    words = (role or "").lower().split()
    for length in range(min(_LONGEST, len(words)), 0, -1):
        *before, last = words[-length:]
        for form in singulars(last):
            found = agents.get(" ".join([*before, form]))
            if found is not None:
                return found
    return None
