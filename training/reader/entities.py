"""Entity corpora in five formats, as spaCy documents with PERSON, ORG and LOC."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import spacy
from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from crisisdesk.reading.tokens import listed
from training.reader.gum import TITLES, gum_docs

__all__ = ["crossner_docs", "gum_docs", "place_names", "re3d_docs", "uner_docs", "wikigold_docs"]

UNER_LABELS = {"PER": "PERSON", "ORG": "ORG", "LOC": "LOC"}
CROSSNER_LABELS = {
    "politician": "PERSON",
    "person": "PERSON",
    "organisation": "ORG",
    "politicalparty": "ORG",
    "country": "LOC",
    "location": "LOC",
}
RE3D_LABELS = {"Person": "PERSON", "Organisation": "ORG", "Location": "LOC"}
# re3d also marks descriptions ("the rebels"); only runs of names are wanted here.
LINK_WORDS = listed("of the and for in to on al de von van & - '")

Row = tuple[str, bool, str]


def bio_spans(tags: Sequence[str]) -> list[tuple[int, int, str]]:
    """(start, end, label) of each run in BIO tags; a stray "I-X" starts a run of its own."""
    spans: list[tuple[int, int, str]] = []
    start, label = 0, ""
    for i, tag in enumerate([*tags, "O"]):
        prefix, _, name = tag.partition("-")
        if label and (prefix != "I" or name != label):
            spans.append((start, i, label))
            label = ""
        if prefix in ("B", "I") and name and not label:
            start, label = i, name
    return spans


def entity_doc(vocab: Vocab, rows: Sequence[Row], labels: dict[str, str]) -> Doc:
    """A document from (word, space after, BIO tag) rows; labels not in ``labels`` are dropped."""
    doc = Doc(vocab, words=[row[0] for row in rows], spaces=[row[1] for row in rows])
    spans = bio_spans([row[2] for row in rows])
    doc.set_ents([Span(doc, a, b, label=labels[x]) for a, b, x in spans if x in labels])
    return doc


def _grouped(
    vocab: Vocab, sentences: Iterable[list[Row]], labels: dict[str, str], size: int
) -> Iterator[Doc]:
    group: list[list[Row]] = []
    for sentence in sentences:
        group.append(sentence)
        if len(group) == size:
            yield entity_doc(vocab, [row for s in group for row in s], labels)
            group = []
    if group:
        yield entity_doc(vocab, [row for s in group for row in s], labels)


def _blocks(path: Path) -> Iterator[list[str]]:
    block: list[str] = []
    with path.open(encoding="utf-8") as lines:
        for line in [*lines, ""]:
            line = line.rstrip("\n")
            if line.strip():
                block.append(line)
            elif block:
                yield block
                block = []


def _spaced(words: Sequence[str], tags: Sequence[str], text: str) -> list[Row]:
    rows: list[Row] = []
    place = 0
    for word, tag in zip(words, tags, strict=True):
        found = text.find(word, place)
        space = True
        if found >= 0:
            place = found + len(word)
            space = place >= len(text) or text[place] == " "
        rows.append((word.replace(" ", "_"), space, tag))
    return rows


def _uner_sentences(path: Path) -> Iterator[list[Row]]:
    for block in _blocks(path):
        text = next((x.partition("=")[2].strip() for x in block if x.startswith("# text")), "")
        columns = [line.split("\t") for line in block if not line.startswith("#")]
        yield _spaced([c[1] for c in columns], [c[2] for c in columns], text)


def uner_docs(vocab: Vocab, path: Path) -> Iterator[Doc]:
    """Universal NER (``.iob2``) in documents of eight sentences."""
    yield from _grouped(vocab, _uner_sentences(path), UNER_LABELS, 8)


def wikigold_docs(vocab: Vocab, path: Path) -> Iterator[Doc]:
    """WikiGold in documents of eight sentences. Spacing is not recorded; every word has one."""
    sentences = (
        [(c[1], True, c[2]) for c in (line.split("\t") for line in block)]
        for block in _blocks(path)
    )
    yield from _grouped(vocab, sentences, UNER_LABELS, 8)


def crossner_docs(vocab: Vocab, path: Path) -> Iterator[Doc]:
    """CrossNER politics in documents of three sentences."""
    sentences = (
        [(c[0], True, c[1]) for c in (line.split("\t") for line in block)]
        for block in _blocks(path)
    )
    yield from _grouped(vocab, sentences, CROSSNER_LABELS, 3)


def _json_lines(path: Path) -> Iterator[dict[str, object]]:
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def _named(span: Span) -> Span | None:
    """The span without article and titles, or None where it is a description, not a name."""
    while len(span) > 1 and (span[0].lower_ in ("the", "a", "an") or span[0].text in TITLES):
        span = span[1:]
    if span[0].text in TITLES or span[0].is_stop or not span[0].text[0].isupper():
        return None
    if all(t.text[0].isupper() or t.lower_ in LINK_WORDS or t.is_digit for t in span):
        return span
    return None


def _relabelled(span: Span, places: frozenset[str]) -> Span:
    label = "LOC" if span.text in places else span.label_
    return Span(span.doc, span.start, span.end, label=label)


def re3d_docs(vocab: Vocab, folder: Path, places: frozenset[str]) -> Iterator[Doc]:
    """One folder of re3d: whole documents, names only, mentions of confidence 0.5 or more.

    ``places`` are names that other corpora call LOC; re3d calls governments organisations.
    """
    mentions: dict[str, list[tuple[int, int, str]]] = {}
    for row in _json_lines(folder / "entities.json"):
        label = RE3D_LABELS.get(str(row["type"]))
        if label and float(str(row["confidence"])) >= 0.5:
            place = (int(str(row["begin"])), int(str(row["end"])), label)
            mentions.setdefault(str(row["documentId"]), []).append(place)
    tokenizer = spacy.blank("en").tokenizer
    for row in _json_lines(folder / "documents.json"):
        made = tokenizer(str(row["text"]))
        doc = Doc(vocab, [t.text for t in made], [bool(t.whitespace_) for t in made])
        spans = [
            doc.char_span(a, b, label=x, alignment_mode="contract")
            for a, b, x in mentions.get(str(row["_id"]), [])
        ]
        named = [span for span in map(_named, filter(None, spans)) if span]
        doc.set_ents(filter_spans([_relabelled(span, places) for span in named]))
        yield doc


def place_names(docs: Iterable[Doc]) -> frozenset[str]:
    """Names the documents call LOC more often than anything else."""
    votes: Counter[str] = Counter()
    for doc in docs:
        for entity in doc.ents:
            votes[entity.text] += 1 if entity.label_ == "LOC" else -1
    return frozenset(name for name, count in votes.items() if count > 0)
