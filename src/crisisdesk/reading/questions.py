"""The questions that a report itself asks, and who would act in them, on whom, for whom."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

from crisisdesk.reading.page import Mention, Page, Part
from crisisdesk.terms.files import load_yaml, shipped
from crisisdesk.terms.records import Event, Question, QuestionKind

if TYPE_CHECKING:
    from spacy.tokens import Token

_END = re.compile(r"\?+!?|[.!…](?=[\s”\"’)]|$)|\n\s*\n")
_LEAD = re.compile(
    r"(?:questions?|wonder\w*|ask\w*|asks|puzzle|dilemma|unclear)\s*:\s+", re.IGNORECASE
)
_HOSTILE = re.compile(
    r"\b(?:threat|strike|struck|attack|bomb|war\b|invad|hostil|ultimatum|kill|clash|shell|sanction"
    r"|retaliat|armed|missile|raid|seiz|aggress)",
    re.IGNORECASE,
)
_FACING = re.compile(r"(?:fac(?:e|es|ed|ing)|under|suffer\w*|fear\w*)$", re.IGNORECASE)
_NEAR = 5
_ABBREVIATION = re.compile(r"\b(?:[A-Z]|Mr|Mrs|Ms|Dr|St|Gen|Col|Sen|Gov|Prof|vs|Jr)$")


_BEARING = frozenset({"THREATEN", "ASSAULT", "MOBILIZE", "COERCE"})
# How far a question is trusted: with its parties named, and with parties guessed from the report.
_SURE, _GUESSED = 0.9, 0.6


class _Kind(Struct, frozen=True):
    kind: QuestionKind
    words: list[str]
    phrases: list[str]


class _Asking(Struct, frozen=True):
    """The vocabulary file ``questions.yaml``."""

    kinds: list[_Kind]
    outlook: list[str]
    either: list[str]
    modals: list[str]
    partner_words: list[str]


@cache
def _asking() -> _Asking:
    return load_yaml(shipped("questions.yaml"), _Asking)


def read_questions(page: Page, events: Sequence[Event] = ()) -> list[Question]:
    """Every question that the report asks in its own voice, in order; quoted ones are others'.

    Parties that a question leaves out are those between whom the report's ``events`` tell of most
    hostility, or its words where no event does."""
    pair = _pair_of(page, events) or _hostile_pair(page)
    found = []
    for part in page.parts:
        for start, end in _asked(page, part):
            found.append(_question(page, part, start, end, pair))
    return found


def _asked(page: Page, part: Part) -> Iterator[tuple[int, int]]:
    """Where the questions of a part stand: offsets in the report's text, the mark included."""
    first, last = part.passage.start, part.passage.end
    at = first
    for mark in _END.finditer(page.text, first, last):
        if page.quote_over(mark.start(), mark.start() + 1) or _abbreviated(page.text, mark):
            continue
        if mark.group().startswith("?"):
            start = _opening(page, part, at, mark.start())
            if re.search(r"\w", page.text[start : mark.start()]):
                yield start, mark.end()
        at = mark.end()


def _abbreviated(text: str, mark: re.Match[str]) -> bool:
    before = text[max(0, mark.start() - 6) : mark.start()]
    return mark.group() == "." and _ABBREVIATION.search(before) is not None


def _opening(page: Page, part: Part, at: int, end: int) -> int:
    """Where a question begins: behind the sentence before it, or behind what leads to it."""
    text = page.text
    lead = [m.end() for m in _LEAD.finditer(text, at, end)]
    colon = [m.end() for m in re.finditer(r":\s+", text[:end], 0) if m.start() >= at]
    if lead:
        at = lead[-1]
    elif colon and _first_word(text[colon[-1] : end]) in _openers(part):
        at = colon[-1]
    skip = re.compile(r"[\s”\"’)\]—–-]*").match(text, at, end)
    return skip.end() if skip else at


def _openers(part: Part) -> set[str]:
    """Words that open a question of their own behind a colon. A heading's "War or Diplomacy:
    What's Next?" is one question; a title's "Alliance Faces Threat: Will X Act?" is two things."""
    words = _asking()
    opening = {*words.modals, "who", "how"}
    return opening if part.passage.kind != "body" else opening | set(words.outlook)


def _first_word(text: str) -> str:
    found = re.match(r"\W*([\w-]+)", text)
    return found.group(1).casefold() if found else ""


# --- what is asked


def kind_of(text: str) -> QuestionKind:
    """The kind of a question by its words: the first kind that has one of them, else outlook."""
    words, low = _asking(), text.casefold()
    if any(phrase in low for phrase in words.either):
        return "outlook"
    if _first_word(low) in words.outlook:
        return "outlook"
    return next((kind for kind, _ in _kind_words(low)), "outlook")


def _kind_words(low: str) -> Iterator[tuple[QuestionKind, str]]:
    """The kinds that a question in lower case has words of, with the word."""
    for kind in _asking().kinds:
        for word in [*kind.words, *kind.phrases]:
            if re.search(rf"\b{re.escape(word)}", low):
                yield kind.kind, word


def _rule(kind: QuestionKind, text: str) -> str:
    """What decided the kind of a question: its word, else how it opens."""
    word = next((word for k, word in _kind_words(text.casefold()) if k == kind), None)
    return f"word:{word}" if word else f"opening:{_first_word(text)}"


def _question(page: Page, part: Part, start: int, end: int, pair: tuple[str, ...]) -> Question:
    text = page.text[start:end]
    kind = kind_of(text)
    named = _codes(page, part, start, end)
    actors, others = _split(page, part, start, end, named)
    target: str | None = None
    beneficiary: str | None = None
    between: tuple[str, ...] = ()
    if kind == "strike":
        target = others[0] if others else _other_side(pair, actors)
    elif kind == "intervention":
        beneficiary = others[0] if others else _helped(pair, actors)
    elif kind == "mediation":
        between = tuple(others) if len(others) > 1 else tuple(c for c in pair if c not in actors)
    elif kind in ("escalation", "talks"):
        between = tuple(named) if len(named) > 1 else pair
        actors = ()
    else:
        actors = ()
    return Question(
        kind=kind,
        actors=actors,
        target=target,
        beneficiary=beneficiary,
        between=between,
        text=text,
        span=page.span(start, end),
        rule=_rule(kind, text),
        score=_SURE if kind == "outlook" or named else _GUESSED,
    )


def _codes(page: Page, part: Part, start: int, end: int) -> list[str]:
    return list(dict.fromkeys(c for m in _mentions(part, page, start, end) for c in codes_of(m)))


def codes_of(mention: Mention) -> list[str]:
    """The codes of a mention's actors."""
    return [actor.code for actor in mention.actors if actor.code]


def _mentions(part: Part, page: Page, start: int, end: int) -> Iterator[Mention]:
    for mention in page.mentions_in(part, 0, len(part.doc)):
        first, last = part.at(part.doc[mention.first : mention.last])
        if start <= first and last <= end and mention.how != "place":
            yield mention


def _split(
    page: Page, part: Part, start: int, end: int, named: Sequence[str]
) -> tuple[tuple[str, ...], list[str]]:
    """Who would act (those named before the verb that follows the opening modal), and the
    others."""
    verb = _verb_at(part, start, end)
    acting: list[str] = []
    for mention in _mentions(part, page, start, end):
        if verb is None or part.doc[mention.head].i < verb:
            acting += codes_of(mention)
    actors = tuple(dict.fromkeys(acting))
    if _first_word(page.text[start:end]) in ("who", "how"):
        return (), [c for c in named]
    return actors, [c for c in named if c not in actors]


def _verb_at(part: Part, start: int, end: int) -> int | None:
    """The first full verb of a question behind a nominal: what the subject would do."""
    seen = False
    for token in part.doc:
        first, last = part.at(token)
        if first < start or last > end:
            continue
        if seen and (token.pos_ == "VERB" or _HOSTILE.match(token.text)):
            return token.i
        seen = seen or token.pos_ in ("NOUN", "PROPN", "PRON")
    return None


def _other_side(pair: tuple[str, ...], actors: Sequence[str]) -> str | None:
    """Who of the pair would be struck: the one that would not strike."""
    left = [c for c in pair if c not in actors]
    return left[-1] if left else None


def _helped(pair: tuple[str, ...], actors: Sequence[str]) -> str | None:
    """Who of the pair would be helped: the side that is threatened, the last of the pair."""
    left = [c for c in pair if c not in actors]
    return left[-1] if left else None


def _pair_of(page: Page, events: Sequence[Event]) -> tuple[str, ...]:
    """Who bears down on whom by the report's events: the target is whom most falls on beyond what
    it deals out, the other the most named of those who do most of it; () where nobody does."""
    weights = _weights(events, page.report.published.value[:4] if page.report.published else "")
    if not weights:
        return ()
    balance: Counter[str] = Counter()
    for (one, other), weight in weights.items():
        balance[other] += weight
        balance[one] -= weight
    target = max(balance, key=lambda code: (balance[code], code))
    against = {one: weight for (one, other), weight in weights.items() if other == target}
    most = max(against.values(), default=0)
    named = Counter(code for mention in page.mentions for code in codes_of(mention))
    chief = [one for one, weight in against.items() if 2 * weight >= most]
    return (max(chief, key=lambda code: (named[code], code)), target) if chief else ()


def _weights(events: Sequence[Event], year: str) -> Counter[tuple[str, str]]:
    """How much each actor bears down on each other, in tenths: what is only possible or supposed
    counts half, deeds of earlier years count one."""
    weights: Counter[tuple[str, str]] = Counter()
    for event in events:
        if event.type not in _BEARING or event.modality in ("denied", "asked"):
            continue
        past = event.date is not None and event.date.value[:4] < year
        real = event.modality in ("happened", "stated", "threatened", "intended")
        pairs = {(one.code, other.code) for one in event.source for other in event.target}
        for one, other in pairs:
            if one and other and one != other:
                weights[one, other] += 1 if past else 10 if real else 5
    return weights


def _hostile_pair(page: Page) -> tuple[str, ...]:
    """Who threatens and who is threatened, by the report's words of threat and force; () where
    it has none. The rule is rough: a crisis is inferred elsewhere, from events."""
    striking: Counter[str] = Counter()
    struck: Counter[str] = Counter()
    for part in page.parts:
        for token in part.doc:
            if _HOSTILE.match(token.text):
                _count(page, part, token, striking, struck)
    if not struck or not striking:
        return ()
    target = max(struck, key=lambda code: (2 * struck[code] - striking[code], code))
    others = [code for code in striking if code != target]
    if not others:
        return ()
    named = Counter(code for mention in page.mentions for code in codes_of(mention))
    return (max(others, key=lambda code: (5 * striking[code] + named[code], code)), target)


def _count(
    page: Page, part: Part, word: Token, striking: Counter[str], struck: Counter[str]
) -> None:
    """Who stands before a hostile word strikes, who stands behind it is struck; but whoever
    "faces a threat" is struck, and "US threat" names the striker."""
    before, behind = _nearest(page, part, word, -1), _nearest(page, part, word, 1)
    faces = [t for t in part.doc[max(0, word.i - 6) : word.i] if _FACING.match(t.text)]
    if faces:
        facing = _nearest(page, part, faces[-1], -1)
        struck.update(codes_of(facing) if facing is not None else [])
        if before is not None and before.first < faces[-1].i:
            before = None
    if before is not None:
        striking.update(codes_of(before))
    if behind is not None:
        struck.update(codes_of(behind))


def _nearest(page: Page, part: Part, word: Token, step: int) -> Mention | None:
    """The actor nearest to a word on one side, within a few words and the same clause."""
    at = word.i + step
    for _ in range(_NEAR):
        if not 0 <= at < len(part.doc) or part.doc[at].text in (".", ";", ":", "?", "!"):
            return None
        mention = page.mention_at(part, part.doc[at])
        if mention is not None and mention.actors and mention.how != "place":
            return mention
        at += step
    return None
