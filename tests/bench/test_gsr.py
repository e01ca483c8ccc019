"""How records become CAMEO tuples, and the score, on a file of sentences of our own."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import msgspec
import pytest

from bench import gsr
from bench.table import Absent
from crisisdesk.terms.records import Actor, Event, Span

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


def event(kind: str, cameo: str, modality: str, source: str, *target: Actor) -> Event:
    """An event with what the mapping looks at."""
    where = Span("r", 0, 1)
    return Event(
        id="e",
        type=kind,
        source=(Actor(source),),
        target=target,
        modality=modality,  # type: ignore[arg-type]
        span=where,
        trigger=where,
        cameo=cameo,
    )


def test_cases_have_day_words_and_tuples(file: Path) -> None:
    one, two = gsr.cases(file)
    assert (one.id, one.day, one.text) == ("one", "2015-06-09", "Chad attacked the Sudanese army.")
    assert one.tuples == (("TCD", "19", "SDNMIL"),)
    assert (two.day, two.tuples) == ("2012-11-08", ())


@pytest.mark.parametrize(
    ("kind", "cameo", "modality", "root"),
    [
        ("AID", "070", "happened", "07"),
        ("AID", "070", "intended", "03"),
        ("AID", "070", "denied", "12"),
        ("ASSAULT", "190", "intended", "13"),
        ("ASSAULT", "190", "denied", None),
        ("ASSAULT", "190", "possible", None),
        ("AID", "070", "asked", "02"),
    ],
)
def test_cameo_codes_will_and_refusal_as_acts(
    kind: str, cameo: str, modality: str, root: str | None
) -> None:
    assert gsr.cameo_root(event(kind, cameo, modality, "TCD", Actor("SDN"))) == root


def test_actors_have_country_and_sector() -> None:
    assert gsr.actor_code(Actor("SDN", "MIL")) == "SDNMIL"
    assert gsr.actor_code(Actor(None, "UAF")) == "---UAF"
    assert gsr.country(gsr.actor_code(Actor("EUR", "IGO"))) == "IGOEUR"


def test_what_both_do_together_is_coded_both_ways() -> None:
    met = event("CONSULT", "040", "happened", "TCD", Actor("SDN"))
    together = msgspec.structs.replace(met, rule="verb:meet:both")
    assert gsr.tuples_of([met]) == Counter([("TCD", "04", "SDN")])
    assert gsr.tuples_of([together]) == Counter([("TCD", "04", "SDN"), ("SDN", "04", "TCD")])


def test_the_score_counts_right_told_and_annotated() -> None:
    wanted = Counter([("TCD", "19", "SDN"), ("TCD", "04", "SDN")])
    found = gsr.score([("one", wanted, Counter([("TCD", "19", "SDN"), ("SDN", "19", "TCD")]))])
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert found.errors == ("one: lacks TCD>04>SDN, has SDN>19>TCD",)


def test_sentences_are_read_and_scored(file: Path) -> None:
    found = gsr.measure(file)
    assert found["full actor codes"].f1 == found["countries"].f1 == 1.0


def test_without_the_file_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(Absent):
        list(gsr.cases(tmp_path / "records.xml"))
    assert gsr.main(["--data", str(tmp_path)]) == 1
