"""GUM's entity layer reduced to named entities.

GUM marks every mention, nominal ones too ("(3-person ... the old man)"). A mention counts as a
name when its syntactic head is a proper noun; the name is the run of name-like words round it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.tokens import Doc, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

from crisisdesk.reading.tokens import listed
from training.reader.conllu import Document, Word, read_conllu

LABELS = {"person": "PERSON", "organization": "ORG", "place": "LOC"}
NAME_RELATIONS = frozenset(["flat", "compound", "amod", "nummod", "nmod", "goeswith"])
NAME_POS = frozenset(["NUM", "ADJ", "NOUN", "X", "PART", "VERB"])
PERSON_LINKS = frozenset(["-", ".", "de", "von", "van", "al", '"'])
OTHER_LINKS = frozenset(["of", "for", "and", "the", "&", "-", "'s", ".", "de", "von", "van", "al"])
TITLES = listed("""
    Mr. Mrs. Ms. Dr. President Prime Minister Speaker Secretary Madam Chair Senator Sen. Rep.
    General Gen. King Queen Professor Prof. Vice Secretary-General Chairman Ambassador
    Congressman Governor Sir Lord Lady Father Mother Mom Dad God Muslims Greeks""")


@dataclass(frozen=True)
class Mention:
    """A mention's first word, the word after its last, and GUM's entity type."""

    start: int
    end: int
    kind: str


def mentions(fields: Sequence[str]) -> list[Mention]:
    """The mentions opened and closed in the words' MISC fields, in order of closing."""
    found: list[Mention] = []
    opened: list[tuple[str, int, str]] = []
    for i, misc in enumerate(fields):
        match = re.search(r"Entity=([^|]+)", misc)
        for mark in re.findall(r"\([^()]+\)?|[^()]+\)", match.group(1)) if match else []:
            name, _, rest = mark.strip("()").partition("-")
            kind = rest.partition("-")[0]
            if mark.startswith("(") and mark.endswith(")"):
                found.append(Mention(i, i + 1, kind))
            elif mark.startswith("("):
                opened.append((name, i, kind))
            else:
                place = next((k for k in reversed(range(len(opened))) if opened[k][0] == name), -1)
                if place >= 0:
                    _, start, kind = opened.pop(place)
                    found.append(Mention(start, i + 1, kind))
    return found


def _name_like(word: Word) -> bool:
    if word.pos == "PROPN":
        return True
    return word.pos in NAME_POS and word.text[:1].isupper() and word.dep in NAME_RELATIONS


def _head(words: Sequence[Word], heads: Sequence[int], mention: Mention) -> int | None:
    for i in range(mention.start, mention.end):
        if heads[i] < 0 or not mention.start <= heads[i] < mention.end:
            return i if words[i].pos == "PROPN" else None
    return None


def name_run(words: Sequence[Word], head: int, mention: Mention) -> tuple[int, int]:
    """Start and end of the run of name-like words round ``head``, inside the mention."""
    links = PERSON_LINKS if mention.kind == "person" else OTHER_LINKS
    start, end = head, head + 1
    while start > mention.start and _name_like(words[start - 1]):
        start -= 1
    joined = start - 2 >= mention.start and words[start - 1].text == "-"
    if joined and words[start - 2].pos == "PROPN":
        start -= 2
    while end < mention.end:
        after = end
        while after < mention.end and words[after].text in links:
            after += 1
        if after == end and _name_like(words[end]):
            end += 1
        elif end < after < mention.end and words[after].pos == "PROPN":
            end = after + 1
        else:
            break
    return start, end


def _label(
    words: Sequence[Word], start: int, end: int, kind: str, places: frozenset[str]
) -> tuple[int, str] | None:
    """The start of the name without titles, and its label; None where it is no name."""
    label = LABELS[kind]
    if label == "PERSON":
        while start < end and (words[start].text in TITLES or words[start].pos == "ADJ"):
            start += 1
        if start == end or words[start].tag == "NNPS":
            return None
    text = " ".join(word.text for word in words[start:end])
    return start, "LOC" if text in places else label


def _document(vocab: Vocab, document: Document, places: frozenset[str]) -> Doc:
    words: list[Word] = []
    heads: list[int] = []
    for sentence in document.sentences:
        offset = len(words)
        heads += [offset + w.head if w.head >= 0 else -1 for w in sentence.words]
        words += sentence.words
    doc = Doc(vocab, words=[w.text for w in words], spaces=[w.space for w in words])
    spans: list[Span] = []
    for mention in mentions([w.misc for w in words]):
        head = _head(words, heads, mention) if mention.kind in LABELS else None
        if head is None:
            continue
        start, end = name_run(words, head, mention)
        labelled = _label(words, start, end, mention.kind, places)
        if labelled:
            spans.append(Span(doc, labelled[0], end, label=labelled[1]))
    doc.set_ents(filter_spans(spans))
    return doc


def _slices(doc: Doc, size: int) -> Iterator[Doc]:
    start = 0
    while start < len(doc):
        end = min(start + size, len(doc))
        while end < len(doc) and doc[end].ent_iob_ == "I":
            end += 1
        yield doc[start:end].as_doc()
        start = end


def gum_docs(vocab: Vocab, path: Path, places: frozenset[str]) -> Iterator[Doc]:
    """GUM documents with named entities, in slices of about 150 words.

    ``places`` are names that other corpora call LOC; GUM calls governments organizations.
    """
    for document in read_conllu(path):
        yield from _slices(_document(vocab, document, places), 150)
