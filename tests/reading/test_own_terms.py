"""Terms of one's own: a new actor, verb, leader and outlet change what is read, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from crisisdesk.errors import TermsError
from crisisdesk.reading import read_report
from crisisdesk.reading.lookup import look_up
from crisisdesk.reading.own_terms import check_terms, open_terms
from crisisdesk.terms.extras import using
from crisisdesk.terms.records import Date, Reading, Report, report_id

TEXT = """Border town falls quiet

The Karsan Shield snowballed Armenia on March 3, 2031. President Ilmar Vesk warned Armenia.

"We are ready," Vesk said, according to the Yerevan Lantern.
"""
GROUPS = (
    "groups:\n  - {code: KSH, name: Karsan Shield, names: [the Shield], home: AZE, sector: REB}\n"
)
EVENTS = "groups:\n  - {type: ASSAULT, cameo: '190', verbs: [snowball]}\n"
OUTLETS = (
    "outlets:\n  - {name: Yerevan Lantern, domains: [lantern.example.org], country: ARM, "
    "grade: C, reason: corrects its errors}\n"
)
LEADERS = (
    "states:\n  AZE:\n    offices:\n      - office: head of state\n        title: president\n"
    "        holders:\n          - {name: Ilmar Vesk, from: 2030-01-01}\n"
)


def report() -> Report:
    return Report(report_id(TEXT), TEXT, published=Date("2031-03-04", "metadata"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (
        ("groups.yaml", GROUPS),
        ("events.yaml", EVENTS),
        ("outlets.yaml", OUTLETS),
        ("leaders.yaml", LEADERS),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def assaults(reading: Reading) -> list[tuple[str | None, str | None]]:
    return [(e.source[0].code, e.target[0].code) for e in reading.events if e.type == "ASSAULT"]


def test_a_new_group_and_a_new_verb_make_an_event(folder: Path) -> None:
    assert assaults(read_report(report())) == []
    assert assaults(read_report(report(), open_terms(folder))) == [("KSH", "ARM")]


def test_a_new_leader_speaks_for_the_state_from_the_day_of_office(folder: Path) -> None:
    before = {p.actor.name: p.actor.code for p in read_report(report()).people}
    after = {p.actor.name: p.actor.code for p in read_report(report(), open_terms(folder)).people}
    assert before.get("Ilmar Vesk") is None
    assert after["Ilmar Vesk"] == "AZE"
    with using(open_terms(folder)):
        (vesk,) = (k for k in look_up("Vesk", "2031-01-01") if k.code == "AZE")
    assert vesk.detail == "president, since 2030-01-01"


def test_a_new_outlet_is_no_word_of_the_state_whose_name_it_holds(folder: Path) -> None:
    reading = read_report(report(), open_terms(folder))
    (said,) = (s for s in reading.statements if s.form == "direct")
    assert said.via == ("Yerevan Lantern",)
    with using(open_terms(folder)):
        assert look_up("lantern.example.org")[0].detail == "grade C: corrects its errors"
    assert look_up("lantern.example.org") == []


def test_the_same_terms_give_the_same_reading_whatever_was_read_between(folder: Path) -> None:
    plain, own = read_report(report()), read_report(report(), open_terms(folder))
    assert read_report(report()) == plain != own
    assert read_report(report(), open_terms(folder)) == own


def test_a_changed_file_is_read_anew(folder: Path) -> None:
    read_report(report(), open_terms(folder))
    (folder / "events.yaml").write_text(EVENTS.replace("ASSAULT", "PROTEST"), encoding="utf-8")
    assert assaults(read_report(report(), open_terms(folder))) == []


@pytest.mark.parametrize(
    ("name", "text", "line", "word"),
    [
        ("events.yaml", EVENTS.replace("ASSAULT", "ASALT"), 2, "no PLOVER type"),
        ("events.yaml", EVENTS.replace("190", "991"), 2, "no CAMEO code"),
        ("events.yaml", EVENTS.replace("snowball", "Snowball"), 2, "lower case"),
        ("events.yaml", EVENTS.replace("snowball", "carpet-bomb"), 2, "hyphens"),
        ("events.yaml", EVENTS.replace("verbs", "vebs"), 2, "vebs"),
        ("groups.yaml", GROUPS.replace("KSH", "HAM"), 2, "is that of Hamas"),
        ("groups.yaml", GROUPS.replace("AZE", "AZZ"), 2, "no state has the code 'AZZ'"),
        ("outlets.yaml", OUTLETS.replace(", reason: corrects its errors", ""), 2, "reason"),
        ("outlets.yaml", OUTLETS.replace("ARM", "ARX"), 2, "ARX"),
        ("leaders.yaml", LEADERS.replace("AZE", "AZZ"), 3, "AZZ"),
        ("leaders.yaml", LEADERS.replace("2030-01-01", "January"), 7, "regex"),
    ],
)
def test_a_mistake_is_told_with_file_and_line(
    folder: Path, name: str, text: str, line: int, word: str
) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(TermsError, match=word) as caught:
        open_terms(folder)
    assert str(caught.value).startswith(f"{folder / name}:{line}: ")


def test_a_file_of_an_unknown_name_is_turned_down(tmp_path: Path) -> None:
    (tmp_path / "actors.yaml").write_text("x: 1\n", encoding="utf-8")
    with pytest.raises(TermsError, match=r"actors\.yaml: no vocabulary file has this name"):
        check_terms(tmp_path)


def test_no_folder_and_an_empty_one_add_nothing(tmp_path: Path) -> None:
    assert open_terms(None) is open_terms(tmp_path) is open_terms(tmp_path / "absent") is None


def test_what_is_known_of_a_shipped_name() -> None:
    kinds = {(k.kind, k.code) for k in look_up("Moscow")}
    assert ("capital", "RUS") in kinds
    assert any(k.kind == "verb" and k.code == "ASSAULT" for k in look_up("bomb"))
    assert look_up("Reuters")[0].detail.startswith("grade B: ")
    assert look_up("") == look_up("Qwertyuiop") == []


def test_what_one_thread_reads_with_no_other_sees(folder: Path) -> None:
    from threading import Barrier, Thread

    met, found = Barrier(2, timeout=60), {}

    def look(name: str, own: bool) -> None:
        with using(open_terms(folder) if own else None):
            met.wait()
            found[name] = [known.code for known in look_up("Karsan Shield")]
            met.wait()

    threads = [Thread(target=look, args=(str(own), own)) for own in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {"True": ["KSH"], "False": []}
