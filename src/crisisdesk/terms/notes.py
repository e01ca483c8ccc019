"""Notes in which an outlet corrects or withdraws a report of its own, and titles sent again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from msgspec import Struct

from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.folding import fold_line
from crisisdesk.terms.outlets import find_outlet

NoteKind = Literal["correction", "withdrawal"]


class Wording(Struct, frozen=True, forbid_unknown_fields=True):
    """How one kind of note is worded."""

    openings: tuple[str, ...]
    done: tuple[str, ...]
    phrases: tuple[str, ...]


class NotesFile(Struct, frozen=True, forbid_unknown_fields=True):
    """``data/notes.yaml``."""

    checked: str
    things: tuple[str, ...]
    correction: Wording
    withdrawal: Wording
    withdraw: tuple[str, ...]
    mistaken: tuple[str, ...]
    resent: tuple[str, ...]


class Note(Struct, frozen=True):
    """Where a text says that a report was corrected or withdrawn: ``text[start:end]`` are the
    words that say it."""

    kind: NoteKind
    start: int
    end: int


@lru_cache(maxsize=1)
def _file() -> NotesFile:
    return load_yaml(shipped("notes.yaml"), NotesFile)


def _any(words: Iterable[str]) -> str:
    longest = sorted(words, key=len, reverse=True)
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest) + ")"


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[NoteKind, re.Pattern[str]], ...]:
    """The wordings of each kind, withdrawals first: one may be worded as a correction, too."""
    file = _file()
    thing = _any(file.things)
    since = r"(?:(?:\w+ly|later|now|since)\s+)?"
    been = rf"(?:is|was|(?:has|have)\s+{since}been|is\s+being)\s+{since}"
    found: list[tuple[NoteKind, str]] = []
    kinds: tuple[tuple[NoteKind, Wording], ...] = (
        ("withdrawal", file.withdrawal),
        ("correction", file.correction),
    )
    for kind, wording in kinds:
        opening = _any(wording.openings)
        found.append((kind, rf"^\W*(?:editor['’]?s['’]?\s+note\W+)?{opening}(?=\W*$|\s*[:.–—-])"))
        # "Correction, 14 April:", "Correction (14 April):"
        found.append((kind, rf"^\W*{opening}(?=\s*[,(][^.:\n]{{3,40}}:)"))
        done = rf"\b(?:this|the\s+above)\s+(?:[\w-]+\s+)?{thing}\s+{been}"
        found.append((kind, done + _any(wording.done) + r"\b"))
        if wording.phrases:
            found.append((kind, rf"\b{_any(wording.phrases)}\b"))
        if kind == "withdrawal":
            found.append((kind, rf"\bwe\s+{_withdrawing(thing)}"))
    earlier = rf"\b(?:earlier|first|initial|original|previous|prior)\s+versions?\s+of\s+th(?:is|ese)\s+(?:[\w-]+\s+)?{thing}\b"  # noqa: E501
    found.append(("correction", earlier))
    flags = re.IGNORECASE | re.MULTILINE
    return tuple((kind, re.compile(pattern, flags)) for kind, pattern in found)


def _withdrawing(thing: str) -> str:
    """What follows somebody who withdraws a story of his own."""
    verb = _any(_file().withdraw)
    return (
        rf"(?:ha(?:s|ve)\s+|is\s+|are\s+)?(?:\w+ly\s+)?{verb}\s+(?:an?|its|our|the|this)\s+"
        rf"(?:[\w’'-]+\s+){{0,4}}{thing}\b"
    )


def note_in(text: str, outlet: str | None = None) -> Note | None:
    """The note that a text holds, a withdrawal before a correction and the first of its kind;
    None where it holds none. With the name of its ``outlet``, "NAME has withdrawn its story" and
    "NAME erroneously reported" are notes, too: of other outlets that is news."""
    patterns = (*_patterns(), *(_named(outlet) if outlet else ()))
    found = [
        Note(kind, *match.span())
        for kind, pattern in patterns
        for match in pattern.finditer(text)
        if not _is_quoted(text, match.start())
    ]
    return min(found, key=lambda note: (note.kind != "withdrawal", note.start), default=None)


def _is_quoted(text: str, at: int) -> bool:
    """Whether a place stands between quotation marks of its line: what others say is news."""
    before = text[text.rfind("\n", 0, at) + 1 : at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


@lru_cache(maxsize=256)
def _named(outlet: str) -> tuple[tuple[NoteKind, re.Pattern[str]], ...]:
    """The wordings in which an outlet speaks of itself by name."""
    known = find_outlet(outlet)
    name = _any({outlet, *((known.name, *known.names) if known else ())})
    withdrawn = rf"\b{name}\s+{_withdrawing(_any(_file().things))}"
    mistaken = rf"\b{name}\s+(?:\w+\s+)?{_any(_file().mistaken)}\s+\w+"
    return (
        ("withdrawal", re.compile(withdrawn, re.IGNORECASE)),
        ("correction", re.compile(mistaken, re.IGNORECASE)),
    )


@lru_cache(maxsize=1)
def _marks() -> re.Pattern[str]:
    file = _file()
    words = _any((*file.correction.openings, *file.withdrawal.openings, *file.resent))
    return re.compile(rf"\W*{words}(?:\s+\d+)?(?:\s*[:–—-]\s*|\W+$)", re.IGNORECASE)


def headline_key(title: str | None) -> str:
    """A title as it is compared: folded, without what is put before one that is sent again
    ("UPDATE 2-", "Correction:"). Empty where there is no title."""
    rest = title or ""
    while found := _marks().match(rest):
        rest = rest[found.end() :]
    return re.sub(r"\W+", " ", fold_line(rest)).strip()
