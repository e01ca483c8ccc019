"""Words for people: text from reports made safe to print, days and odds written out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

# What a report must not do to a screen: C0 and C1 control codes (escape sequences begin with
# them), and the invisible marks that turn the direction of what follows or hide in it.
_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_ANSI = re.compile("\x1b(?:\\[[0-?]*[ -/]*[@-~]|\\][^\x07\x1b]*(?:\x07|\x1b\\\\)?|[@-Z\\\\-_])")

_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)


def plain(text: str | None) -> str:
    """Text from outside without terminal escape sequences, control codes or hidden marks.

    Line feeds and tabs become single spaces, as do runs of white space; no-break spaces stay.
    """
    return re.sub(r"[^\S\u00a0]+", " ", visible(text)).strip()


def visible(text: str | None) -> str:
    """As `plain`, but line feeds, tabs and spaces stay as they are."""
    cleaned = _CONTROL.sub("", _ANSI.sub("", text or ""))
    return cleaned.encode("utf-8", "replace").decode("utf-8")


def shorten(text: str, width: int) -> str:
    """Text cut to ``width`` characters at a word's end, with an ellipsis where it was cut."""
    if len(text) <= width:
        return text
    cut = text[: max(1, width - 1)]
    return (cut.rsplit(" ", 1)[0] if " " in cut[width // 2 :] else cut).rstrip(" ,;:—-") + "…"


def day(value: str | None) -> str:
    """An ISO 8601 date of any precision in words: ``9 April 2025``, ``March 2025``, ``2024``."""
    match = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", (value or "")[:10])
    if not match:
        return plain(value)
    year, month, number = match.groups()
    try:
        name = _MONTHS[date(int(year), int(month or 1), int(number or 1)).month - 1]
    except ValueError:
        return plain(value)
    return " ".join(p for p in (number and str(int(number)), month and name, year) if p)


def percent(probability: float) -> str:
    """A probability (0..1) as whole per cent, its parts joined by no-break spaces; below 1 and
    above 99 it says so."""
    if 0 < probability < 0.01:
        return "<\u00a01\u00a0%"
    if 0.99 < probability < 1:
        return ">\u00a099\u00a0%"
    return f"{probability * 100:.0f}\u00a0%"


def interval(bounds: tuple[float, float]) -> str:
    """An interval (0..1) in per cent, as printed beside the odds: ``22–41``.

    Bounds below 10 % keep one decimal where rounding would make them one number.
    """
    low, high = (bound * 100 for bound in bounds)
    if round(low) == round(high):
        return f"{low:.1f}–{high:.1f}"
    return f"{low:.0f}–{high:.0f}"


def listed(names: Sequence[str], joint: str = "and") -> str:
    """Names in a row: ``A``, ``A and B``, ``A, B and C``."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {joint} {names[-1]}"


def count(number: int, noun: str, plural: str = "") -> str:
    """A number with its noun: ``1 report``, ``3 reports``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def capital(text: str) -> str:
    """The text with its first letter a capital."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """The text with its first letter small, unless it begins an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]
