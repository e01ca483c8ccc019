"""What kind of event a sentence tells between a given source and target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crisisdesk.reading.clauses import subjects
from crisisdesk.reading.deeds import DeedReader, Told

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_DRILL, _TOGETHER = "150", "062"
_HARM, _ACCUSED = "16", "112"
_SUBORDINATE = frozenset({"advcl", "acl", "acl:relcl"})


@dataclass(frozen=True)
class Typed:
    """The kind of an event: its CAMEO code, the token that tells it, and how well that token
    stands between the two sides (higher is better; only comparable within a sentence)."""

    code: str
    token: Token
    score: float


def type_between(doc: Doc, source: range | None, target: range | None) -> Typed | None:
    """The deed that a parse tells of ``source`` and ``target`` (token ranges; None where a side is
    not named). None where no word of the lexicon tells one. Pure."""
    ranked = rank_deeds(doc, source, target)
    return ranked[0] if ranked else None


def main_deed(doc: Doc) -> Typed | None:
    """The deed that a sentence is about, where no sides are given."""
    return type_between(doc, None, None)


def finer_code(reader: DeedReader, token: Token, code: str) -> str:
    """The code of what a word tells where it only says more than ``code``: 190 may become 195,
    and 138 become 1384, but no code one of another kind."""
    told = reader.told(token)
    if told is None:
        return code
    general = len(code) == 3 and code.endswith("0") and told.code.startswith(code[:2])
    return told.code if general or told.code.startswith(code) else code


def rank_deeds(doc: Doc, source: range | None, target: range | None) -> list[Typed]:
    """Every deed of a parse, the one that best joins the two sides first."""
    path = _path(doc, source, target)
    found = []
    for deed in DeedReader(doc).all():
        score = _fit(deed, source, target) + _on(path, deed.token)
        code = _between(deed, source, target)
        if code == _ACCUSED and deed.code != _ACCUSED:
            score += 2.0
        found.append(Typed(code, deed.token, score))
    return sorted(found, key=lambda typed: (-typed.score, typed.token.i))


def _between(deed: Told, source: range | None, target: range | None) -> str:
    """The code of a deed as the sides stand to it: what both do is done together, and who says
    that another did harm accuses them."""
    if _does(deed.token, target):
        if deed.code == _DRILL and _does(deed.token, source):
            return _TOGETHER
        if deed.code >= _HARM and _says(deed.token, source):
            return _ACCUSED
    return deed.code


def _says(token: Token, side: range | None) -> bool:
    """Whether a side is the doer of the verb whose content a word belongs to."""
    for above in [token, *token.ancestors]:
        if above.dep_.startswith("ccomp"):
            return _does(above.head, side)
    return False


def _fit(deed: Told, source: range | None, target: range | None) -> float:
    """How well a deed fits the sides. The weights were set by hand: doing it counts most."""
    token = deed.token
    inside = any(side is not None and token.i in side for side in (source, target))
    score = 2.0 * _does(token, source) + 1.5 * _below(token, target) + 1.0 * _below(token, source)
    score += 0.25 * min(deed.words, 4) - 0.3 * sum(1 for _ in token.ancestors)
    score -= 2.0 * inside + 2.0 * _qualifies(token) + 0.5 * (token.dep_ in _SUBORDINATE)
    given = source is not None or target is not None
    score -= 1.5 * (deed.code.startswith("01") if given else deed.code == "010")
    score -= 0.5 * (deed.words == 1 and deed.code == "040")
    return score


def _qualifies(token: Token) -> bool:
    """An adjective, and not a main verb that was taken for one: "it had halted deliveries"."""
    return token.dep_ == "amod" and not (token.i and token.nbor(-1).pos_ == "AUX")


def _does(token: Token, side: range | None) -> bool:
    """Whether a side stands where the word's doer stands."""
    return side is not None and any(t.i in side for t in subjects(token))


def _below(token: Token, side: range | None) -> bool:
    """Whether a side stands among what depends on a word."""
    return (
        side is not None and token.left_edge.i <= side.start and side.stop - 1 <= token.right_edge.i
    )


def _path(doc: Doc, source: range | None, target: range | None) -> tuple[set[int], set[int]]:
    """The words between the two sides in the tree, and those above both; empty without both."""
    if source is None or target is None:
        return set(), set()
    ups = []
    for side in (source, target):
        head = doc[side.start : side.stop].root
        ups.append([head.i, *(token.i for token in head.ancestors)])
    shared = [i for i in ups[0] if i in ups[1]]
    above = set(shared[1:])
    return (set(ups[0]) | set(ups[1])) - above, above


def _on(path: tuple[set[int], set[int]], token: Token) -> float:
    between, above = path
    return 0.7 * (token.i in between) - 1.0 * (token.i in above)
