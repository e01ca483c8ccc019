"""How records become CAMEO tuples, and the score, on a file of sentences of our own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench import gsr
from bench.table import Absent
from crisisdesk.terms.records import Coded, Span

_FILE = """<Sentences>
<Sentence category="OTHER" date="20150609" id="one" evaluate="true"/>
<EventCoding eventcode="190" sourcecode="TCD" targetcode="SDNMIL" />
<Text>
Chad attacked
the Sudanese army.
</Text></Sentence>
<Sentence category="OTHER" date="121108" id="two" evaluate="true"/>
<EventCoding noevents="True" />
<Text>Nothing happened.</Text></Sentence>
<Sentence category="OTHER" date="20150609" id="empty" evaluate="true"/>
<Text></Text></Sentence>
</Sentences>"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of the same form, with sentences of our own."""
    path = tmp_path / "records.xml"
    path.write_text(_FILE, encoding="utf-8")
    return path


def test_cases_have_day_words_and_tuples(file: Path) -> None:
    one, two = gsr.cases(file)
    assert (one.id, one.day, one.text) == ("one", "2015-06-09", "Chad attacked the Sudanese army.")
    assert one.tuples == (("TCD", "19", "SDNMIL"),)
    assert (two.day, two.tuples) == ("2012-11-08", ())


def test_the_country_of_a_code_is_its_state_or_body() -> None:
    assert gsr.country("SDNMIL") == "SDN"
    assert gsr.country("---COP") == "---"
    assert gsr.country("IGOEUREEC") == "IGOEUR"


def test_tuples_go_by_the_root_of_their_code() -> None:
    where = Span("r", 0, 1)
    coded = [Coded("TCD", "190", "SDN", where), Coded("TCD", "195", "SDN", where)]
    assert gsr.tuples_of(coded) == Counter([("TCD", "19", "SDN")])


def test_the_score_counts_right_told_and_annotated() -> None:
    wanted = Counter([("TCD", "19", "SDN"), ("TCD", "04", "SDN")])
    found = gsr.score([("one", wanted, Counter([("TCD", "19", "SDN"), ("SDN", "19", "TCD")]))])
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert found.errors == ("one: lacks TCD>04>SDN, has SDN>19>TCD",)


def test_sentences_are_read_and_scored(file: Path) -> None:
    found = gsr.measure(file)
    assert found[("full actor codes", "all")].f1 == found[("countries", "all")].f1 == 1.0
    halves = [found[("countries", half)].annotated for half in ("development", "other half")]
    assert sum(halves) == 1


def test_without_the_file_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(Absent):
        list(gsr.cases(tmp_path / "records.xml"))
    assert gsr.main(["--data", str(tmp_path)]) == 1
