"""Who may use a served desk: names, roles and passwords, in the desk's ``accounts.json``.

Passwords are kept as scrypt hashes (RFC 7914, n = 2^15, r = 8, p = 1), tokens for programs as
SHA-256 of 256 random bits, so the file tells neither.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from enum import IntEnum
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from crisisdesk.errors import DeskError
from crisisdesk.schemas import prepared

FILE = "accounts.json"
SHORTEST = 12
"""Characters that a password has at least (NIST SP 800-63B asks for 8, or 15 where it is all)."""
_SCRYPT = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 1024 * 1024}


class Role(IntEnum):
    """What somebody may do; each may also do what stands before it."""

    reader = 1
    analyst = 2
    administrator = 3


class Account(Struct, frozen=True):
    """One account; ``tokens`` are hashes."""

    name: str
    role: str
    salt: str
    password: str
    tokens: tuple[str, ...] = ()

    @property
    def rank(self) -> Role:
        """The role to compare with."""
        return Role[self.role]


class Accounts:
    """The accounts of a desk: ``Accounts(folder).add("ana", "analyst", password)``."""

    def __init__(self, desk: Path) -> None:
        self.path = desk / FILE

    def all(self) -> dict[str, Account]:
        """The accounts by name. Raises DeskError where the file is damaged."""
        try:
            raw = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise DeskError(f"{self.path}: cannot be read: {error.strerror}") from error
        try:
            found = msgspec.json.decode(raw, type=prepared(list[Account]))
            return {account.name: account for account in found if account.rank}
        except (msgspec.MsgspecError, KeyError) as error:
            raise DeskError(f"{self.path}: is damaged ({error}); restore or remove it") from error

    def add(self, name: str, role: str, password: str) -> None:
        """Make an account, or give one that is there another role and password.

        Raises DeskError where the name or password will not do, or there is no such role.
        """
        if not name.isidentifier() or len(name) > 40:
            raise DeskError(f"{name!r} will not do as a name: letters, digits and _, 40 at most")
        if role not in Role.__members__:
            raise DeskError(f"{role!r} is no role; roles are {', '.join(Role.__members__)}")
        if len(password) < SHORTEST:
            raise DeskError(f"the password is too short: {SHORTEST} characters or more")
        salt = secrets.token_hex(16)
        self._keep({**self.all(), name: Account(name, role, salt, _hashed(password, salt))})

    def remove(self, name: str) -> None:
        """Remove an account. Raises DeskError where there is none."""
        left = self.all()
        if left.pop(name, None) is None:
            raise DeskError(f"there is no account {name!r}")
        self._keep(left)

    def token(self, name: str) -> str:
        """A new token for programs that act for an account; it is shown once and never again."""
        every = self.all()
        if name not in every:
            raise DeskError(f"there is no account {name!r}")
        made = secrets.token_urlsafe(32)
        account = every[name]
        every[name] = replace(account, tokens=(*account.tokens, _digest(made)))
        self._keep(every)
        return made

    def by_password(self, name: str, password: str) -> Account | None:
        """The account, None where name or password is wrong; it takes as long either way."""
        account = self.all().get(name)
        given = _hashed(password, account.salt if account else "0" * 32)
        right = hmac.compare_digest(given, account.password if account else "")
        return account if right else None

    def by_token(self, token: str) -> Account | None:
        """The account for which a program with this token acts, None where there is none."""
        digest = _digest(token)
        return next((a for a in self.all().values() if digest in a.tokens), None)

    def _keep(self, accounts: dict[str, Account]) -> None:
        """Write the file anew beside the old one and put it in its place, readable by its owner."""
        draft = self.path.with_suffix(".new")
        try:
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(msgspec.json.format(msgspec.json.encode([*accounts.values()])))
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
        except OSError as error:
            raise DeskError(f"{self.path}: cannot be written: {error.strerror}") from error


def _hashed(password: str, salt: str) -> str:
    return hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), **_SCRYPT).hex()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
