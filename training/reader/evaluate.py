"""Scores of a reader model on the test sets, as plain numbers for the card.

LAS and UAS leave out punctuation, as spaCy's scorer does. "Gold tokens" gives the model the
treebank's own words; "raw" lets the model's tokenizer find them. Both read a paragraph at a time,
as reports are read. "By unit" is LAS on gold tokens where the model gets a sentence at a time and
need not find its end, and where eight sentences run together across paragraphs.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from training.reader import conllu
from training.reader.corpora import Cut, entity_tests, test_corpora

RELATIONS = ("nsubj", "obj", "obl", "ccomp", "parataxis", "appos", "flat", "nmod:desc", "acl:relcl")


def gold_tokens(nlp: Language, docs: Sequence[Doc]) -> list[Example]:
    """Examples that keep the gold words."""
    return [
        Example(Doc(nlp.vocab, [t.text for t in d], [bool(t.whitespace_) for t in d]), d)
        for d in docs
    ]


def raw_tokens(nlp: Language, docs: Sequence[Doc]) -> list[Example]:
    """Examples whose words the model's tokenizer finds."""
    return [Example(nlp.make_doc(d.text), d) for d in docs]


def parse_scores(nlp: Language, examples: list[Example]) -> dict[str, Any]:
    """LAS, UAS, tag, pos, morph, lemma and sentence scores (0-1), and F by relation."""
    scores = nlp.evaluate(examples, batch_size=16)
    by_relation = scores["dep_las_per_type"]
    return {
        "las": scores["dep_las"],
        "uas": scores["dep_uas"],
        "tag": scores["tag_acc"],
        "pos": scores["pos_acc"],
        "morph": scores["morph_acc"],
        "lemma": scores["lemma_acc"],
        "sentences": scores["sents_f"],
        "relations": {r: by_relation[r]["f"] for r in RELATIONS if r in by_relation},
    }


def entity_scores(nlp: Language, examples: list[Example]) -> dict[str, Any]:
    """Precision, recall and F (0-1) of entities, exact spans, in all and by label."""
    scores = nlp.evaluate(examples, batch_size=16)
    by_label = scores["ents_per_type"] or {}
    return {
        "p": scores["ents_p"],
        "r": scores["ents_r"],
        "f": scores["ents_f"],
        "labels": {label: values["f"] for label, values in sorted(by_label.items())},
    }


def speed(nlp: Language, docs: Sequence[Doc]) -> float:
    """Words per second of processor time on the texts of ``docs``, about 2,000 words a batch."""
    texts = [doc.text for doc in docs]
    start = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts, batch_size=16))
    return words / (time.process_time() - start)


UNITS: dict[str, Cut] = {"sentence": conllu.single, "eight_sentences": conllu.chunks}


def by_unit(nlp: Language, data: Path) -> dict[str, dict[str, float]]:
    """LAS (0-1) on gold tokens by how much the model gets at a time, by test set."""
    return {
        unit: {
            name: parse_scores(nlp, gold_tokens(nlp, docs))["las"]
            for name, docs in test_corpora(nlp.vocab, data, cut).items()
        }
        for unit, cut in UNITS.items()
    }


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return round(value, 4) if isinstance(value, float) else value


def evaluate(nlp: Language, data: Path) -> dict[str, Any]:
    """The scores of ``nlp`` on all test sets found under ``data`` (the ``nlp`` data folder)."""
    report: dict[str, Any] = {"gold_tokens": {}, "raw": {}, "entities": {}}
    for name, docs in test_corpora(nlp.vocab, data).items():
        report["gold_tokens"][name] = parse_scores(nlp, gold_tokens(nlp, docs))
        report["raw"][name] = parse_scores(nlp, raw_tokens(nlp, docs))
    report["by_unit"] = by_unit(nlp, data)
    if "ner" in nlp.pipe_names:
        for name, docs in entity_tests(nlp.vocab, data).items():
            report["entities"][name] = entity_scores(nlp, gold_tokens(nlp, docs))
    result: dict[str, Any] = _rounded(report)
    return result
