"""How names are compared: pieces cut at spaces and hyphens, diacritics and apostrophes folded."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not decompose into a base letter and a mark.
_PLAIN = str.maketrans(
    {
        "ı": "i",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ø": "o",
        "Ø": "O",
        "ð": "d",
        "ß": "ss",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "Ð": "D",
        "ẞ": "SS",
        "ə": "a",
        "Ə": "A",
        # Apostrophes, ayn and hamza as news agencies write them: one and the same to us.
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "ʻ": "'",
        "`": "'",
        "´": "'",
        "ʿ": "'",
        "ʾ": "'",
    }
)
_CUT = re.compile(r"[\s\-\u2010\u2011]+|(,)")
_ENDINGS = re.compile(r"('s?)(?=(?:'s?)*$)")
_TICKS = re.compile("'{2,}")
_HYPHENS = frozenset("-\u2010\u2011")


def plain(text: str) -> str:
    """``text`` without diacritics, with straight apostrophes; case is kept."""
    if text.isascii():
        return text.replace("`", "'")
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char))
    return bare.translate(_PLAIN)  # marks may have hidden a letter or apostrophe of the table


@lru_cache(maxsize=16384)
def fold(text: str) -> str:
    """The key under which a name is compared: plain, lower case, one space between pieces."""
    return fold_line(text)


def fold_line(text: str) -> str:
    """As `fold`, for what is met once: nothing of it is kept in memory."""
    return " ".join(_cut(plain(text).casefold()))


@lru_cache(maxsize=65536)
def pieces(text: str) -> tuple[str, ...]:
    """The pieces of a name or word: cut at spaces, hyphens, commas and possessives, without dots.

    ``al-Shabaab`` gives ``al``, ``Shabaab``; ``U.S.`` gives ``US``; a comma is a piece of its
    own, and so is the ending of ``People's`` and ``Workers'``, as parsers cut it. A word of dots
    or hyphens alone has no pieces.
    """
    return _cut(text)


def _cut(text: str) -> tuple[str, ...]:
    bare = _TICKS.sub("'", plain(text).replace(".", ""))
    words = (word for word in _CUT.split(bare) if word)
    return tuple(piece for word in words for piece in _ENDINGS.split(word) if piece)


def is_hyphen(word: str) -> bool:
    """Whether ``word`` is a hyphen standing as a word of its own."""
    return word in _HYPHENS
