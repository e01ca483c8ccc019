"""Accounts: what is kept tells no password, and the wrong one does not pass."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from crisisdesk.errors import DeskError
from crisisdesk.web.accounts import Accounts

PASSWORD = "correct horse battery"


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    made = Accounts(tmp_path)
    made.add("ana", "analyst", PASSWORD)
    return made


def test_the_right_password_alone_opens(accounts: Accounts) -> None:
    found = accounts.by_password("ana", PASSWORD)
    assert found is not None and found.role == "analyst"
    assert accounts.by_password("ana", PASSWORD + " ") is None
    assert accounts.by_password("bob", PASSWORD) is None
    assert accounts.by_password("ana", "") is None


def test_the_file_tells_no_password_and_is_its_owners_alone(accounts: Accounts) -> None:
    token = accounts.token("ana")
    raw = accounts.path.read_text()
    assert PASSWORD not in raw and token not in raw
    assert stat.S_IMODE(accounts.path.stat().st_mode) == 0o600


def test_two_accounts_with_one_password_have_different_hashes(accounts: Accounts) -> None:
    accounts.add("bob", "reader", PASSWORD)
    every = accounts.all()
    assert every["ana"].password != every["bob"].password


def test_a_token_stands_for_its_account_until_it_is_removed(accounts: Accounts) -> None:
    first, second = accounts.token("ana"), accounts.token("ana")
    assert first != second
    assert all(accounts.by_token(one).name == "ana" for one in (first, second))  # type: ignore[union-attr]
    assert accounts.by_token("x" * 43) is None
    accounts.remove("ana")
    assert accounts.by_token(first) is None


@pytest.mark.parametrize(
    ("name", "role", "password", "why"),
    [
        ("../etc", "reader", PASSWORD, "will not do as a name"),
        ("a" * 41, "reader", PASSWORD, "will not do as a name"),
        ("bob", "king", PASSWORD, "no role"),
        ("bob", "reader", "short", "too short"),
    ],
)
def test_what_will_not_do_is_refused(
    accounts: Accounts, name: str, role: str, password: str, why: str
) -> None:
    with pytest.raises(DeskError, match=why):
        accounts.add(name, role, password)
    assert set(accounts.all()) == {"ana"}


@pytest.mark.parametrize("raw", [b"{", b"[{}]", b'[{"name":"a","role":"king"}]', b"\xff"])
def test_a_damaged_file_is_told_and_nobody_gets_in(accounts: Accounts, raw: bytes) -> None:
    accounts.path.write_bytes(raw)
    with pytest.raises(DeskError, match=r"accounts\.json: is damaged"):
        accounts.by_password("ana", PASSWORD)


def test_nobody_is_removed_twice(accounts: Accounts) -> None:
    accounts.remove("ana")
    with pytest.raises(DeskError, match="no account"):
        accounts.remove("ana")
    with pytest.raises(DeskError, match="no account"):
        accounts.token("ana")
