"""Other issues that a report ties to the crisis: linked to it, traded for it, part of a package."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from crisisdesk.reading.page import Page, Part
from crisisdesk.terms.records import Linkage

# Each pattern ties two matters; "issue" is sought behind it first, then before it.
_TIES = re.compile(
    r"\b(?:link(?:s|ed|ing|age)?\b[^.;:?!]{0,40}?\b(?:to|with)"
    r"|(?:tie|tied|tying|ties)\s+(?:\w+\s+){0,3}to"
    r"|in (?:exchange|return) for|trad(?:e|ed|ing)\s+[^.;:?!]{1,30}?\s+for"
    r"|part of (?:a|the|any) (?:wider|broader|larger|bigger|grand|package)"
    r"(?:\s+(?:deal|bargain|package|settlement))?"
    r"|quid pro quo|hinges? on|conditional (?:up)?on|bargaining chip|package deal"
    r"|(?:be |been )?paid for with|at the price of|separate (?:file|track|matter|issue))\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:unlikely|not|n[’']t|never|doubt\w*|no link\w*|separate|den(?:y|ies|ied)|reject\w*"
    r"|dismiss\w*|rul(?:e|es|ed) out|improbable|far-fetched|fantasy)\b",
    re.IGNORECASE,
)
_DEEDS = frozenset(
    "concession deal bargain restraint silence help aid support issue matter file track question "
    "price return exchange agreement settlement package relief seat thing side party tie".split()
)
_SCORE = 0.6  # how far a linkage is trusted: read from a phrase, without the clause's grammar


def read_linkages(page: Page) -> list[Linkage]:
    """The issues that the body ties to the crisis, each once, in order."""
    main = _prominent(page)
    found: dict[str, Linkage] = {}
    for part in page.parts:
        if part.passage.kind == "body":
            for linkage in _of_part(page, part, main):
                found.setdefault(linkage.issue.casefold(), linkage)
    return list(found.values())


def _prominent(page: Page) -> list[str]:
    counts = Counter(a.code for m in page.mentions for a in m.actors if a.code)
    return [code for code, _ in counts.most_common(3)]


def _of_part(page: Page, part: Part, main: list[str]) -> Iterator[Linkage]:
    for tie in _TIES.finditer(part.doc.text):
        first, last = _sentence(part, tie.start())
        issue = _issue(page, part, tie, first, last)
        if issue is None:
            continue
        left, right = _clause(part, tie, first, last)
        start, end = part.at(part.doc[left:right])
        codes = _codes(page, part, first, last)
        named = {a.code for m in page.mentions_in(part, *issue) for a in m.actors}
        joins = [c for c in codes if c not in named or c in main]
        # An "it" that is linked stands for the crisis, whose parties then are joined.
        joins += [c for c in main if c not in joins and len(joins) < 3]
        doubted = _DOUBT.search(part.doc[first:last].text) is not None
        text = " ".join(part.doc[issue[0] : issue[1]].text.split())
        rule = f"phrase:{' '.join(tie.group().lower().split())}"
        yield Linkage(text, tuple(joins), page.span(start, end), doubted, rule, _SCORE)


def _sentence(part: Part, at: int) -> tuple[int, int]:
    for sentence in part.doc.sents:
        if sentence.start_char <= at < sentence.end_char:
            return sentence.start, sentence.end
    return 0, len(part.doc)


def _clause(part: Part, tie: re.Match[str], first: int, last: int) -> tuple[int, int]:
    """The words from the comma before the tie to the one behind it."""
    doc = part.doc
    inside = [t.i for t in doc[first:last] if t.idx < tie.end() and t.idx + len(t) > tie.start()]
    if not inside:
        return first, last
    left, right = inside[0], inside[-1] + 1
    while left > first and doc[left - 1].text not in (",", ";", "—", ":"):
        left -= 1
    while right < last and doc[right].text not in (",", ";", "—", ":", "."):
        right += 1
    while left < right - 1 and doc[left].pos_ in ("CCONJ", "SCONJ", "ADV"):
        left += 1
    return left, right


def _issue(
    page: Page, part: Part, tie: re.Match[str], first: int, last: int
) -> tuple[int, int] | None:
    """The topic tied: behind the tie the nearest proper noun, else a topic before it."""
    doc = part.doc
    behind = [t for t in doc[first:last] if t.idx >= tie.end()][:6]
    inside = [t for t in doc[first:last] if tie.start() <= t.idx < tie.end()]
    before = [t for t in doc[first:last] if t.idx + len(t) <= tie.start()]
    exchange = "exchange" in tie.group().casefold() or "return" in tie.group().casefold()
    if not exchange and "paid" not in tie.group() and "separate" not in tie.group():
        for token in [*behind, *inside]:
            if token.text[:1].isupper() and token.pos_ in ("PROPN", "ADJ", "NOUN"):
                return token.i, token.i + 1
    topics = [
        t for t in before if t.pos_ in ("NOUN", "PROPN") and _is_topic(page, part, t.lemma_, t.i)
    ]
    for token in reversed(topics) if exchange else topics:
        start = token.i
        while (
            start > first
            and doc[start - 1].dep_ in ("compound", "amod")
            and (doc[start - 1].head.i == token.i)
        ):
            start -= 1
        stop = token.i + 1
        while stop < last and doc[stop].pos_ == "NOUN" and doc[stop].idx < tie.start():
            stop += 1
        return start, stop
    for token in behind:
        if token.pos_ == "NOUN" and _is_topic(page, part, token.lemma_, token.i):
            return token.i, token.i + 1
    return None


def _is_topic(page: Page, part: Part, lemma: str, i: int) -> bool:
    """Whether a noun names a matter: no deed of trade, and nobody that acts."""
    if lemma.casefold() in _DEEDS:
        return False
    return page.mention_at(part, part.doc[i]) is None


def _codes(page: Page, part: Part, first: int, last: int) -> list[str]:
    found = [a.code for m in page.mentions_in(part, first, last) for a in m.actors if a.code]
    return list(dict.fromkeys(found))
