"""Variations of gold text keep the gold tree true."""

import random

from spacy.vocab import Vocab

from training.reader.augment import curly, headline, shift_attribution, with_short_line
from training.reader.entities import bio_spans
from training.reader.gum import Mention, mentions
from training.reader.names import NamePool
from training.reader.tokens import Token, reordered, sentence_spans, to_doc


def _said() -> list[Token]:
    rows = [
        ("Officials", "NNS", "NOUN", 1, "nsubj"),
        ("said", "VBD", "VERB", 1, "ROOT"),
        ("that", "IN", "SCONJ", 4, "mark"),
        ("talks", "NNS", "NOUN", 4, "nsubj"),
        ("failed", "VBD", "VERB", 1, "ccomp"),
        ("there", "RB", "ADV", 4, "advmod"),
        (".", ".", "PUNCT", 1, "punct"),
    ]
    return [Token(w, w != "there", t, p, "", w, h, d) for w, t, p, h, d in rows]


def test_attribution_moves_to_the_end_with_its_tree() -> None:
    tokens = _said()
    order = shift_attribution(tokens, 0, 7, random.Random(1))
    assert order is not None
    doc = to_doc(Vocab(), reordered(tokens, order))
    assert doc.text.strip() in ("Talks failed there, officials said.",
                                "Talks failed there, said officials.")  # fmt: skip
    failed = next(token for token in doc if token.text == "failed")
    assert (failed.head.text, failed.dep_) == ("said", "ccomp")
    assert len(list(doc.sents)) == 1


def test_a_heading_gets_capitals_and_loses_its_period() -> None:
    tokens = _said()
    dropped = headline(tokens, 0, 7, random.Random(3))
    assert dropped == 6
    assert tokens[1].text in ("Said", "SAID")
    assert tokens[1].lemma == ""


def test_quotes_open_and_close() -> None:
    tokens = [Token(w, True, "", "", "", w, 0, "") for w in ('"', "Yes", '"', "it's")]
    curly(tokens, random.Random(0))
    assert [token.text for token in tokens] == ["“", "Yes", "”", "it’s"]


def test_reordering_drops_words_and_renumbers_heads() -> None:
    kept = reordered(_said(), [3, 4, 5])
    assert [token.head for token in kept] == [1, 1, 1]
    assert sentence_spans(kept) == [(0, 3)]


def test_stray_inside_tags_open_a_span() -> None:
    assert bio_spans(["I-PER", "I-PER", "O", "B-LOC", "B-LOC", "I-ORG"]) == [
        (0, 2, "PER"),
        (3, 4, "LOC"),
        (4, 5, "LOC"),
        (5, 6, "ORG"),
    ]


def test_nested_mentions_close_in_order() -> None:
    fields = ["Entity=(1-organization-giv:new(2-place-new)", "_", "Entity=1)"]
    assert mentions(fields) == [Mention(0, 1, "place"), Mention(0, 3, "organization")]


def test_a_short_line_stands_before_the_document_as_a_paragraph_of_its_own() -> None:
    pool = NamePool({"LOC": [("Mali",)]}, first=["Ana"], last=["Diaz"], singles=["Mali", "Peru"])
    for seed in range(200):
        doc = to_doc(Vocab(), with_short_line(_said(), pool, random.Random(seed)))
        line, _, rest = doc.text.partition("\n\n")
        assert rest.strip() == "Officials said that talks failed there."
        first, *_, last = doc.sents
        assert first.text.strip() == line.strip()
        assert last.root.text == "said"
        assert sum(token.dep_ == "ROOT" for token in first) == 1
