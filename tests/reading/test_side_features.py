"""Where an actor stands to the word that tells an event."""

from __future__ import annotations

from crisisdesk.reading.events import event_words, told_by_rules
from crisisdesk.reading.side_features import (
    candidates,
    cast_of,
    nearest_actor,
    with_conjunctions,
)
from crisisdesk.reading.statements import read_statements
from tests.reading.pages import page_of


def named(text: str, word: str, title: str | None = None) -> dict[str, list[str]]:
    """The features of each actor around an event word, by code."""
    page = page_of(text, title=title)
    statements = read_statements(page)
    pending = event_words(page, statements)
    told = told_by_rules(page, pending)
    cast = cast_of(page, statements, told)
    item = next(item for item in pending if item.token.text == word)
    whole = {event.id: event for event in told}.get(item.event.id, item.event)
    return candidates(cast, item, whole)


def test_subject_and_object_are_told_apart() -> None:
    found = named("Kenya attacked Uganda near the lake.", "attacked")
    assert {"sent", "before", "gov:act0", "rulesrc"} <= set(found["KEN"])
    assert {"sent", "after", "gov:obj0", "ruletgt"} <= set(found["UGA"])


def test_who_is_accused_stands_under_the_accusing() -> None:
    found = named("Kenya accused Uganda of arming rebels.", "arming")
    assert "gov:act2" in found["KEN"]
    assert "gov:obj2" in found["UGA"]


def test_who_is_named_a_sentence_before_is_outside() -> None:
    found = named("Peru met Chile on Monday. An attack killed ten soldiers at dawn.", "attack")
    assert {"outside", "samepar", "prevsent"} <= set(found["PER"])
    assert "prevsubj" in found["PER"]
    assert "prevsubj" not in found["CHL"]


def test_who_is_named_far_away_is_no_candidate() -> None:
    rain = ["The streets were empty, and nobody was seen near the old town hall all day."] * 3
    far = "\n\n".join(["A quiet week", *rain[:1], "Chad is large.", *rain, "Mali hit Togo."])
    assert set(named(far, "hit")) == {"MLI", "TGO"}


def test_the_nearest_naming_of_an_actor_is_taken() -> None:
    text = "Kenya is calm. Kenya's army attacked Uganda."
    page = page_of(text)
    pending = event_words(page, [])
    (item,) = [item for item in pending if item.token.text == "attacked"]
    actor = nearest_actor(cast_of(page, [], []), item, "KEN")
    assert (actor.code, actor.sector) == ("KEN", "MIL")


def test_features_of_the_two_sides_never_meet() -> None:
    page = page_of("Kenya attacked Uganda.")
    (item,) = event_words(page, [])
    one = set(with_conjunctions(item, ["sent", "gov:act0"], "S"))
    other = set(with_conjunctions(item, ["sent", "gov:act0"], "T"))
    assert one and other and not one & other
