"""What a PostgreSQL server's complaints mean to a user, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crisisdesk.record.file import BUSY_SECONDS

if TYPE_CHECKING:
    import psycopg

_LOST = "the connection to the server was lost; what was being written was not kept: do it again"
MAYBE = (
    "the connection to the server was lost while what was written was being kept: look whether it "
    "is there"
)
_BUSY = f"another process has been writing to it for {BUSY_SECONDS:g} s; try again"
# by the server's codes (SQLSTATE, of PostgreSQL's manual, appendix A), or their classes
_BY_CODE = {
    "55P03": _BUSY,
    "40": "another process wrote the same; try again",
    "25006": "it is read-only; connect to a server that may be written",
    "53100": "the server's disk is full; make room and try again",
    "53200": "the server is out of memory",
    "53300": "the server has too many connections; try again later",
    "57014": "the server gave up on it; try again",
    "57P03": "the server is starting or stopping; try again",
    "57P": _LOST,
    "25P03": _LOST,
    "08": _LOST,
    "XX001": "the server's tables are damaged; restore them from a copy (pg_restore)",
    "58": "the server failed on its own files; ask who runs it",
}
# by what libpq says when it cannot connect
_BY_WORDS = {
    "password authentication failed": "the server refuses this user's password",
    "no password supplied": "the server wants a password; set PGPASSWORD or keep it in ~/.pgpass",
    "no pg_hba.conf entry": "the server lets this user in from nowhere near; ask who runs it",
    "connection refused": "no server answers there; does it run, and is the port right?",
    "no such file or directory": "no server answers there; does it run, and is the port right?",
    "could not translate host name": "no machine of that name is known",
    "failed to resolve host": "no machine of that name is known",
    "timeout expired": "the server does not answer",
    "timed out": "the server does not answer",
    "too many clients": _BY_CODE["53300"],
    "starting up": _BY_CODE["57P03"],
    "shutting down": _BY_CODE["57P03"],
    "certificate verify failed": "the server's certificate is none that is trusted",
    "server does not support ssl": "the server offers no SSL, and sslmode asks for it",
}


def plain_words(error: psycopg.Error, lost: bool = False) -> str:
    """What an error means, in one line. ``lost`` where the connection broke with it."""
    code = error.sqlstate or ""
    for length in (5, 3, 2):
        if code[:length] in _BY_CODE:
            return _BY_CODE[code[:length]]
    said = error.diag.message_primary or str(error)
    if not code and not lost:
        known = (words for key, words in _BY_WORDS.items() if key in said.lower())
        found = next(known, None)
        if found:
            return found
    if lost:
        return _LOST
    return _first_line(said)


def _first_line(said: str) -> str:
    """The last thing that is said in a first line: ``connection ... failed: FATAL:  role "x" does
    not exist`` without what comes before."""
    line = said.strip().partition("\n")[0]
    return line.rpartition("FATAL:")[2].strip() or line
