"""What a watch remembers, in its tables."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from crisisdesk.record.database import open_database
from crisisdesk.record.watching import Gap, Level, Waiting, Watching

NOW = datetime(2025, 4, 9, 12, tzinfo=UTC)


@pytest.fixture
def watching(place: str) -> Iterator[Watching]:
    file = open_database(place, lambda: NOW)
    yield Watching(file)
    file.close()


def item(key: str, published: str | None = None) -> Waiting:
    url = f"http://outlet.example/{key}"
    return Waiting(1, key, url, None, published, None, None, "<p>words</p>", "m", "w")


def test_a_source_is_followed_once_left_and_followed_again(watching: Watching) -> None:
    assert watching.follow("feed", "http://a/")
    assert not watching.follow("feed", "http://a/")
    assert watching.leave("http://a/")
    assert not watching.leave("http://a/")
    assert watching.follow("feed", "http://a/", "file")
    (source,) = watching.sources()
    assert (source.state, source.origin) == ("on", "file")


def test_what_is_gone_comes_back_by_a_hand_alone(watching: Watching) -> None:
    watching.follow("feed", "http://a/", "file")
    (source,) = watching.sources()
    source.state = "gone"
    watching.polled(source)
    assert not watching.follow("feed", "http://a/", "file")
    assert watching.sources()[0].state == "gone"
    assert watching.follow("feed", "http://a/")


def test_items_wait_the_oldest_first_until_they_are_read(watching: Watching) -> None:
    watching.follow("feed", "http://a/")
    (source,) = watching.sources()
    new = [item("new", "2025-04-09T10:00:00Z"), item("old", "2025-04-01T00:00:00Z")]
    watching.polled(source, new, [item("left")], Gap(1, "missed", "a", "b", "c"))
    assert [one.key for one in watching.waiting("2025-04-09T12:00:00Z")] == ["old", "new"]
    assert watching.waiting("2025-04-09T11:59:59Z") == [], "none is due before it was seen"
    old, new_one = watching.waiting("2025-04-09T12:00:00Z")
    watching.read(old, "0123")
    watching.put_off(new_one, "2025-04-10T00:00:00Z", "answers 500")
    assert watching.next_item() == "2025-04-10T00:00:00Z"
    assert watching.counts() == {1: {"left": 1, "read": 1, "waiting": 1}}
    assert watching.report_at("http://outlet.example/old", "2025-04-09T00:00:00Z") == "0123"
    (gap,) = watching.gaps()
    assert (gap.kind, gap.id) == ("missed", 1)


def test_a_wait_that_no_clock_meant_is_no_wait(watching: Watching) -> None:
    watching.follow("feed", "http://a/")
    watching.polled(watching.sources()[0], [item("one")])
    (one,) = watching.waiting("2025-04-09T12:00:00Z")
    watching.put_off(one, "2099-01-01T00:00:00Z", "set by a wrong clock")
    assert watching.waiting("2025-04-09T12:00:00Z") == []
    assert len(watching.waiting("2025-04-09T12:00:00Z", "2025-04-11T12:00:00Z")) == 1


def test_many_keys_are_looked_up_at_once(watching: Watching) -> None:
    watching.follow("feed", "http://a/")
    watching.polled(watching.sources()[0], [item(str(n)) for n in range(1500)])
    assert len(watching.seen(1, [str(n) for n in range(3000)])) == 1500
    assert watching.any_seen(f"http://outlet.example/{n}" for n in range(1499, 3000))
    assert not watching.any_seen(["http://outlet.example/no"])


def test_an_alert_is_to_be_told_until_it_was(watching: Watching) -> None:
    watching.stand([Level("strike above 0.3", True, 0.4)], [("a1", b"{}", ['"http://x/"'])])
    watching.stand([], [("a1", b"{}", ['"http://x/"'])])  # the same alert once more
    (delivery,) = watching.deliveries("2025-04-09T12:00:00Z")
    watching.delivered(delivery, "answers 500", "2025-04-09T13:00:00Z")
    assert watching.deliveries("2025-04-09T12:30:00Z") == []
    (again,) = watching.deliveries("2025-04-09T13:00:00Z")
    assert again.tries == 1
    watching.delivered(again, "")
    assert watching.next_delivery() is None
    assert watching.alerts() == [b"{}"]
    assert watching.levels()["strike above 0.3"].over


def test_the_pulse_is_the_last_moment_of_watching(watching: Watching) -> None:
    assert watching.pulse() is None
    watching.pulse(NOW)
    assert watching.pulse(NOW + timedelta(hours=1)) == "2025-04-09T12:00:00Z"
