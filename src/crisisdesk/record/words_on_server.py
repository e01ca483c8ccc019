"""The index of words of a ledger on a server: PostgreSQL's text search, asked as FTS5 is.

Words are cut and folded here as FTS5 does it, and brought to their stems by the server (Porter's
stemmer), so that both find the same reports. The score is BM25's, as FTS5 reckons it, so that both
find them in the same order:

    sum over terms of  log((N - n + 0.5) / (n + 0.5)) * f * (k + 1) / (f + k * (1 - b + b * s / a))

with n of N reports that hold the term, f times in this one (four in the title for one), k = 1.2,
b = 0.75, s words in this report and a in the mean one (Robertson & Zaragoza, 2009).
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterable

from crisisdesk.record.database import Connection
from crisisdesk.record.known import Where
from crisisdesk.record.sought import Sought, Term

JOIN = "JOIN"
KEPT = "v.id"
_WEIGHTS = "{0, 0, 0.25, 1}"  # of D, C, B (the text) and A (the title): quarters of what counts
_K, _B = 1.2, 0.75
_LITTLE = 1e-6  # what a term tells that half of the reports or more hold
_PLACES = 16_000  # what the server counts words' places to; phrases are found so far
_BYTES = 900_000  # of a report's words that it takes; later ones are not found
_LETTERS = 200  # of a word
_RANKED = 20_000  # reports with the words that are ranked, the latest, unless too few of them count
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f])*")


def _words(text: str) -> list[tuple[int, int, str]]:
    """Where each word stands, and how it is compared: without case and accents."""
    return [(*match.span(), _folded(match.group())) for match in _WORD.finditer(text)]


def _folded(word: str) -> str:
    if not word.isascii():
        parts = unicodedata.normalize("NFD", word)
        word = "".join(part for part in parts if not unicodedata.combining(part)) or word
    return word.lower()[:_LETTERS]


def _stems(connection: Connection, words: Iterable[str]) -> dict[str, str]:
    """The stem of each word."""
    rows = connection.execute(
        "SELECT word, (ts_lexize('endings', word))[1] FROM unnest(CAST(? AS text[])) AS word",
        [sorted(set(words))],
    )
    return {word: stem or word for word, stem in rows}


# --- asking


def found(
    connection: Connection, asked: Sought, inside: Where | None, nearest: int | None
) -> Where:
    """The question for the numbers and scores of the ``nearest`` to the words (None: of all that
    hold them), out of the numbers that ``inside`` asks for."""
    stems = _stems_of(connection, asked)
    groups = [_any(group, stems) for group in asked.groups]
    whole = " & ".join(f"({group})" for group in groups)
    if asked.without:
        whole = f"{whole} & !({_any(asked.without, stems)})"
    terms = [_query(term, stems) for term in asked.wanted]
    reports, size = connection.execute("SELECT count(*), sum(size) FROM search").fetchone()
    mean = float(size or 0) / max(reports, 1)
    narrowed, values = (f"AND number IN ({inside[0]}) ", inside[1]) if inside else ("", [])
    # the cover density (ts_rank_cd) of a term alone is the sum of the weights of its places
    often = ", ".join(
        f"4 * ts_rank_cd(?, words, CAST(? AS tsquery))::float8 AS f{place}"
        for place in range(len(terms))
    )
    score = " + ".join(
        f"?::float8 * ((f{place} * ?::float8) / (f{place} + longer))" for place in range(len(terms))
    )
    ranked = None if nearest is None else max(nearest, _RANKED)
    return (
        f"SELECT number, {score} AS score FROM (SELECT number, {often}, "
        "?::float8 * (?::float8 + ?::float8 * size / ?::float8) AS longer FROM search "
        f"WHERE words @@ CAST(? AS tsquery) {narrowed}ORDER BY number DESC LIMIT ?) held "
        "ORDER BY score DESC, number LIMIT ?",
        [
            *(v for term in terms for v in (_rarity(connection, term, reports), _K + 1)),
            *(v for term in terms for v in (_WEIGHTS, term)),
            _K, 1 - _B, _B, mean or 1.0, whole, *values, ranked, nearest,
        ],
    )  # fmt: skip


def _rarity(connection: Connection, query: str, reports: int) -> float:
    """How much a term tells, by how few of the reports hold it: the inverse document frequency
    (Robertson & Spärck Jones, 1976), hardly anything where half of them do."""
    (holds,) = connection.execute(
        "SELECT count(*) FROM search WHERE words @@ CAST(? AS tsquery)", [query]
    ).fetchone()
    return max(_LITTLE, math.log((reports - holds + 0.5) / (holds + 0.5)))


def _stems_of(connection: Connection, asked: Sought) -> dict[str, str]:
    terms = [*asked.wanted, *asked.without]
    return _stems(connection, [word for term in terms for word in _parts(term)])


def _parts(term: Term) -> list[str]:
    return [word for _, _, word in _words(" ".join(term.words))]


def _any(terms: Iterable[Term], stems: dict[str, str]) -> str:
    return " | ".join(_query(term, stems) for term in terms)


def _query(term: Term, stems: dict[str, str]) -> str:
    """A term in the server's words. Stems are of letters and digits alone, so nothing in them is
    taken for an order."""
    words = [f"'{stems[word]}'" for word in _parts(term)]
    together = " <-> ".join(words) + (":*" if term.beginning else "")
    return f"({together})" if len(words) > 1 else together


def marked(connection: Connection, number: int, asked: Sought) -> list[tuple[int, int]]:
    """Where in its text the words of a report stand."""
    (text,) = connection.execute(
        "SELECT r.text FROM readings v JOIN reports r ON r.id = v.report WHERE v.id = ?", [number]
    ).fetchone()
    words, wanted = _words(text), _stems_of(connection, asked)
    # a stem begins as its word does, but for its last letter; so few words are asked for
    begins = tuple({stem[: min(3, len(stem) - 1)] for stem in wanted.values()})
    stems = _stems(connection, [word for _, _, word in words if word.startswith(begins)])
    told = [stems.get(word, "") for _, _, word in words]
    places: list[tuple[int, int]] = []
    for begin, end in sorted(_runs(told, asked, wanted)):
        if places and words[begin][0] < places[-1][1]:  # phrases that overlap are one
            places[-1] = (places[-1][0], max(places[-1][1], words[end - 1][1]))
        else:
            places.append((words[begin][0], words[end - 1][1]))
    return places


def _runs(told: list[str], asked: Sought, stems: dict[str, str]) -> Iterable[tuple[int, int]]:
    """The words, from one to before another, that each term stands for."""
    for term in asked.wanted:
        *first, last = [stems[word] for word in _parts(term)]
        for at in range(len(told) - len(first)):
            end = at + len(first)
            ends = told[end].startswith(last) if term.beginning else told[end] == last
            if ends and told[at:end] == first:
                yield at, end + 1


# --- keeping


def index(connection: Connection, number: int, title: str | None, text: str) -> None:
    """Take in a report's words, under the number of its first reading."""
    connection.execute(
        "INSERT INTO search (number, words, size) SELECT ?, CAST(? AS tsvector), ? WHERE ? = "
        "(SELECT min(a.id) FROM readings a JOIN readings b ON b.report = a.report WHERE b.id = ?)",
        [number, *_vector(connection, title or "", text), number, number],
    )


def _vector(connection: Connection, title: str, text: str) -> tuple[str, int]:
    """The words of a report with their places, and how many they are; a title's last word and a
    text's first are no phrase."""
    parts = ((_words(title), "A"), (_words(text), "B"))
    stems = _stems(connection, [word for words, _ in parts for _, _, word in words])
    places: dict[str, list[str]] = {}
    at = size = 0
    for words, weight in parts:
        for _, _, word in words:
            at += 1
            stem = stems[word]
            if stem not in places:
                size += len(stem.encode()) + 8
                if size > _BYTES:
                    continue
                places[stem] = []
            if at < _PLACES and len(places[stem]) < 250:
                places[stem].append(f"{at}{weight}")
        at += 1
    told = " ".join(
        f"'{stem}':{','.join(some)}" if some else f"'{stem}'" for stem, some in places.items()
    )
    return told, sum(len(words) for words, _ in parts)


def is_sound(connection: Connection) -> bool:
    """Whether the index holds every report, by the number of its first reading."""
    (lacking,) = connection.execute(
        "SELECT count(*) FROM (SELECT min(id) AS number FROM readings GROUP BY report) a "
        "FULL JOIN search s ON s.number = a.number WHERE a.number IS NULL OR s.number IS NULL"
    ).fetchone()
    return bool(lacking == 0)


def index_anew(connection: Connection) -> None:
    """Make the index of all reports again, each by the number of its first reading."""
    connection.execute("DELETE FROM search")
    rows = connection.execute(
        "SELECT min(id) FROM readings WHERE report IN (SELECT id FROM reports) GROUP BY report"
    )
    for (number,) in rows.fetchall():
        title, text = connection.execute(
            "SELECT v.title, r.text FROM readings v JOIN reports r ON r.id = v.report "
            "WHERE v.id = ?",
            [number],
        ).fetchone()
        index(connection, number, title, text)
