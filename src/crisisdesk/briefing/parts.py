"""The parts that actors play in the crisis, with the lines that put them there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from crisisdesk.briefing.citations import Citation, Citer
from crisisdesk.briefing.names import Names
from crisisdesk.terms.records import Crisis, Role

PartName = Literal[
    "threatener",
    "target",
    "partner of the target",
    "partner of the threateners",
    "possible mediator",
    "bystander",
]


class Part(Struct, frozen=True):
    """One actor in one part; an actor may play several."""

    part: PartName
    name: str
    code: str
    citations: tuple[Citation, ...]


def several(part: str) -> str:
    """A part in the plural: ``partners of the target``."""
    head, space, rest = part.partition(" of ")
    return f"{head}s{space}{rest}"


def parts(crisis: Crisis, citer: Citer, names: Names) -> list[Part]:
    """Everyone's part, threateners first."""
    target = [crisis.target] if crisis.target else []
    cast: list[tuple[PartName, Iterable[Role]]] = [
        ("threatener", crisis.threateners),
        ("target", target),
        ("partner of the target", crisis.partners_of_target),
        ("partner of the threateners", crisis.partners_of_threateners),
        ("possible mediator", crisis.mediators),
        ("bystander", crisis.bystanders),
    ]
    return [
        Part(part, names.of(role.actor), role.actor, citer.cite_all(role.spans))
        for part, roles in cast
        for role in roles
    ]
