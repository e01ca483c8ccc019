"""What-ifs as they are typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.errors import QuestionError
from crisisdesk.odds.edits import Edit, parse_edits


@pytest.mark.parametrize(
    ("text", "edits"),
    [
        ("RUS-IRN defense=yes", [(("RUS", "IRN"), "defense", "yes")]),
        (" rus - irn: defence=No ", [(("RUS", "IRN"), "defense", "no")]),
        ("Russia-Iran neutrality=yes", [(("RUS", "IRN"), "neutrality", "yes")]),
        (
            "RUS-IRN defense=yes, consultation=no",
            [(("RUS", "IRN"), "defense", "yes"), (("RUS", "IRN"), "consultation", "no")],
        ),
        (
            "RUS-IRN defense=yes; CHN-IRN offense=no",
            [(("RUS", "IRN"), "defense", "yes"), (("CHN", "IRN"), "offense", "no")],
        ),
        ("USA-IRN threat=no", [(("USA", "IRN"), "threat", "no")]),
        ("ISR-IRN force=2025-04-01", [(("ISR", "IRN"), "force", "2025-04-01")]),
        ("QAT mediation=offered", [(("QAT",), "mediation", "offered")]),
        ("CHN role=partner", [(("CHN",), "role", "partner")]),
        ("IRN capability=x2", [(("IRN",), "capability", "2")]),
        ("as-of=2025-06-01", [((), "as-of", "2025-06-01")]),
        ("RUS-IRN supplies=no", [(("RUS", "IRN"), "arms", "no")]),
    ],
)
def test_edits_are_read(text, edits):
    assert list(parse_edits(text)) == [Edit(*edit) for edit in edits]


def test_several_together_are_one_what_if():
    found = parse_edits(["RUS-IRN defense=yes", "QAT mediation=offered", "RUS-IRN defense=yes"])
    assert [edit.input for edit in found] == ["defense", "mediation"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "RUS-IRN defense=yes"),
        ([], "says nothing"),
        ("make Russia help", "cannot be read"),
        ("RUS-IRN", "cannot be read"),
        ("RUS-IRN defense=yes please", "'please' cannot be read"),
        ("RUS-XQX defense=yes", "XQX"),
        ("RUS-RUS defense=yes", "both sides"),
        ("RUS-IRN romance=yes", "romance is none of"),
        ("RUS-IRN defense=maybe", "none of yes, no"),
        ("RUS defense=yes", "about two actors"),
        ("RUS-IRN role=partner", "about one actor"),
        ("RUS as-of=2025-01-01", "about nobody"),
        ("as-of=2025-02-30", "none of a day"),
        ("IRN capability=x0", "none of x2"),
        ("IRN capability=-3", "cannot be read|none of"),
        ("RUS-IRN defense=yes; RUS-IRN defense=no", "contradicts"),
        ("RUS-IRN defense=yes, defence=no", "contradicts"),
        (["USA-IRN threat=yes", "USA-IRN threat=no"], "contradicts"),
        ("CHN role=partner; CHN role=mediator", "contradicts"),
        ("CHN role=target; IRN role=target", "one target"),
    ],
)
def test_nonsense_is_refused(text, why):
    with pytest.raises(QuestionError, match=why):
        parse_edits(text)


@given(st.text(max_size=40) | st.text("RUSIN -=;,defnsyo2", max_size=30))
def test_any_text_is_read_or_refused(text):
    try:
        edits = parse_edits(text)
    except QuestionError:
        return
    assert edits
    assert all(edit.words for edit in edits)


def test_an_edit_says_itself_in_words():
    (edit,) = parse_edits("RUS-IRN defense=yes")
    assert edit.words == "Russia owes Iran a duty to defend"
    (day,) = parse_edits("USA-IRN force=2025-04-01")
    assert day.words == "The United States used force on Iran on 2025-04-01"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("IND-PAK capability=x2", "about one actor: write IRN capability=x2"),
        ("IRN capability=x9999", "at most 1000"),
        ("IRN capability=xnan", "above 0"),
    ],
)
def test_a_capability_says_what_it_takes(text: str, why: str) -> None:
    with pytest.raises(QuestionError, match=why):
        parse_edits(text)
