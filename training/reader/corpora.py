"""The corpora the reader learns from, as spaCy DocBins.

Only text that may be used to train what ships is read for training: UD English-EWT, the GUM
genres with open texts, UNER's layer on EWT dev, WikiGold, CrossNER politics and re3d.
Test files are converted too, for the scores, and never enter a training set.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from training.reader import conllu, entities

GUM_NEWS_GENRES = ("news", "interview", "speech")
SYNTAX_TRAIN = ("ud_ewt/en_ewt-ud-train.rebuilt.conllu", "ud_gum_open/gum_open_train.conllu")
SYNTAX_DEV = ("ud_ewt/en_ewt-ud-dev.conllu", "ud_gum_open/gum_open_dev.conllu")
RE3D_FOLDERS = (
    "Australian Department of Foreign Affairs",
    "CENTCOM",
    "UK Government",
    "US State Department",
    "Wikipedia",
)
# One document in this many of each entity corpus is held out to choose the best checkpoint.
HELD_OUT = 10


Cut = Callable[[conllu.Document], Iterator[list[conllu.Sentence]]]


def parsed_docs(
    vocab: Vocab, path: Path, genres: Iterable[str] = (), cut: Cut = conllu.chunks
) -> Iterator[Doc]:
    """The documents of a treebank, all or those of some GUM genres, in the pieces of ``cut``: by
    default runs of eight sentences."""
    wanted = tuple(f"GUM_{genre}_" for genre in genres)
    for document in conllu.read_conllu(path):
        if not wanted or document.name.startswith(wanted):
            for sentences in cut(document):
                yield conllu.to_doc(vocab, sentences)


def syntax_corpus(vocab: Vocab, data: Path, files: Iterable[str]) -> list[Doc]:
    """All documents of the named treebank files under ``data``."""
    return [doc for name in files for doc in parsed_docs(vocab, data / name)]


def test_corpora(vocab: Vocab, data: Path, cut: Cut = conllu.paragraphs) -> dict[str, list[Doc]]:
    """The parsing test sets by name, in the order they are reported; by paragraphs, as a report
    is read, where ``cut`` says nothing else."""
    gum = data / "ud_gum_open/gum_open_test.conllu"
    return {
        "ewt": list(parsed_docs(vocab, data / "ud_ewt/en_ewt-ud-test.conllu", cut=cut)),
        "pud": list(parsed_docs(vocab, data / "ud_pud/en_pud-ud-test.conllu", cut=cut)),
        "gum_news": list(parsed_docs(vocab, gum, GUM_NEWS_GENRES, cut)),
    }


def entity_tests(vocab: Vocab, data: Path) -> dict[str, list[Doc]]:
    """The entity test sets by name."""
    return {
        "uner_ewt": list(entities.uner_docs(vocab, data / "uner/en_ewt-ud-test.iob2")),
        "uner_pud": list(entities.uner_docs(vocab, data / "uner/en_pud-ud-test.iob2")),
    }


def entity_corpora(vocab: Vocab, data: Path) -> tuple[list[Doc], list[Doc]]:
    """Entity documents for training, and those held out to choose the checkpoint."""
    politics = data / "crossner_politics/ner_data/politics"
    sources = [
        list(entities.uner_docs(vocab, data / "uner/en_ewt-ud-dev.iob2")),
        list(entities.wikigold_docs(vocab, data / "wikigold/wikigold.conllu")),
        [d for part in ("train", "dev", "test")
         for d in entities.crossner_docs(vocab, politics / f"{part}.txt")],
    ]  # fmt: skip
    places = entities.place_names(doc for docs in sources for doc in docs)
    re3d = (entities.re3d_docs(vocab, data / "re3d" / name, places) for name in RE3D_FOLDERS)
    sources.append([doc for docs in re3d for doc in docs])
    gum = data / "ud_gum_open/gum_open_train.conllu"
    sources.append(list(entities.gum_docs(vocab, gum, places)))
    train = [d for docs in sources for i, d in enumerate(docs) if i % HELD_OUT]
    held_out = [d for docs in sources for i, d in enumerate(docs) if i % HELD_OUT == 0]
    return train, held_out


def save(docs: Iterable[Doc], path: Path) -> None:
    """Writes the documents as a DocBin, making the folder when it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    DocBin(docs=docs).to_disk(path)


def build(nlp: Language, data: Path, out: Path) -> None:
    """Writes syntax and entity DocBins (train and dev) from ``data/nlp`` into ``out``."""
    save(syntax_corpus(nlp.vocab, data, SYNTAX_TRAIN), out / "syntax-train.spacy")
    save(syntax_corpus(nlp.vocab, data, SYNTAX_DEV), out / "syntax-dev.spacy")
    train, held_out = entity_corpora(nlp.vocab, data)
    save(train, out / "entities-train.spacy")
    save(held_out, out / "entities-dev.spacy")
