"""Scores, speed, load time and size of the shipped reader model, beside the prototype's.

Run with the environment variable CRISISDESK_DATA set to the data folder:
``python -m bench.parser``. Takes about a minute on one core.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from crisisdesk.reading.pipeline import MODEL, load_pipeline, parse
from crisisdesk.terms.files import load_yaml
from training.reader.assemble import model_bytes
from training.reader.corpora import test_corpora
from training.reader.evaluate import evaluate

# The prototype: 96 wide, full precision, blis; speed with NumPy's GEMM. Single runs.
PROTOTYPE = {
    "LAS EWT, gold tokens": 0.831,
    "LAS EWT, raw": 0.814,
    "LAS GUM news": 0.849,
    "LAS PUD": 0.846,
    "F appos": 0.33,
    "F parataxis": 0.27,
    "F flat": 0.58,
    "entities F EWT": 0.54,
    "entities F PUD": 0.62,
    "words per CPU-second": 13_100,
    "bytes": 15_500_000,
}

LINES = Path(__file__).with_name("short_lines.yaml")

COLD_START = """
import time
start = time.perf_counter()
from crisisdesk.reading.pipeline import load_pipeline
load_pipeline()("Will Russia step in?")
print(time.perf_counter() - start)
"""


def load_seconds(runs: int = 3) -> float:
    """Median wall seconds, in a fresh process, to import, load and parse one sentence."""
    times = [
        float(subprocess.run([sys.executable, "-c", COLD_START], capture_output=True, check=True,
                             text=True).stdout)
        for _ in range(runs)
    ]  # fmt: skip
    return statistics.median(times)


def throughput(texts: list[str], runs: int = 3) -> float:
    """Words per second of processor time in batches; the best of ``runs``, after one to warm."""
    best = 0.0
    for _ in range(runs + 1):
        start = time.process_time()
        words = sum(len(doc) for doc in parse(texts))
        best = max(best, words / (time.process_time() - start))
    return best


def verbs_found() -> tuple[int, int]:
    """Of the short questions and headings, how many have their verb tagged as one; and of all."""
    lines = load_yaml(LINES, list[tuple[str, str]])
    docs = zip(parse(text for text, _ in lines), lines, strict=True)
    right = [any(t.text == verb and t.pos_ == "VERB" for t in doc) for doc, (_, verb) in docs]
    return sum(right), len(right)


def comparable(scores: dict[str, Any], rate: float) -> dict[str, float]:
    """The measured figures under the prototype's names."""
    gold, raw, entities = scores["gold_tokens"], scores["raw"], scores["entities"]
    return {
        "LAS EWT, gold tokens": gold["ewt"]["las"],
        "LAS EWT, raw": raw["ewt"]["las"],
        "LAS GUM news": gold["gum_news"]["las"],
        "LAS PUD": gold["pud"]["las"],
        "F appos": gold["ewt"]["relations"]["appos"],
        "F parataxis": gold["ewt"]["relations"]["parataxis"],
        "F flat": gold["ewt"]["relations"]["flat"],
        "entities F EWT": entities.get("uner_ewt", {}).get("f", 0.0),
        "entities F PUD": entities.get("uner_pud", {}).get("f", 0.0),
        "words per CPU-second": rate,
        "bytes": float(model_bytes(MODEL)),
    }


def _table(scores: dict[str, Any]) -> None:
    print(f"{'':24}{'LAS':>7}{'UAS':>7}{'tag':>7}{'lemma':>7}{'sents':>7}")
    for kind in ("gold_tokens", "raw"):
        for name, row in scores[kind].items():
            columns = (row[key] for key in ("las", "uas", "tag", "lemma", "sentences"))
            print(f"{name + ', ' + kind:24}" + "".join(f"{value:7.3f}" for value in columns))
    for unit, row in scores["by_unit"].items():
        columns = "  ".join(f"{name} {las:.3f}" for name, las in row.items())
        print(f"LAS, gold words, {unit.replace('_', ' ')} at a time: {columns}")
    for name, row in scores["entities"].items():
        print(f"{name:24}P {row['p']:.3f}  R {row['r']:.3f}  F {row['f']:.3f}  {row['labels']}")


def main() -> None:
    """Prints the tables. Ends with an error text when CRISISDESK_DATA is not set."""
    if "CRISISDESK_DATA" not in os.environ:
        sys.exit("CRISISDESK_DATA is not set: it names the folder that holds nlp/")
    data = Path(os.environ["CRISISDESK_DATA"]) / "nlp"
    nlp = load_pipeline()
    scores = evaluate(nlp, data)
    _table(scores)
    texts = [doc.text for docs in test_corpora(nlp.vocab, data).values() for doc in docs]
    figures = comparable(scores, throughput(texts))
    print(f"\n{'':24}{'now':>14}{'prototype':>14}")
    for name, value in figures.items():
        form = ",.0f" if value > 1 else ".3f"
        print(f"{name:24}{value:>14{form}}{PROTOTYPE[name]:>14{form}}")
    right, lines = verbs_found()
    print(f"{'verbs of short lines':24}{f'{right} of {lines}':>14}")
    print(f"{'load, seconds':24}{load_seconds():>14.2f}")


if __name__ == "__main__":
    main()
