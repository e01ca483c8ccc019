"""The annotated questions: how many are read as meant has not slipped."""

from bench.asking import Asked, is_meant, load_gold, missed
from crisisdesk.terms.records import Question


def test_nearly_all_are_read_as_meant() -> None:
    gold = load_gold()
    assert len(gold.questions) >= 40
    assert len(missed(gold)) <= 1


def test_every_part_counts() -> None:
    asked = Asked("", "strike", ("USA",), ("IRN",), days=30)
    right = Question("strike", ("USA",), target="IRN", horizon_days=30)
    assert is_meant(right, asked)
    for wrong in (
        Question("talks", between=("USA", "IRN"), horizon_days=30),
        Question("strike", ("ISR",), target="IRN", horizon_days=30),
        Question("strike", ("USA",), target="ISR", horizon_days=30),
        Question("strike", ("USA",), target="IRN", horizon_days=90),
    ):
        assert not is_meant(wrong, asked)
