"""The fit of what chooses and weighs events."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisisdesk.reading.weights import load_event_weights
from training.events.cases import REPORTS, Case, cases, side_rows
from training.events.fit import fit_events, fit_linear, score

_TEXT = "Kenya and Uganda at odds\n\nNAIROBI - Kenya accused Uganda of aggression on Monday.\n"
_GOLD = """\
events:
  - {type: ACCUSE, source: KEN, target: UGA, modality: happened, trigger: accused}
  - {type: ASSAULT, source: UGA, target: KEN, modality: stated, trigger: aggression, optional: true}
"""
FEW = 24


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """Some of the practice reports, of every batch."""
    folder = tmp_path_factory.mktemp("few")
    names = sorted(path.name.removesuffix(".gold.yaml") for path in REPORTS.glob("*.gold.yaml"))
    for name in names[:: len(names) // FEW]:
        for ending in (".txt", ".gold.yaml"):
            (folder / f"{name}{ending}").write_bytes((REPORTS / f"{name}{ending}").read_bytes())
    return list(cases(folder))


def test_a_word_is_matched_with_its_annotation(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(_TEXT, encoding="utf-8")
    (tmp_path / "one.gold.yaml").write_text(_GOLD, encoding="utf-8")
    (case,) = cases(tmp_path)
    (accused,) = [word for word in case.words if word.item.token.text == "accused"]
    assert accused.gold is not None and accused.gold["source"] == "KEN"
    rows = list(side_rows(case, "source"))
    assert sum(right for _, right in rows) >= 1
    assert any(not right for _, right in rows)


def test_a_linear_model_learns_what_tells_and_forgets_what_is_rare() -> None:
    rows = [(["subject"], True), (["object"], False)] * 20 + [(["once"], True)]
    model = fit_linear(rows, 1.0)
    assert model.chance(["subject"]) > 0.8 > 0.2 > model.chance(["object"])
    assert "once" not in model.weights


def test_a_fit_is_the_same_again(few: list[Case]) -> None:
    assert fit_events(few) == fit_events(few)


def test_what_ships_finds_more_than_the_rules_and_is_as_often_right(few: list[Case]) -> None:
    ruled, chosen = score(few, None), score(few, load_event_weights())
    assert chosen.recall > 1.1 * ruled.recall
    assert chosen.precision > ruled.precision - 0.03


def test_every_annotated_trigger_stands_in_its_text() -> None:
    import yaml

    from bench.matching import places

    missing = []
    for file in sorted(REPORTS.glob("*.gold.yaml")):
        text = file.with_name(file.name.replace(".gold.yaml", ".txt")).read_text(encoding="utf-8")
        for event in yaml.safe_load(file.read_text(encoding="utf-8"))["events"]:
            if "trigger" in event and not places(event["trigger"], text):
                missing.append((file.name, event["trigger"]))
    assert missing == []
