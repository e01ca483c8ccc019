"""Texts of the research data by name, so that annotations can point into them and hold no text.

A reference is a corpus, a document or sentence id, and character offsets in that text. Corpora:
``gum``, ``ewt``, ``pud`` (a text is one sentence of a treebank), ``plv`` (a sentence of the PLOVER
validation set), ``re3d`` and ``polnear`` (a text is one document). PLV and PolNeAR are for
evaluation only. All lie under ``nlp`` and ``coding`` of CRISISDESK_DATA.
"""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from bench.table import Absent

TREEBANKS = {"gum": "ud_gum_open", "ewt": "ud_ewt", "pud": "ud_pud"}


def data_folder() -> Path:
    """The research data: what CRISISDESK_DATA names, else ``data``."""
    return Path(os.environ.get("CRISISDESK_DATA", "data"))


def text_files(corpora: Iterable[str]) -> list[Path]:
    """The files that hold these corpora. Raises Absent where one has none."""
    folder = data_folder()
    places = {name: ("nlp/" + within, "*.conllu") for name, within in TREEBANKS.items()}
    places |= {
        "plv": ("coding", "PLV_train.tsv"),
        "re3d": ("nlp/re3d", "*/documents.json"),
        "polnear": ("nlp/polnear", "*/text/*.txt"),
    }
    found: list[Path] = []
    for name in sorted(corpora):
        within, pattern = places[name]
        files = sorted((folder / within).glob(pattern))
        if not files:
            raise Absent(f"no {name} in {within}: CRISISDESK_DATA names the research data")
        found += files
    return found


@cache
def texts(corpus: str) -> dict[str, str]:
    """The texts of a corpus by their ids; empty where the data is absent."""
    folder = data_folder() / "nlp"
    if corpus in TREEBANKS:
        return dict(_sentences(folder / TREEBANKS[corpus]))
    if corpus == "plv":
        return dict(_plv(data_folder() / "coding" / "PLV_train.tsv"))
    return dict({"re3d": _re3d, "polnear": _polnear}[corpus](folder / corpus))


def _plv(path: Path) -> Iterator[tuple[str, str]]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                yield row["sentence_id"], row["sentence"]


def _sentences(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*.conllu")):
        name = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# sent_id = "):
                name = line.removeprefix("# sent_id = ")
            elif line.startswith("# text = "):
                yield name, line.removeprefix("# text = ")


def _re3d(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*/documents.json")):
        for line in path.read_text(encoding="utf-8-sig").splitlines():
            if line.strip():
                document = json.loads(line)
                yield document["_id"], document["text"]


def _polnear(folder: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(folder.glob("*/text/*.txt")):
        with path.open(encoding="utf-8", newline="") as file:
            yield path.stem, file.read()
