"""CoNLL-U files become sentences and documents without loss of what training needs."""

from pathlib import Path

import pytest
from spacy.vocab import Vocab

from training.reader.conllu import chunks, paragraphs, read_conllu, single, to_doc

TWO_DOCUMENTS = """\
# newdoc id = first
# text = They don't sell.
1\tThey\tthey\tPRON\tPRP\tCase=Nom\t4\tnsubj\t_\t_
2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdo\tdo\tAUX\tVBP\t_\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_
4\tsell\tsell\tVERB\tVB\tVerbForm=Inf\t0\troot\t_\tSpaceAfter=No
4.1\tghost\tghost\tVERB\tVB\t_\t_\t_\t4:conj\t_
5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_

# text = Stop
1\tStop\tstop\tVERB\tVB\t_\t0\troot\t_\t_

# newdoc id = second
1\tGo\tgo\tVERB\tVB\t_\t0\troot\t_\t_
"""


@pytest.fixture
def treebank(tmp_path: Path) -> Path:
    path = tmp_path / "two.conllu"
    path.write_text(TWO_DOCUMENTS, encoding="utf-8")
    return path


def test_documents_and_sentences_are_told_apart(treebank: Path) -> None:
    documents = list(read_conllu(treebank))
    assert [(d.name, len(d.sentences)) for d in documents] == [("first", 2), ("second", 1)]


def test_the_document_keeps_words_spaces_and_tree(treebank: Path) -> None:
    document = next(read_conllu(treebank))
    doc = to_doc(Vocab(), document.sentences)
    assert doc.text.strip() == "They don't sell. Stop"
    assert [t.head.text for t in doc] == ["sell", "sell", "sell", "sell", "sell", "Stop"]
    assert [t.dep_ for t in doc] == ["nsubj", "aux", "advmod", "ROOT", "punct", "ROOT"]
    assert [s.text for s in doc.sents] == ["They don't sell.", "Stop"]
    assert str(doc[0].morph) == "Case=Nom"
    assert doc[2].lemma_ == "not"


def test_empty_nodes_are_left_out(treebank: Path) -> None:
    words = [w.text for d in read_conllu(treebank) for s in d.sentences for w in s.words]
    assert "ghost" not in words


def test_chunks_hold_every_sentence_once(treebank: Path) -> None:
    document = next(read_conllu(treebank))
    assert [len(part) for part in chunks(document, 1)] == [1, 1]
    assert [len(part) for part in chunks(document)] == [2]


def test_a_broken_line_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "broken.conllu"
    path.write_text("1\tonly\n\n", encoding="utf-8")
    with pytest.raises(IndexError):
        list(read_conllu(path))


def test_a_paragraph_is_a_piece(tmp_path: Path) -> None:
    path = tmp_path / "three.conllu"
    stop = "1\tStop\tstop\tVERB\tVB\t_\t0\troot\t_\t_\n\n"
    two = f"# newdoc id = a\n# newpar id = a1\n{stop}{stop}# newpar id = a2\n{stop}"
    path.write_text(f"{two}# newdoc id = b\n{stop}", encoding="utf-8")
    first, second = read_conllu(path)
    assert [len(piece) for piece in paragraphs(first)] == [2, 1]
    assert [len(piece) for piece in paragraphs(second)] == [1]
    assert [len(piece) for piece in single(first)] == [1, 1, 1]


def test_without_paragraphs_a_document_is_one_piece(treebank: Path) -> None:
    assert [[len(p) for p in paragraphs(d)] for d in read_conllu(treebank)] == [[2], [1]]
