"""Sessions end, form tokens belong to one of them, and guessing is slowed down."""

from __future__ import annotations

from crisisdesk.web.accounts import Role
from crisisdesk.web.sessions import HOURS, Brake, Sessions


class Clock:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_session_is_found_by_its_key_until_it_is_over() -> None:
    clock = Clock()
    sessions = Sessions(clock)
    made = sessions.begin("ana", Role.analyst)
    assert sessions.find(made.key) is made
    assert sessions.find(None) is None and sessions.find(made.form) is None
    clock.now = HOURS * 3600 + 1
    assert sessions.find(made.key) is None


def test_a_session_that_was_ended_is_gone() -> None:
    sessions = Sessions()
    made = sessions.begin("ana", Role.analyst)
    sessions.end(made.key)
    assert sessions.find(made.key) is None


def test_a_form_token_belongs_to_one_session() -> None:
    sessions = Sessions()
    one, other = sessions.begin("ana", Role.analyst), sessions.begin("ana", Role.analyst)
    assert one.owns(one.form)
    assert not one.owns(other.form) and not one.owns("") and not one.owns(one.key)


def test_the_brake_holds_after_so_many_failures_and_lets_go_in_time() -> None:
    clock = Clock()
    brake = Brake(tries=3, within=60, clock=clock)
    for _ in range(2):
        brake.failed("ana")
    assert brake.wait("ana") == 0
    brake.failed("ana")
    assert 0 < brake.wait("ana") <= 60
    assert brake.wait("bob") == 0
    assert brake.wait("bob", "ana") == brake.wait("ana")
    clock.now = 61
    assert brake.wait("ana") == 0


def test_slow_failures_never_brake() -> None:
    clock = Clock()
    brake = Brake(tries=3, within=60, clock=clock)
    for _ in range(10):
        clock.now += 40
        brake.failed("ana")
        assert brake.wait("ana") == 0
