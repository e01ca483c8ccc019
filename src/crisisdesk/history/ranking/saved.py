"""A fitted ranker in a folder: arrays, trees and a card; taken up again on a longer stream."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct

from crisisdesk.errors import StreamError
from crisisdesk.history.dyads.model import light
from crisisdesk.history.ranking.facts import Facts, Floats
from crisisdesk.history.ranking.learning import START, Learner
from crisisdesk.history.ranking.ranker import Ranker, Settings
from crisisdesk.schemas import prepared

BY_ENTITY = ("entity", "bias")
VERSION = "ranking 2"


class Card(Struct, frozen=True):
    """What a fitted ranker was made from: parties in the order of their places, the stream's first
    day, and the last that it learned of (ISO 8601); how many facts; and how it did on the last
    days before it learned of them: how many answers, and the share ranked first and in the first
    ten."""

    version: str
    parties: tuple[str, ...]
    first: str
    until: str
    facts: int
    asked: int
    hits_1: float
    hits_10: float


def save(folder: Path, ranker: Ranker, card: Card) -> None:
    """Write the ranker; the card is written last."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays = {
        f"{number}/{name}": value
        for number, learner in enumerate(ranker.learners)
        for name, value in _arrays(learner).items()
    }
    with (folder / "arrays.npz").open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **arrays)
    trees = ranker.trees.model_to_string() if ranker.trees is not None else ""
    (folder / "trees.txt").write_text(trees, encoding="utf-8")
    (folder / "card.json").write_bytes(msgspec.json.encode(card) + b"\n")


def read_card(folder: Path) -> Card | None:
    """The card of the ranker in a folder; None where there is none or one of another version."""
    path = folder / "card.json"
    if not path.exists():
        return None
    try:
        card = msgspec.json.decode(path.read_bytes(), type=prepared(Card))
    except msgspec.DecodeError:
        return None
    return card if card.version == VERSION else None


def load(folder: Path, facts: Facts, settings: Settings | None = None) -> Ranker:
    """The ranker on a stream whose first parties are the card's; later ones start unlearned.
    Raises StreamError where the files are damaged."""
    ranker = Ranker(facts, settings)
    try:
        with np.load(folder / "arrays.npz", allow_pickle=False) as arrays:
            for number, learner in enumerate(ranker.learners):
                for name, value in _arrays(learner).items():
                    known = arrays[f"{number}/{name}"]
                    value[: len(known)] = known
                learner.step = int(arrays[f"{number}/step"][0])
        text = (folder / "trees.txt").read_text(encoding="utf-8")
    except (OSError, KeyError, ValueError) as error:
        raise StreamError(str(folder), f"the fitted ranking is damaged ({error}); refit") from None
    ranker.trees = light("ranking").Booster(model_str=text) if text else None
    return ranker


def _arrays(learner: Learner) -> dict[str, Floats]:
    """All arrays of a learner, the very ones, by name."""
    net = learner.network
    return {
        **{f"p/{name}": value for name, value in net.p.items()},
        **{f"first/{name}": value for name, value in learner.first.items()},
        **{f"second/{name}": value for name, value in learner.second.items()},
        **{name: getattr(net, name) for name in START},
        **{f"seen/{name}": value for name, value in learner.seen.items()},
        "step": np.array([learner.step], np.float32),
    }
