"""Which of a desk's reports a brief or an answer is read from.

A desk of few reports is read whole. One of many is read by its crisis: the sides that the user
names, else those of ``desk.toml``, else the two with the most threats and blows of late.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from crisisdesk.desk.config import Config
from crisisdesk.errors import DeskError, QuestionError
from crisisdesk.record.database import Database
from crisisdesk.record.selection import Picked, Sides, count, foremost, pick
from crisisdesk.terms.records import Question


class Scope(Struct, frozen=True):
    """What was read: the latest ``read`` of ``of`` reports that name all of one of ``about``
    (codes; empty: whatever they name). ``found`` where the desk chose the sides itself."""

    about: tuple[Sides, ...]
    read: int
    of: int
    found: bool = False

    @property
    def shown(self) -> tuple[tuple[Sides, ...], int] | None:
        """Sides and number of reports as a page tells them; None where all of a desk was read."""
        return (self.about, self.of) if self.about or self.of > self.read else None


def scope_of(
    file: Database,
    config: Config,
    about: Sequence[Sides] = (),
    as_of: str | None = None,
    recorded_by: str | None = None,
) -> tuple[Picked, Scope]:
    """The numbers of the readings, and what they are. ``about`` goes before the settings."""
    sides = tuple(about) or tuple(map(sides_of, config.about))
    found = False
    if not sides and count(file, as_of, recorded_by) > config.reports:
        foremost_pair = foremost(file, as_of, recorded_by)
        sides, found = ((foremost_pair,), True) if foremost_pair else ((), False)
    picked = pick(file, config.reports, sides, config.since, as_of, recorded_by)
    return picked, Scope(sides, len(picked.numbers), picked.of, found)


def sides_of(text: str) -> Sides:
    """The codes of one or two sides: ``USA-IRN``, ``Iran``, ``Israel, Iran``. Raises DeskError
    where a name is nobody's."""
    from crisisdesk.odds.actors import code_of

    parts = [part.strip() for part in re.split(r"[,–-]", text) if part.strip()]
    if not 1 <= len(parts) <= 2:
        raise DeskError(f"{text!r} is not one or two sides: write USA-IRN")
    try:
        codes = tuple(code_of(part) for part in parts)
    except QuestionError as error:
        raise DeskError(f"{text!r}: {error}") from error
    if len(set(codes)) < len(codes):
        raise DeskError(f"{text!r}: {codes[0]} stands on both sides; name two, or one alone")
    return codes


def named_in_question(question: str | Question, day: str | None) -> Sides:
    """The codes of the actors that a question names."""
    from crisisdesk.odds.actors import actors_in

    if isinstance(question, str):
        return tuple(dict.fromkeys(actor.code for actor in actors_in(question, day)))
    given = (*question.actors, question.target, question.beneficiary, *question.between)
    return tuple(dict.fromkeys(code for code in given if code))
