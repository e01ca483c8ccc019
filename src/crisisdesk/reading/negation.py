"""Whether a word is negated where it stands: "did not attack", "no attack", "neither attacked"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Token

_NEGATIONS = frozenset("not n't n’t never no neither nor none hardly scarcely nowhere".split())
_NOBODY = frozenset("nobody nothing none neither no-one".split())
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})


def negated(token: Token) -> bool:
    """Whether the word itself, its subject or its object is negated."""
    return any(_negates(child) or _nobody(child) for child in token.children)


def _negates(child: Token) -> bool:
    if child.lower_ == "longer" and child.dep_ == "advmod" and child.i > 0:
        return child.nbor(-1).lower_ == "no"
    if child.lower_ not in _NEGATIONS or child.dep_ not in ("advmod", "det", "neg", "cc:preconj"):
        return False
    # "not only attacked" and "no longer attacks" say different things: the first is no denial.
    following = child.doc[child.i + 1].lower_ if child.i + 1 < len(child.doc) else ""
    return following not in ("only", "just", "merely", "least")


def _nobody(child: Token) -> bool:
    if child.lower_ in _NOBODY and child.dep_ in ("obj", *_SUBJECTS):
        return True
    return child.dep_ in _SUBJECTS and any(
        c.lower_ in ("no", "neither") and c.dep_ in ("det", "cc:preconj") for c in child.children
    )
