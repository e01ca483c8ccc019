"""Lines with a meaning of their own: bylines, date lines, and datelines that open a paragraph."""

from __future__ import annotations

import re
from functools import cache

from msgspec import Struct

from crisisdesk.terms.files import load_yaml, shipped

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|"
    r"Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
WEEKDAY = r"(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs?)?|Fri|Sat(?:ur)?|Sun)(?:day)?"

_BY = re.compile(r"(?:written\s+by|words\s+by|story\s+by|text\s+by|by)\s+(?=\S)", re.IGNORECASE)
_BY_LABEL = re.compile(
    r"(?:authors?|byline|by|writer|correspondent)\s*:\s*\S.{1,100}", re.IGNORECASE
)
_NO_NAME = re.compile(rf"(?:{MONTH}|{WEEKDAY})\b|\d")
_DAY = (
    rf"(?:{WEEKDAY}\.?,?\s+)?(?:{MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}\.?,?\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}})"
)
_STAMP = (
    r"(?:(?i:first\s+published|published|posted|updated|last\s+updated|modified|issued|date)\b)"
)
_DATE_LINE = re.compile(
    rf"(?:{_STAMP}(?:\s+(?:on|at))?\s*:?\s*)?{_DAY}(?:\W.{{0,50}})?|{_STAMP}\W.{{0,60}}\d.{{0,40}}"
)

_CITY = r"[A-Z][A-Z.’'\-]+(?:[ /][A-Z.’'\-]+){0,3}"
_MIXED = r"[A-Z][\w.’'\-]+(?:[ /][A-Z][\w.’'\-]+){0,3}"
_REGION = r"(?:,\s*(?!\d)[A-Z][\w.’'\-]+(?:\s[A-Z][\w.’'\-]+){0,2})?"
_WHEN = (
    rf"(?:,?\s*(?:{WEEKDAY},?\s*)?"
    rf"(?:{MONTH}\.?\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH}\.?)(?:,?\s+\d{{4}})?)"
)
_WIRE = r"\s*\([A-Z][\w .’'&/\-]{1,40}\)"
_DASH = r"\s*(?:[—–]|--?)\s+"
_DATELINE = re.compile(
    rf"(?:(?P<city>{_CITY}){_REGION}(?P<tail>{_WHEN}?(?:{_WIRE})?)(?:{_DASH}|\s*—|(?P<colon>:)\s+)"
    rf"|{_MIXED}{_REGION}(?:{_WHEN}(?:{_WIRE})?|{_WIRE})(?:{_DASH}|\s*—)"
    rf"|{_WIRE.removeprefix(chr(92) + 's*')}{_DASH})"
)


class Cues(Struct, frozen=True, forbid_unknown_fields=True):
    """``furniture.yaml``: the phrases by which page furniture is known. See the file's head."""

    starts: tuple[str, ...]
    whole: tuple[str, ...]
    contains: tuple[str, ...]
    lists: tuple[str, ...]
    ends: tuple[str, ...]
    navigation: tuple[str, ...]
    networks: tuple[str, ...]
    captions: tuple[str, ...]
    scenes: tuple[str, ...]
    particles: tuple[str, ...]
    not_places: tuple[str, ...]


@cache
def cues() -> Cues:
    """The shipped cues. Raises TermsError where the file breaks its schema."""
    return load_yaml(shipped("furniture.yaml"), Cues)


def is_byline(line: str) -> bool:
    """Whether a line names its author and says nothing else."""
    bare = line.rstrip(" .")
    if len(line.split()) > 16:
        return False
    if _BY_LABEL.fullmatch(bare):
        return True
    opening = _BY.match(bare)
    # behind a bar stands what else is told of the report, mostly its day
    return opening is not None and _are_names(bare[opening.end() :].split(" | ")[0].split())


def _are_names(words: list[str]) -> bool:
    """Whether words are people's names, posts and places, the first of them no day or month.

    After a comma behind the first name a post may stand in lower case (``Gulf editor``).
    """
    bare = [word.strip(",|·/()") for word in words]
    if not bare or _NO_NAME.match(bare[0]) or not bare[0][:1].isupper():
        return False
    name = next((i + 1 for i, word in enumerate(words) if word.endswith(",")), len(words))
    if name >= 2 and len(words) - name <= 5:
        bare = bare[:name]
    small = cues().particles
    return all(not word or word in small or word[0].isupper() for word in bare)


def is_date_line(line: str) -> bool:
    """Whether a line says when the report appeared and nothing else; also where an author's name
    is left out: "By August 19, 2025"."""
    opening = _BY.match(line)
    told = line[opening.end() :] if opening else line
    return len(line.split()) <= 16 and bool(_DATE_LINE.fullmatch(told))


def dateline_end(paragraph: str) -> int:
    """How many characters of a paragraph are its dateline with the dash or colon; 0 for none."""
    found = _DATELINE.match(paragraph)
    if not found:
        return 0
    city = found.group("city")
    if city and city in cues().not_places:
        return 0
    return found.end()
