"""Full text: words as people type them, found where they stand, as of any time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from crisisdesk.errors import DeskError
from crisisdesk.record.known import Where
from crisisdesk.record.ledger import Ledger
from crisisdesk.record.search import index_anew, index_is_whole, search
from crisisdesk.record.sought import sought
from crisisdesk.record.words_in_file import expression
from crisisdesk.terms.records import Date, Reading, Report, Span, report_id
from tests.record.conftest import Fresh
from tests.servers import Server

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=40)


def reading(text: str, title: str | None = None, day: str = "2025-04-01") -> Reading:
    return Reading(Report(report_id(text), text, title=title, published=Date(day)))


@pytest.fixture
def ledger(place: str) -> Iterator[Ledger]:
    with Ledger(place) as made:
        made.add(reading("Oman offered to mediate. The mediators met in Muscat.", "Talks"))
        made.add(reading("Qatar sent envoys; an arms deal was mediated.", "Envoys", "2025-04-05"))
        made.add(reading("Sanctions on arms. The deal is off in Malé.", "Deal", "2025-04-09"))
        yield made


def titles(ledger: Ledger, words: str, wheres: list[Where] | None = None, **times: str) -> set[str]:
    hits = search(ledger.file, words, wheres or [], 10, **times)
    return {hit.report.title or "" for hit in hits}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mediation", {"Talks", "Envoys"}),
        ("MEDIATING muscat", {"Talks"}),
        ('"arms deal"', {"Envoys"}),
        ("arms deal", {"Envoys", "Deal"}),
        ("oman OR qatar", {"Talks", "Envoys"}),
        ("deal -sanctions", {"Envoys"}),
        ("sanct*", {"Deal"}),
        ("male", {"Deal"}),
        ("talks", {"Talks"}),
        ("nothing", set()),
        ("MEDIAT", {"Talks", "Envoys"}),
        ("offers OR sendings", {"Talks"}),
        ("deals", {"Envoys", "Deal"}),
    ],
)
def test_words_are_found_as_people_type_them(ledger: Ledger, words: str, found: set[str]) -> None:
    assert titles(ledger, words) == found


def test_the_words_are_cited_where_they_stand(ledger: Ledger) -> None:
    (hit,) = search(ledger.file, "mediators muscat", [], 10)
    text = "Oman offered to mediate. The mediators met in Muscat."
    assert [text[span.start : span.end] for span in hit.spans] == ["mediate", "mediators", "Muscat"]
    assert text[hit.passage.start : hit.passage.end] == hit.text
    assert hit.report.id == report_id(text)


def test_what_was_not_known_is_not_found(ledger: Ledger) -> None:
    assert titles(ledger, "mediate", as_of="2025-04-02") == {"Talks"}
    assert titles(ledger, "mediate", recorded_by="2020-01-01") == set()
    assert titles(ledger, "mediate", [("v.day > ?", ["2025-04-02"])]) == {"Envoys"}


def test_a_report_that_is_read_again_is_found_once(ledger: Ledger) -> None:
    first = reading("Oman offered to mediate. The mediators met in Muscat.", "Talks")
    ledger.add(replace(first, report=replace(first.report, title="Anew")), reread=True)
    assert titles(ledger, "muscat") == {"Anew"}
    assert len(search(ledger.file, "muscat", [], 10)) == 1


def test_the_index_is_sound_after_all_that(ledger: Ledger) -> None:
    with ledger.file.writing() as connection:
        assert index_is_whole(ledger.file, connection)
        index_anew(ledger.file, connection)
        assert index_is_whole(ledger.file, connection)
    assert titles(ledger, "mediation") == {"Talks", "Envoys"}


def test_the_nearest_come_first(ledger: Ledger) -> None:
    ledger.add(reading("Arms and arms and arms and a port.", "Lists"))
    nearest = [hit.report.title for hit in search(ledger.file, "deal", [], 10)]
    assert nearest == ["Deal", "Envoys"], "in the title a word counts more"
    rare = [hit.report.title for hit in search(ledger.file, "arms OR muscat", [], 10)]
    assert rare.index("Talks") < rare.index("Envoys"), "a rare word counts more"
    assert len(search(ledger.file, "arms OR muscat", [], 2)) == 2
    scores = [hit.score for hit in search(ledger.file, "arms OR muscat", [], 10)]
    assert scores == sorted(scores, reverse=True)


WORD = st.sampled_from("arms deal port envoy talks oman muscat oil".split())
TEXT = st.lists(WORD, min_size=1, max_size=12).map(" ".join)
ASKED = st.lists(
    st.one_of(WORD, st.tuples(WORD, WORD).map(lambda two: f'"{two[0]} {two[1]}"'), st.just("m*")),
    min_size=1, max_size=3,
).flatmap(lambda words: st.sampled_from([" ".join(words), " OR ".join(words)]))  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(
    told=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=7), asked=st.lists(ASKED, max_size=6)
)
def test_a_server_ranks_as_a_file_does(
    server: Server, told: list[tuple[str, str]], asked: list[str]
) -> None:
    with Ledger(None) as file, Ledger(server.room()) as on_server:
        for number, (title, text) in enumerate(told):
            for ledger in (file, on_server):
                ledger.add(reading(f"{text}. Number{number}.", title))
        for words in asked:
            mine, its = (search(ledger.file, words, [], 10) for ledger in (file, on_server))
            assert [hit.report.id for hit in mine] == [hit.report.id for hit in its]
            assert [hit.score for hit in mine] == [hit.score for hit in its]


def test_a_server_of_before_comes_to_rank_so(server: Server) -> None:
    """Until its tenth step its index did not know how long a report is."""
    url, texts = server.url(), ["arms and a deal", "arms " + "and oil " * 40, "no port, arms arms"]
    with Ledger(url) as ledger:
        for text in texts:
            ledger.add(reading(text, "Title"))
        found = [(hit.report.id, hit.score) for hit in search(ledger.file, "arms", [], 10)]
        with ledger.file.writing() as connection:
            connection.execute("ALTER TABLE search DROP COLUMN size")
            connection.execute("UPDATE crisisdesk SET version = 9")
    with Ledger(url) as ledger:
        assert [(h.report.id, h.score) for h in search(ledger.file, "arms", [], 10)] == found
        assert len(found) == 3


def test_phrases_are_cited_whole(ledger: Ledger) -> None:
    ledger.add(reading("No arms deal, no deal of arms: an Arms-Deal.", "Phrases"))
    hits = search(ledger.file, '"arms deal"', [], 10)
    cited = {hit.report.title: [text_of(ledger, span) for span in hit.spans] for hit in hits}
    assert cited == {"Envoys": ["arms deal"], "Phrases": ["arms deal", "Arms-Deal"]}
    (hit,) = search(ledger.file, '"arms deal" "deal no"', [], 10)
    assert [text_of(ledger, span) for span in hit.spans] == ["arms deal, no", "Arms-Deal"]


def text_of(ledger: Ledger, span: Span) -> str:
    found = ledger.reading(span.report)
    assert found is not None
    return found.report.text[span.start : span.end]


def test_a_very_long_report_is_found_by_its_last_words(ledger: Ledger) -> None:
    words = " ".join(f"w{number:x}" for number in range(60_000))
    ledger.add(reading(f"{words} the harbourmaster resigned", "Long"))
    (hit,) = search(ledger.file, "harbourmasters w1 resign", [], 10)
    assert (hit.report.title, len(hit.spans)) == ("Long", 3)


def test_the_nearest_of_many_are_looked_for_among_the_latest(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crisisdesk.record.words_on_server._RANKED", 2)
    monkeypatch.setattr("crisisdesk.record.search._NEAREST", 1)
    assert len(search(ledger.file, "arms OR oman", [], 2)) == 2
    assert titles(ledger, "arms OR oman") == {"Talks", "Envoys", "Deal"}
    assert titles(ledger, "arms OR oman", as_of="2025-04-02") == {"Talks"}


def test_without_a_word_there_is_nothing_to_look_for(ledger: Ledger) -> None:
    for words in ("", " ", '"', "-muscat", "OR", "***", "_"):
        with pytest.raises(DeskError, match="no word"):
            search(ledger.file, words, [], 10)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(words=WORDS, text=WORDS)
def test_any_words_may_be_asked_of_any_text(fresh: Fresh, words: str, text: str) -> None:
    with fresh() as ledger:
        ledger.add(reading(text))
        try:
            hits = search(ledger.file, words, [], 10)
        except DeskError as error:
            assert "no word" in str(error)
            return
    for hit in hits:
        assert all(text[s.start : s.end] for s in hit.spans)
        assert text[hit.passage.start : hit.passage.end] == hit.text


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    words=st.lists(st.sampled_from(["war", "-war", "OR", '"a b"', "x*", '"', "NEAR(", "title:x"]))
)
def test_no_words_are_taken_for_orders(fresh: Fresh, words: list[str]) -> None:
    with fresh() as ledger:
        ledger.add(reading("war"))
        try:
            assert expression(sought(" ".join(words)))
            search(ledger.file, " ".join(words), [], 3)
        except DeskError as error:
            assert "no word" in str(error)
