"""A gold document as a list of plain tokens, so that words can be changed, moved and dropped.

spaCy's ``Doc`` cannot be edited. The augmentations therefore work on these lists and the result
becomes a new ``Doc`` with the same kinds of gold annotation.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc
from spacy.vocab import Vocab

QUOTES = frozenset(["'", '"', "``", "''", "“", "”", "‘", "’"])


@dataclass
class Token:
    """One token with its gold annotation. ``head`` is an index into the document.

    An empty ``lemma`` means unknown: the lemmatizer does not learn from it. ``entity`` is a BIO
    tag ("B-PERSON", "I-PERSON", "O") or empty where the document has no entity annotation.
    """

    text: str
    space: bool
    tag: str
    pos: str
    morph: str
    lemma: str
    head: int
    dep: str
    entity: str = ""


def from_doc(doc: Doc) -> list[Token]:
    """The document's tokens. Entity tags are taken over where any entity is annotated."""
    entities = bool(doc.ents)
    return [
        Token(
            t.text,
            bool(t.whitespace_),
            t.tag_,
            t.pos_,
            str(t.morph),
            t.lemma_,
            t.head.i,
            t.dep_,
            ("O" if t.ent_iob_ == "O" else f"{t.ent_iob_}-{t.ent_type_}") if entities else "",
        )
        for t in doc
    ]


def to_doc(vocab: Vocab, tokens: Sequence[Token]) -> Doc:
    """A new gold document from the tokens; parse and entities only where the tokens have them."""
    parsed = any(t.dep for t in tokens)
    entities = any(t.entity for t in tokens)
    return Doc(
        vocab,
        words=[t.text for t in tokens],
        spaces=[t.space for t in tokens],
        tags=[t.tag for t in tokens] if parsed else None,
        pos=[t.pos for t in tokens] if parsed else None,
        morphs=[t.morph for t in tokens] if parsed else None,
        lemmas=[t.lemma for t in tokens] if parsed else None,
        heads=[t.head for t in tokens] if parsed else None,
        deps=[t.dep for t in tokens] if parsed else None,
        ents=[t.entity or "O" for t in tokens] if entities else None,
    )


def reordered(tokens: Sequence[Token], order: Sequence[int]) -> list[Token]:
    """The tokens at the positions in ``order``, heads renumbered.

    Positions left out are dropped; a token whose head was dropped becomes its own root.
    """
    place = {old: new for new, old in enumerate(order)}
    kept = [tokens[i] for i in order]
    for new, token in enumerate(kept):
        token.head = place.get(token.head, new)
    return kept


def sentence_spans(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Start and end of each sentence, by the roots of the tokens' trees."""
    roots = [_root(tokens, i) for i in range(len(tokens))]
    starts = [i for i, root in enumerate(roots) if i == 0 or roots[i - 1] != root]
    return list(zip(starts, [*starts[1:], len(tokens)], strict=True))


def _root(tokens: Sequence[Token], i: int) -> int:
    while tokens[i].head != i:
        i = tokens[i].head
    return i


def subtree(tokens: Sequence[Token], top: int, start: int, end: int) -> list[int]:
    """The positions in ``start``..``end`` at or under ``top``, in text order."""
    return [i for i in range(start, end) if _under(tokens, i, top)]


def _under(tokens: Sequence[Token], i: int, top: int) -> bool:
    while i != top:
        if tokens[i].head == i:
            return False
        i = tokens[i].head
    return True
