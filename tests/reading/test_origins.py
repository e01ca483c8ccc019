"""Copies are found and independent tellings are not; credits are followed to the first source."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crisisdesk.reading.copies import copies, runs_of, shared
from crisisdesk.reading.origins import credit, credited, grade_of, origin_at, origin_key, origins_of
from crisisdesk.terms.records import Date, Reading, Report, Span, Statement, report_id

ROOT = Path(__file__).parents[2]
WIRE = (ROOT / "bench" / "gold" / "south-asia.txt").read_text(encoding="utf-8")
OTHER = (ROOT / "bench" / "gold" / "east-asia.txt").read_text(encoding="utf-8")


def report(text: str, day: str = "2025-05-01", **told: str) -> Report:
    return Report(report_id(text), text, published=Date(day, "metadata"), **told)  # type: ignore[arg-type]


def half(text: str) -> str:
    """The first paragraphs, as a site prints them that cuts its wire short."""
    lines = text.split("\n")
    return "\n".join(lines[: len(lines) // 2])


def test_a_wire_cut_short_under_another_title_is_a_copy() -> None:
    cut = report("You will not believe this\n\n" + half(WIRE) + "\nShare this!\n")
    assert copies([report(WIRE), report(OTHER), cut]) == [0, 1, 0]


def test_reports_of_one_crisis_in_their_own_words_are_no_copies() -> None:
    paths = sorted(p for p in (ROOT / "examples").iterdir() if p.name != "README.md")
    texts = [Report(p.name, p.read_text(encoding="utf-8")) for p in paths]
    assert copies(texts) == [0, 1, 2]


def test_a_rewriters_copy_is_a_copy_and_shared_quotes_are_none() -> None:
    words = {"said": "mentioned", "has": "is having", "on": "upon", "after": "following"}
    spun = " ".join(words.get(word, word) for word in WIRE.split(" "))
    assert copies([report(WIRE), report(spun)]) == [0, 0]
    quote = "“" + " ".join(f"word{i}" for i in range(80)) + ",” the minister said"
    one = "Early on Friday the envoys met and left without a word to those who waited. " + quote
    other = quote + " when asked why nobody had come out to the cameras at the end of the day."
    assert copies([report(one), report(other)]) == [0, 1]


def test_an_outlets_name_at_another_address_is_a_credit_and_takes_no_letter() -> None:
    page = report("Talks began.", outlet="Reuters", url="https://spin.example.org/a")
    real = report("Talks have begun.", outlet="Reuters", url="https://www.reuters.com/a")
    assert (credit(page), grade_of(page)) == ("Reuters", "F")
    assert (credit(real), grade_of(real)) == (None, "B")
    assert grade_of(report("A file.", outlet="Reuters")) == "B"
    assert grade_of(page, {"reuters": "D"}) == "D"


def test_furniture_makes_no_copy() -> None:
    menu = " ".join(f"menu{i}" for i in range(3000))
    one, other = (f"{menu}\n\n{text}" for text in (WIRE, OTHER))
    pages = [
        Report(report_id(t), t, furniture=(Span(report_id(t), 0, len(menu)),)) for t in (one, other)
    ]
    assert copies(pages) == [0, 1]
    assert copies([Report("1", one), Report("2", other)]) == [0, 0]


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_texts_have_leaders_among_those_before_them(texts: list[str]) -> None:
    found = copies([Report(str(i), text) for i, text in enumerate(texts)])
    assert all(leader <= i and found[leader] == leader for i, leader in enumerate(found))


@given(st.text(max_size=300))
def test_a_text_shares_all_of_itself(text: str) -> None:
    runs = runs_of(Report("r", text))
    assert shared(runs, runs) == 1.0


def test_ten_sites_that_copy_one_wire_are_one_origin() -> None:
    sites = [
        report(f"Site {i}\n\n{WIRE}", f"2025-05-{i + 2:02d}", outlet=f"Site {i}") for i in range(9)
    ]
    wire = report(WIRE, "2025-05-01", outlet="Reuters")
    found = origins_of([Reading(r) for r in [*sites, wire]])
    assert {origin.key for origin in found.values()} == {"reuters"}
    assert found[wire.id].how == "own"
    assert {found[site.id].of for site in sites} == {wire.id}


def test_a_dateline_credits_its_agency_even_where_the_wire_is_not_at_hand() -> None:
    one = report("MUSCAT (Reuters) - Talks began on Friday.", outlet="Gulf Sun")
    other = report("Talks in Oman have opened.\n\nSource: Reuters\n", outlet="Hill Times")
    assert credit(one) == credit(other) == "Reuters"
    found = origins_of([Reading(one), Reading(other)])
    assert found[one.id].key == found[other.id].key == "reuters"
    assert found[one.id].how == "credits"


def test_of_one_days_copies_the_one_that_the_dateline_names_is_the_first() -> None:
    """Though its agency is in no list, and whatever the order in which they came."""
    text = f"LIMA, May 1 (Andean Wire) - {WIRE}"
    copy = report("Another title\n\n" + half(text), outlet="Morning Brief")
    wire = report(text, outlet="Andean Wire")
    found = origins_of([Reading(copy), Reading(wire)])
    assert {origin.name for origin in found.values()} == {"Andean Wire"}
    assert (found[copy.id].how, found[copy.id].of) == ("copies", wire.id)


def test_an_outlet_does_not_credit_itself() -> None:
    assert credit(report("MUSCAT (Reuters) - Talks began.", outlet="Reuters")) is None
    assert credit(report("MUSCAT (Thursday) - Talks began.", outlet="Gulf Sun")) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Tehran denied it, Reuters reported on Monday.", "Reuters"),
        ("He has left, Svpressa said, citing TASS.", "TASS"),
        ("He told Russian state news agency TASS so.", "TASS"),
        ("It was so, according to the BBC.", "BBC"),
        ("Reuters reported it. Nobody else did so.", "Reuters"),
        ("Tehran denied it. Reuters reported nothing.", None),
        ("Tehran denied it, according to Washington.", None),
    ],
)
def test_a_sentence_credits_the_last_outlet_cited(text: str, name: str | None) -> None:
    assert credited(text, 2, 6) == name


def test_a_statement_comes_from_the_end_of_its_chain() -> None:
    text = "“No,” he said."
    one = report(text, outlet="Gulf Sun")
    span = Span(one.id, 1, 3)
    said = Statement("s", "direct", "No", span, via=("Svpressa", "Zvezda Weekly"))
    origins = origins_of([Reading(one)])
    assert origin_at(one, span, origins, said) == ("zvezda weekly", "Zvezda Weekly")
    assert origin_at(one, span, origins) == ("gulf sun", "Gulf Sun")


def test_mouthpieces_of_one_government_are_one_origin() -> None:
    assert origin_key("TASS")[0] == origin_key("RIA Novosti")[0]
    assert origin_key("Reuters")[0] != origin_key("Associated Press")[0]


def test_a_credit_may_open_its_sentence() -> None:
    for opening in ("Per AFP", "According to AFP", "Citing AFP"):
        text = f"The day began quietly. {opening}, Israel bombed the port of Latakia."
        at = text.index("bombed")
        assert credited(text, at, at + 6) == "Agence France-Presse"
