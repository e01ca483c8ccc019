"""Is a text English? By its script, and by the small words that carry any English sentence."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

from crisisdesk.terms.files import load_yaml, shipped

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000
_SCRIPTS = ("CYRILLIC", "ARABIC", "HEBREW", "GREEK", "DEVANAGARI", "HANGUL", "THAI", "BENGALI")
_EAST_ASIAN = {"CJK": "Chinese or Japanese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese"}


def not_english(text: str) -> str | None:
    """Why a text is not English (``Cyrillic script``, ``looks like French``), or None.

    Judges the first 20,000 characters. A text of under 25 words is refused only for its script,
    since a headline may hold none of the small words that the test counts.
    """
    sample = text[:_SAMPLE]
    script = _foreign_script(sample)
    if script:
        return script
    words = [word.lower() for word in _WORD.findall(sample)]
    if len(words) < 25:
        return None
    shares = {name: _share(words, small) for name, small in _small_words().items()}
    english = shares.pop("English")
    other = max(shares, key=lambda name: shares[name])
    if english < 0.15 and shares[other] > 1.5 * english:
        return f"looks like {other}"
    # Prose of any outlet has a fifth and more of these words; lists and tables have fewer.
    return "has none of the small words of English" if english < 0.02 else None


@cache
def _small_words() -> dict[str, frozenset[str]]:
    return load_yaml(shipped("small_words.yaml"), dict[str, frozenset[str]])


def _share(words: list[str], small: frozenset[str]) -> float:
    return sum(word in small for word in words) / len(words)


def _foreign_script(sample: str) -> str | None:
    """The script that most letters belong to, where that is not Latin."""
    letters = [ch for ch in sample if ch.isalpha()]
    foreign = Counter(_script(ch) for ch in letters if ord(ch) > 0x24F)
    if not foreign or 2 * sum(foreign.values()) <= len(letters):
        return None
    return foreign.most_common(1)[0][0]


def _script(ch: str) -> str:
    name = unicodedata.name(ch, "").split(" ")[0]
    if name in _EAST_ASIAN:
        return f"{_EAST_ASIAN[name]} script"
    return f"{name.title()} script" if name in _SCRIPTS else "another script"
