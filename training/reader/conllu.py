"""CoNLL-U treebanks as plain sentences and as spaCy documents.

Only the columns the reader learns from are kept. Multiword tokens ("don't") are split into
their syntactic words, without a space between them, as spaCy's English tokenizer splits them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab


@dataclass
class Word:
    """One syntactic word. ``head`` is the index of its head in the sentence, -1 for the root."""

    text: str
    lemma: str
    pos: str
    tag: str
    feats: str
    head: int
    dep: str
    misc: str
    space: bool


@dataclass
class Sentence:
    """The words of one sentence, in order, and whether a paragraph begins with it."""

    words: list[Word] = field(default_factory=list)
    opens: bool = False


@dataclass
class Document:
    """One document of a treebank: its name (empty when the file gives none) and sentences."""

    name: str
    sentences: list[Sentence] = field(default_factory=list)


def _word(columns: list[str]) -> Word:
    text = columns[1].replace(" ", "_")
    lemma = columns[2] if columns[2] != "_" or text == "_" else text
    feats = "" if columns[5] == "_" else columns[5]
    head = int(columns[6]) - 1
    dep = "ROOT" if head < 0 else columns[7]
    space = "SpaceAfter=No" not in columns[9]
    return Word(text, lemma, columns[3], columns[4], feats, head, dep, columns[9], space)


def _join_multiword(words: list[Word], ranges: list[list[str]]) -> None:
    """Sets the spacing inside multiword tokens whose words spell out the token."""
    for columns in ranges:
        first, last = (int(part) - 1 for part in columns[0].split("-"))
        inside = words[first : last + 1]
        if "".join(word.text for word in inside) == columns[1]:
            for word in inside[:-1]:
                word.space = False
        inside[-1].space = "SpaceAfter=No" not in columns[9]


def _sentence(rows: list[list[str]], opens: bool) -> Sentence:
    words = [_word(row) for row in rows if row[0].isdigit()]
    _join_multiword(words, [row for row in rows if "-" in row[0]])
    return Sentence(words, opens)


def read_conllu(path: Path) -> Iterator[Document]:
    """Yields the documents of a CoNLL-U file, in order.

    A file without ``# newdoc`` lines is one document without a name. Raises OSError when the
    file cannot be read, ValueError or IndexError where a line is not CoNLL-U.
    """
    document = Document("")
    rows: list[list[str]] = []
    opens = True
    with path.open(encoding="utf-8") as lines:
        for line in [*lines, "\n"]:
            line = line.rstrip("\n")
            if line.startswith("# newdoc"):
                if document.sentences:
                    yield document
                document = Document(line.partition("=")[2].strip())
                opens = True
            elif line.startswith("# newpar"):
                opens = True
            elif line and not line.startswith("#"):
                rows.append(line.split("\t"))
            elif not line and rows:
                document.sentences.append(_sentence(rows, opens))
                rows, opens = [], False
    if document.sentences:
        yield document


def to_doc(vocab: Vocab, sentences: Iterable[Sentence]) -> Doc:
    """One spaCy document with gold tags, morphology, lemmas and dependencies."""
    words: list[Word] = []
    heads: list[int] = []
    for sentence in sentences:
        start = len(words)
        words.extend(sentence.words)
        heads.extend(
            start + (i if word.head < 0 else word.head) for i, word in enumerate(sentence.words)
        )
    return Doc(
        vocab,
        words=[word.text for word in words],
        spaces=[word.space for word in words],
        tags=[word.tag for word in words],
        pos=[word.pos for word in words],
        morphs=[word.feats for word in words],
        lemmas=[word.lemma for word in words],
        heads=heads,
        deps=[word.dep for word in words],
    )


def chunks(document: Document, size: int = 8) -> Iterator[list[Sentence]]:
    """The document in runs of ``size`` sentences: long enough to learn where sentences end."""
    for start in range(0, len(document.sentences), size):
        yield document.sentences[start : start + size]


def paragraphs(document: Document) -> Iterator[list[Sentence]]:
    """The document by paragraphs, as a report is read; one where the treebank marks none."""
    paragraph: list[Sentence] = []
    for sentence in document.sentences:
        if sentence.opens and paragraph:
            yield paragraph
            paragraph = []
        paragraph.append(sentence)
    if paragraph:
        yield paragraph


def single(document: Document) -> Iterator[list[Sentence]]:
    """The document sentence by sentence, for a parse that need not find where these end."""
    for sentence in document.sentences:
        yield [sentence]
