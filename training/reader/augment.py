"""Variations of the gold text, drawn anew each time a document is seen in training.

The treebanks were written with straight quotes and full sentences. Reports have curly quotes,
unspaced dashes, headings in title case without a period, names no treebank has seen, and
attribution at the end of the sentence. Each variation keeps the gold tree true.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence

from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.util import registry

from crisisdesk.reading.tokens import listed
from training.reader.names import NamePool, names_from
from training.reader.short_lines import short_line
from training.reader.tokens import (
    QUOTES,
    Token,
    from_doc,
    reordered,
    sentence_spans,
    subtree,
    to_doc,
)

Augmenter = Callable[[Language, Example], Iterator[Example]]

SMALL_WORDS = listed("a an and as at but by for from if in nor of on or per the to v vs via with")
# What may depend on a verb of speech whose clause is moved.
PLAIN_RELATIONS = frozenset(["nsubj", "ccomp", "punct", "aux", "obl", "obl:unmarked", "advmod"])
QUOTED = frozenset([*QUOTES, "`"])


def curly(tokens: list[Token], rng: random.Random) -> None:
    """Straight quotes and apostrophes become typographic ones, spaced hyphens become dashes."""
    opening = True
    starts = {start for start, _ in sentence_spans(tokens)}
    tight = rng.random() < 0.5
    for i, token in enumerate(tokens):
        if i in starts:
            opening = True
        if token.text in ('"', "``", "''"):
            token.text = "“" if opening else "”"
            opening = not opening
        elif "'" in token.text:
            if token.lemma == token.text:
                token.lemma = token.lemma.replace("'", "’")
            token.text = token.text.replace("'", "’")
        elif token.text in ("--", "-") and i and tokens[i - 1].space and token.space:
            token.text = rng.choice("–—")
            if tight:
                tokens[i - 1].space = token.space = False


def headline(tokens: list[Token], start: int, end: int, rng: random.Random) -> int | None:
    """Puts one sentence in title case. Returns the position of a final period to drop, if any.

    Lemmas of words that get a capital are marked unknown, so that the lemmatizer need not learn
    an edit for every letter; the pipeline lower-cases them by part of speech instead.
    """
    shout = rng.random() < 0.1
    for i in range(start, end):
        token = tokens[i]
        if not token.text[:1].isalpha() or "'" in token.text or "’" in token.text:
            continue
        new = token.text
        if shout:
            new = token.text.upper()
        elif i == start or token.text.lower() not in SMALL_WORDS:
            new = token.text[0].upper() + token.text[1:]
        if new != token.text:
            token.text = new
            token.lemma = token.lemma if token.pos == "PROPN" else ""
    final = end - 1
    if tokens[final].text == "." and tokens[final].dep == "punct":
        return final
    return None


def lower(tokens: list[Token], start: int, end: int) -> None:
    """Puts one sentence in lower case, as in hasty posts."""
    for token in tokens[start:end]:
        token.text = token.text.lower()
        token.lemma = token.lemma if token.pos != "PROPN" else ""


def shift_attribution(
    tokens: list[Token], start: int, end: int, rng: random.Random
) -> list[int] | None:
    """The order of words that turns "X said (that) S." into "S, X said." or "S, said X.".

    The tree stays as it is: the treebanks make the verb of speech the root and S its ccomp in
    both orders. Returns None where the sentence has another form.
    """
    root = next(i for i in range(start, end) if tokens[i].head == i)
    clauses = [
        i for i in range(root + 1, end) if tokens[i].head == root and tokens[i].dep == "ccomp"
    ]
    subjects = [
        i for i in range(start, root) if tokens[i].head == root and tokens[i].dep == "nsubj"
    ]
    if len(clauses) != 1 or len(subjects) != 1 or tokens[end - 1].text != ".":
        return None
    if any(t.text in QUOTED for t in tokens[start:end]) or tokens[start].text == "I":
        return None
    said = subtree(tokens, clauses[0], start, end)
    if said[-1] != end - 2 or said != list(range(said[0], end - 1)):
        return None
    commas = [i for i in range(start, said[0]) if tokens[i].text == ","]
    left = [i for i in range(start, said[0])]
    if len(commas) > 1 or (commas and commas[0] != said[0] - 1) or tokens[root].pos != "VERB":
        return None
    others = {tokens[i].dep for i in range(start, end) if tokens[i].head == root and i != root}
    subject = subtree(tokens, subjects[0], start, end)
    if others - PLAIN_RELATIONS or subject[0] != start or subject[-1] > root:
        return None
    if tokens[said[0]].text.lower() == "that" and tokens[said[0]].dep == "mark":
        said = said[1:]
    return _shifted(tokens, said, left, commas, root, rng, end)


def _shifted(
    tokens: list[Token],
    said: list[int],
    left: list[int],
    commas: list[int],
    root: int,
    rng: random.Random,
    end: int,
) -> list[int] | None:
    """The new order; adds a comma token at the end of ``tokens`` where the sentence had none."""
    if len(said) < 3:
        return None
    if not commas:
        tokens.append(Token(",", True, ",", "PUNCT", "", ",", root, "punct"))
        commas = [len(tokens) - 1]
    left = [i for i in left if i not in commas]
    before = [i for i in left if i < root]
    bare = all(tokens[i].head != root or tokens[i].dep == "nsubj" for i in before)
    plain = bare and left == [*before, root] and tokens[before[0]].pos != "PRON"
    if plain and rng.random() < 0.3:
        left = [root, *before]
    _capital(tokens[said[0]])
    _small(tokens[min(left)])
    tokens[root].space = True
    tokens[said[-1]].space = False
    tokens[commas[0]].space = True
    tokens[left[-1]].space = False
    return [*said, commas[0], *left, end - 1]


def _capital(token: Token) -> None:
    token.text = token.text[0].upper() + token.text[1:]


def _small(token: Token) -> None:
    if token.pos not in ("PROPN", "ADJ") and token.text.istitle() and token.text != "I":
        token.text = token.text.lower()


def rename(tokens: list[Token], pool: NamePool, rng: random.Random) -> None:
    """Replaces single proper nouns by names of people and places no treebank has."""
    memo: dict[str, str] = {}
    for token in tokens:
        plain = token.tag == "NNP" and token.text.istitle() and token.text.isalpha()
        if plain and len(token.text) > 2 and token.text not in pool.kept:
            if token.text not in memo:
                swap = rng.random() < 0.6
                memo[token.text] = pool.single(rng) if swap else token.text
            if memo[token.text] != token.text:
                token.text = token.lemma = memo[token.text]


def break_lines(tokens: list[Token], before: int) -> None:
    """Marks a paragraph break before a sentence: a token of two newlines, as in a report."""
    tokens[before - 1].space = False
    for token in tokens:
        if token.head >= before:
            token.head += 1
    tokens.insert(before, Token("\n\n", False, "_SP", "SPACE", "", "\n\n", before - 1, "dep"))


def vary_sentences(tokens: list[Token], rng: random.Random) -> list[Token]:
    """Headings, lower case, dropped periods and moved attributions, sentence by sentence."""
    order: list[int] = []
    breaks: set[int] = set()
    for start, end in sentence_spans(tokens):
        span: Sequence[int] = range(start, end)
        draw = rng.random()
        shifted = shift_attribution(tokens, start, end, rng) if draw < 0.5 else None
        if shifted:
            span = shifted
        elif draw < 0.12 and 3 <= end - start <= 16:
            drop = headline(tokens, start, end, rng)
            span = range(start, end if drop is None else drop)
            breaks |= {len(order), len(order) + len(span)}
        elif draw > 0.985:
            lower(tokens, start, end)
        elif draw > 0.96 and end - start > 3 and tokens[end - 1].text == ".":
            span = range(start, end - 1)
        elif draw > 0.90:
            breaks.add(len(order))
        order.extend(span)
        tokens[span[-1]].space = True
    kept = reordered(tokens, order)
    for place in sorted(breaks - {0, len(kept)}, reverse=True):
        break_lines(kept, place)
    return kept


def with_short_line(tokens: list[Token], pool: NamePool, rng: random.Random) -> list[Token]:
    """The document with a short question or heading before it, a paragraph of its own."""
    line = short_line(pool, rng)
    if rng.random() < 0.5 and (final := headline(line, 0, len(line), rng)) is not None:
        del line[final]
    for token in tokens:
        token.head += len(line)
    joined = [*line, *tokens]
    break_lines(joined, len(line))
    return joined


def syntax_augmenter(
    seed: int, entities: str, plain: float = 0.3, short_lines: float = 0.0
) -> Augmenter:
    """Variations for the tagger and parser, with names out of the entity corpus ``entities``.

    A share ``plain`` (0 to 1) of the documents is left as it is, but for a short line of our own
    that a share ``short_lines`` of all gets. The same seed draws the same variations.
    """
    rng = random.Random(seed)
    pool: NamePool | None = None

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        nonlocal pool
        if pool is None:
            pool = names_from(DocBin().from_disk(entities).get_docs(nlp.vocab))
        varied, lined = rng.random() >= plain, rng.random() < short_lines
        if not varied and not lined:
            yield example
            return
        tokens = from_doc(example.reference)
        if varied:
            if rng.random() < 0.35:
                rename(tokens, pool, rng)
            tokens = vary_sentences(tokens, rng)
        if lined:
            tokens = with_short_line(tokens, pool, rng)
        if varied and rng.random() < 0.45:
            curly(tokens, rng)
        doc = to_doc(nlp.vocab, tokens)
        yield Example(nlp.make_doc(doc.text), doc)

    return augment


def swap_mentions(tokens: Sequence[Token], pool: NamePool, rng: random.Random) -> list[Token]:
    """Replaces entity mentions by other names of the same label, alike within the document.

    For entity documents only: the result has no parse.
    """
    memo: dict[tuple[str, str], tuple[str, ...]] = {}
    result: list[Token] = []
    for mention in _mentions(tokens):
        label = mention[0].entity[2:]
        if not label or rng.random() < 0.2:
            result.extend(mention)
            continue
        key = (label, " ".join(t.text for t in mention))
        if key not in memo:
            memo[key] = pool.like(label, len(mention), rng)
        words = memo[key]
        for k, word in enumerate(words):
            space = mention[-1].space if k == len(words) - 1 else True
            tag = f"{'I' if k else 'B'}-{label}"
            result.append(Token(word, space, "", "", "", "", 0, "", tag))
    return result


def _mentions(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens in runs: each entity together, every other token alone."""
    run: list[Token] = []
    for token in tokens:
        if run and not token.entity.startswith("I-"):
            yield run
            run = []
        run.append(token)
    if run:
        yield run


def entity_augmenter(seed: int, entities: str) -> Augmenter:
    """Mention swaps, typographic quotes and upper case for the entity recogniser."""
    rng = random.Random(seed)
    pool: NamePool | None = None

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        nonlocal pool
        if pool is None:
            pool = names_from(DocBin().from_disk(entities).get_docs(nlp.vocab))
        tokens = from_doc(example.reference)
        if rng.random() < 0.6:
            tokens = swap_mentions(tokens, pool, rng)
        if rng.random() < 0.4:
            curly_words(tokens)
        if rng.random() < 0.06:
            for token in tokens:
                token.text = token.text.title() if rng.random() < 0.9 else token.text
        doc = to_doc(nlp.vocab, tokens)
        words = Doc(nlp.vocab, [t.text for t in tokens], [t.space for t in tokens])
        yield Example(words, doc)

    return augment


def curly_words(tokens: Sequence[Token]) -> None:
    """Straight quotes and apostrophes become typographic ones; for text without a parse."""
    opening = True
    for token in tokens:
        if token.text in ('"', "``", "''"):
            token.text = "“" if opening else "”"
            opening = not opening
        elif "'" in token.text:
            token.text = token.text.replace("'", "’")


registry.augmenters.register("crisisdesk.syntax.v1", func=syntax_augmenter)
registry.augmenters.register("crisisdesk.entities.v1", func=entity_augmenter)
