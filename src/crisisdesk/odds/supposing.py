"""The record as it would be under a what-if: readings, roles and the day of the forecast.

What is supposed to be comes as one more reading, which points to no report and outranks the
others; what is supposed not to be is left out of the readings. Roles change only where an edit
names one, or gives somebody a part: who strikes or threatens the target becomes a threatener,
who owes it something or arms it a partner, who offers to go between a possible mediator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.errors import QuestionError
from crisisdesk.odds import evidence
from crisisdesk.odds.duties import WHAT_IF
from crisisdesk.odds.edits import Edit
from crisisdesk.odds.evidence import codes
from crisisdesk.odds.horizons import LONGEST
from crisisdesk.terms.records import (
    Actor,
    Crisis,
    Date,
    Event,
    Modality,
    Obligation,
    ObligationClass,
    Reading,
    Report,
    Role,
    Span,
    Tie,
)

FIRST = "1946-01-01"
NOWHERE = Span(WHAT_IF, 0, 0)
OBLIGATIONS: dict[str, ObligationClass] = {
    "defense": "defense",
    "offense": "offense",
    "neutrality": "neutrality",
    "nonaggression": "nonaggression",
    "consultation": "consultation",
}
# the PLOVER type of an event that an input stands for, and CAMEO's code where one decides
TYPES = {
    "threat": ("THREATEN", "138"),
    "force": ("ASSAULT", None),
    "display": ("MOBILIZE", None),
    "talks": ("CONSULT", None),
}
PARTS = ("threateners", "partners_of_target", "partners_of_threateners", "mediators", "bystanders")


class Supposed(Struct, frozen=True):
    """The record under a what-if. ``capability`` holds factors by code of state."""

    readings: tuple[Reading, ...]
    crisis: Crisis
    as_of: str
    capability: dict[str, float] = {}


def suppose(
    edits: Sequence[Edit], readings: Sequence[Reading], crisis: Crisis, as_of: str
) -> Supposed:
    """The record with all edits made. A day leaves out reports that were published after it.
    Raises QuestionError where the day lies beyond what past cases tell of, or a deed after it."""
    day = next((edit.value for edit in edits if edit.input == "as-of"), as_of)
    _in_time(edits, day, as_of)
    kept = [r for r in readings if not r.report.published or r.report.published.value[:10] <= day]
    for edit in edits:
        kept = [_without(reading, edit) for reading in kept]
        crisis = _recast(crisis, edit)
    held = Reading(
        Report(id=WHAT_IF, text=""),
        ties=tuple(tie for i, edit in enumerate(edits) for tie in _ties(edit, i)),
        events=tuple(e for i, edit in enumerate(edits) for e in _events(edit, i, day, crisis)),
    )
    power = {edit.about[0]: float(edit.value) for edit in edits if edit.input == "capability"}
    return Supposed((*kept, held), crisis, day, power)


def _in_time(edits: Sequence[Edit], day: str, as_of: str) -> None:
    """What is supposed to have been done is not of a day to come, and that day is in the years that
    past cases tell of, no further ahead than any horizon reaches."""
    last = evidence.day_of(as_of)
    ahead = (date.fromisoformat(day) - last).days if last and day != as_of else 0
    if day < FIRST or ahead > LONGEST:
        raise QuestionError(
            f"what-if as-of={day}: past cases tell of days from {FIRST} to {LONGEST} days from now"
        )
    for edit in edits:
        if edit.input in TYPES and edit.value[:4].isdigit() and edit.value > day:
            raise QuestionError(
                f"what-if {'-'.join(edit.about)} {edit.input}={edit.value}: that is after the day "
                f"of the forecast, {day}"
            )


# --- what is supposed to be


def _ties(edit: Edit, index: int) -> Iterator[Tie]:
    name = f"{WHAT_IF}-{index}"
    if edit.input in OBLIGATIONS:
        duty = Obligation(OBLIGATIONS[edit.input], edit.value == "yes", NOWHERE)
        pair = (edit.about[0], edit.about[1])
        yield Tie(id=name, kind="alliance", between=pair, span=NOWHERE, obligations=(duty,))
    elif edit.input == "arms" and edit.value == "yes":
        pair = (edit.about[0], edit.about[1])
        yield Tie(id=name, kind="arms supplier", between=pair, span=NOWHERE, directed=True)


def _events(edit: Edit, index: int, day: str, crisis: Crisis) -> Iterator[Event]:
    if edit.value == "no":
        return
    if edit.input in TYPES:
        kind, cameo = TYPES[edit.input]
        modality: Modality = "offered" if edit.value == "offered" else "happened"
        when = day if edit.value in ("yes", "offered") else edit.value
        yield _event(edit, index, kind, edit.about[1:], modality, when, cameo=cameo)
    elif edit.input == "mediation":
        modality = "offered" if edit.value == "offered" else "happened"
        sides = [role.actor for role in crisis.threateners[:1]]
        sides += [crisis.target.actor] if crisis.target else []
        yield _event(edit, index, "SUPPORT", tuple(sides), modality, day, mode="mediate")


def _event(
    edit: Edit,
    index: int,
    kind: str,
    target: Sequence[str],
    modality: Modality,
    day: str,
    *,
    mode: str | None = None,
    cameo: str | None = None,
) -> Event:
    return Event(
        id=f"{WHAT_IF}-{index}",
        type=kind,
        source=(Actor(edit.about[0]),),
        target=tuple(Actor(code) for code in target),
        modality=modality,
        span=NOWHERE,
        trigger=NOWHERE,
        mode=mode,
        cameo=cameo,
        date=Date(day),
    )


# --- what is supposed not to be


def _without(reading: Reading, edit: Edit) -> Reading:
    """A reading without what an edit takes back."""
    gone = _gone(edit)
    if edit.input == "arms" and edit.value == "no":
        ties = tuple(t for t in reading.ties if not _arms(t, edit))
        return replace(reading, ties=ties)
    if edit.input == "mediation" and edit.value == "no":
        ties = tuple(t for t in reading.ties if t.holder != edit.about[0])
        reading = replace(reading, ties=ties)
    if gone is None:
        return reading
    return replace(reading, events=tuple(e for e in reading.events if not gone(e)))


def _arms(tie: Tie, edit: Edit) -> bool:
    return tie.kind == "arms supplier" and tie.between == edit.about


def _gone(edit: Edit) -> Callable[[Event], bool] | None:
    """Which events an edit takes back; None for none."""
    if edit.value != "no":
        return None
    if edit.input == "mediation":
        return lambda event: edit.about[0] in codes(event.source) and evidence.mediates(event)
    tests: dict[str, Callable[[Event], bool]] = {
        "threat": lambda e: e.type == "THREATEN" or e.modality in ("threatened", "intended"),
        "force": lambda e: e.type == "ASSAULT" and e.modality == "happened",
        "display": lambda e: e.type in ("MOBILIZE", "EXHIBIT_FORCE_POSTURE"),
        "talks": lambda e: e.type in ("CONSULT", "AGREE", "COOPERATE"),
    }
    test = tests.get(edit.input)
    return (lambda event: test(event) and _of_pair(event, edit)) if test else None


def _of_pair(event: Event, edit: Edit) -> bool:
    one, other = edit.about
    if edit.input == "display":
        return one in codes(event.source) and codes(event.target) in ((), (other,))
    there = evidence.between(event, one, other)
    return there or (edit.input == "talks" and evidence.between(event, other, one))


# --- roles


def _recast(crisis: Crisis, edit: Edit) -> Crisis:
    """The roles with the part that an edit gives or takes."""
    if edit.input == "role":
        return _with_role(crisis, edit.about[0], edit.value)
    target = crisis.target.actor if crisis.target else None
    if edit.input in ("threat", "force", "display") and edit.value != "no":
        return _join(crisis, "threateners", edit.about[0]) if edit.about[1] == target else crisis
    if edit.input in (*OBLIGATIONS, "arms") and edit.value == "yes" and edit.about[1] == target:
        others = {role.actor for role in crisis.threateners}
        joins = edit.about[0] not in others
        return _join(crisis, "partners_of_target", edit.about[0]) if joins else crisis
    if edit.input == "mediation" and edit.value != "no":
        return _join(crisis, "mediators", edit.about[0])
    if edit.input == "mediation":
        return _leave(crisis, edit.about[0], ("mediators",))
    return crisis


def _with_role(crisis: Crisis, actor: str, part: str) -> Crisis:
    left = _leave(crisis, actor, PARTS)
    if left.target and left.target.actor == actor:
        left = replace(left, target=None)
    if part == "target":
        return replace(left, target=Role(actor))
    names = {
        "threatener": "threateners",
        "partner": "partners_of_target",
        "mediator": "mediators",
    }
    return _join(left, names[part], actor) if part in names else left


def _join(crisis: Crisis, part: str, actor: str) -> Crisis:
    roles: tuple[Role, ...] = getattr(crisis, part)
    if any(role.actor == actor for role in roles):
        return crisis
    return replace(crisis, **{part: (*roles, Role(actor))})


def _leave(crisis: Crisis, actor: str, parts: Sequence[str]) -> Crisis:
    kept = {p: tuple(r for r in getattr(crisis, p) if r.actor != actor) for p in parts}
    return replace(crisis, **kept)
