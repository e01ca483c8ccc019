"""The shipped model loads, is small, and parses as well as its card says."""

from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.reading.pipeline import (
    BATCH_WORDS,
    MODEL,
    _batches,
    load_model,
    load_pipeline,
    parse,
)
from training.reader.conllu import chunks, paragraphs, read_conllu, to_doc
from training.reader.evaluate import gold_tokens, parse_scores

LIMIT_BYTES = 15_000_000


def test_the_model_is_small_enough_to_ship() -> None:
    size = sum(path.stat().st_size for path in MODEL.rglob("*") if path.is_file())
    assert 1_000_000 < size < LIMIT_BYTES


def test_the_model_names_no_folder_of_the_machine_it_was_trained_on() -> None:
    config = (MODEL / "config.cfg").read_text(encoding="utf-8")
    paths = [line for line in config.splitlines() if " = " in line and '"/' in line]
    assert paths == []


def test_loading_twice_gives_the_same_pipeline() -> None:
    assert load_pipeline() is load_pipeline()


def test_a_folder_without_a_model_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError):
        load_model(tmp_path)


def test_weights_are_widened_after_reading() -> None:
    weights = load_pipeline().get_pipe("tok2vec").model.walk()
    kinds = {str(n.get_param(name).dtype) for n in weights for name in n.param_names}
    assert kinds == {"float32"}


def test_a_plain_sentence_of_news_is_parsed() -> None:
    doc = load_pipeline()("The minister said that Turkey had closed its border with Syria.")
    word = {token.text: token for token in doc}
    assert word["minister"].head.text == "said"
    assert word["minister"].dep_ == "nsubj"
    assert word["closed"].dep_ == "ccomp"
    assert word["Turkey"].head.text == "closed"
    assert word["closed"].lemma_ == "close"
    assert len(list(doc.sents)) == 1


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("Will Russia arm Iran?", "arm"),
        ("Israel strikes Iran.", "strikes"),
        ("Israel raids Jenin camp", "raids"),
        ("China sanctions U.S. officials", "sanctions"),
    ],
)
def test_a_verb_that_looks_like_a_noun_is_a_verb(text: str, verb: str) -> None:
    word = {token.text: token for token in load_pipeline()(text)}
    assert (word[verb].pos_, word[verb].dep_) == ("VERB", "ROOT")
    assert [token.dep_ for token in word[verb].children][-1] in ("obj", "punct")


def test_a_title_does_not_end_a_sentence() -> None:
    doc = load_pipeline()("Gen. Asim Munir met PM Modi in the U.S. on Monday. They agreed.")
    assert [sent[0].text for sent in doc.sents] == ["Gen.", "They"]


def test_parsing_in_batches_keeps_texts_and_order() -> None:
    texts = ["Iran waited.", "", "Russia did not. It sold arms."]
    assert [doc.text for doc in parse(texts)] == texts


@given(st.lists(st.integers(0, 3 * BATCH_WORDS).map(lambda n: "word " * n), max_size=8))
def test_batches_hold_all_texts_and_stay_near_their_size(texts: list[str]) -> None:
    batches = list(_batches(texts))
    assert [text for batch in batches for text in batch] == texts
    for batch in batches:
        assert len(batch) == 1 or sum(len(t) // 5 + 1 for t in batch) <= BATCH_WORDS


def test_news_is_parsed_as_well_as_the_card_says(data: Path) -> None:
    """A guard on the first documents of PUD; the card gives the score on all of it."""
    nlp = load_pipeline()
    treebank = data / "nlp/ud_pud/en_pud-ud-test.conllu"
    runs = (run for document in read_conllu(treebank) for run in chunks(document))
    docs = [to_doc(nlp.vocab, run) for run in islice(runs, 60)]
    scores = parse_scores(nlp, gold_tokens(nlp, docs))
    assert scores["las"] > 0.845
    assert scores["tag"] > 0.955
    assert scores["lemma"] > 0.965


def test_web_text_is_parsed_as_well_as_the_card_says(data: Path) -> None:
    """A guard on the first paragraphs of EWT's test part."""
    nlp = load_pipeline()
    treebank = data / "nlp/ud_ewt/en_ewt-ud-test.conllu"
    cut = (piece for document in read_conllu(treebank) for piece in paragraphs(document))
    docs = [to_doc(nlp.vocab, piece) for piece in islice(cut, 200)]
    scores = parse_scores(nlp, gold_tokens(nlp, docs))
    assert scores["las"] > 0.825
    assert scores["sentences"] > 0.82
