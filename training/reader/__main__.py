"""``python -m training.reader --data DIR --out DIR``: makes the reader's model again."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path

import spacy

from crisisdesk.reading.pipeline import load_model
from training.reader import assemble, corpora, train
from training.reader.evaluate import evaluate


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m training.reader", description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        default=os.environ.get("CRISISDESK_DATA"),
        help="folder that holds nlp/ (default: the environment variable CRISISDESK_DATA)",
    )
    parser.add_argument("--out", type=Path, required=True, help="folder of work and the model")
    parser.add_argument(
        "--keep",
        action="store_true",
        help="use the trained parts already under --out; train only what is missing",
    )
    parser.add_argument(
        "--steps", type=int, help="train each part for only so many steps, to try the recipe out"
    )
    arguments = parser.parse_args()
    if arguments.data is None:
        parser.error("--data is needed, or CRISISDESK_DATA in the environment")
    return arguments


def _part(name: str, out: Path, keep: bool, **overrides: object) -> spacy.language.Language:
    if keep and (out / name / "model-best").is_dir():
        return spacy.util.load_model_from_path(out / name / "model-best")
    return train.train_part(name, out / "corpora", out / name, **overrides)


def main() -> None:
    """Builds corpora, trains, assembles, evaluates; the model ends in ``OUT/model``."""
    arguments = _arguments()
    data, out = Path(arguments.data) / "nlp", arguments.out
    corpora.build(spacy.blank("en"), data, out / "corpora")
    limit = {"training__max_steps": arguments.steps} if arguments.steps else {}
    syntax = _part("syntax", out, arguments.keep, **limit)
    best = str(out / "syntax" / "model-best")
    annealed = _part("anneal", out, arguments.keep, paths__syntax=best, **limit)
    entities = _part("entities", out, arguments.keep, paths__syntax=best, **limit)
    assemble.average(syntax, annealed)
    assemble.write(assemble.assemble(syntax, entities), out / "model")
    scores = evaluate(load_model(out / "model"), data)
    scores["bytes"] = assemble.model_bytes(out / "model")
    text = json.dumps(scores, indent=1, sort_keys=True)
    (out / "model" / "scores.json").write_text(text + "\n", encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
