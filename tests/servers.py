"""A PostgreSQL server of the tests' own: on a free port of this machine, in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from crisisdesk.record.ledger import Ledger

if TYPE_CHECKING:
    import psycopg

USER, PASSWORD = "desk", "a b/secret%"
_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "off",  # what a crash of the machine would lose does not matter here
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "40",
}


def programs() -> Path | None:
    """The folder of the server's programs, the newest; None where none is installed."""
    found = shutil.which("initdb")
    if found and (Path(found).resolve().parent / "postgres").exists():
        return Path(found).resolve().parent
    debian = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max((path.parent for path in debian), key=lambda p: int(p.parent.name), default=None)


# row by row: that is quicker for short tables than TRUNCATE, and leaves no files
_EMPTY = """
SET session_replication_role = replica;
SET lock_timeout = '10s';
DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'shared' AND tablename <> 'crisisdesk'
    LOOP EXECUTE format('DELETE FROM shared.%I', name); END LOOP;
    FOR name IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'shared'
    LOOP PERFORM setval(format('shared.%I', name)::regclass, 1, false); END LOOP;
END $$
"""


class Server:
    """A server that runs until `stop`; `url` is a new schema's address each time."""

    def __init__(self, bin_: Path) -> None:
        self._bin = bin_
        self._folder = Path(tempfile.mkdtemp(prefix="crisisdesk-server-"))
        self._as: list[str] = []
        if os.geteuid() == 0:  # which the server refuses to be run by
            name = next(user for user in ("postgres", "nobody") if _is_user(user))
            shutil.chown(self._folder, name)
            self._as = ["runuser", "-u", name, "--"]
        self._numbers = count(1)
        self._cleaner: psycopg.Connection | None = None
        self.port = _free_port()
        word = self._folder / "word"
        word.write_text(PASSWORD)
        word.chmod(0o644)
        self._run(
            "initdb", "-D", f"{self._folder}/data", "-U", USER, "-E", "UTF8", "--locale=C",
            "-N", "-A", "scram-sha-256", f"--pwfile={word}",
        )  # fmt: skip
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = {**_SETTINGS, "port": str(self.port), "unix_socket_directories": self._folder}
        told = " ".join(f"-c {name}={value}" for name, value in options.items())
        log = f"{self._folder}/log"
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-w", "-l", log, "-o", told, "start")

    def halt(self) -> None:
        """Stop it at once, as when its machine is shut down; every connection breaks."""
        if self._cleaner is not None:
            self._cleaner.close()
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-w", "-m", "fast", "stop")

    def stop(self) -> None:
        """Stop it for good."""
        self._run("pg_ctl", "-D", f"{self._folder}/data", "-w", "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def address(self, user: str = USER, database: str = "postgres") -> str:
        """The address of a database, without a password."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def room(self) -> str:
        """The address of a schema that many tests share, with a ledger's tables, all empty."""
        import psycopg

        url = f"{self.address()}?schema=shared"
        if self._cleaner is None or self._cleaner.closed:
            Ledger(url).close()
            self._cleaner = psycopg.connect(self.address(), autocommit=True)
        self._cleaner.execute(_EMPTY)
        return url

    def url(self) -> str:
        """The address of a schema that is not there yet."""
        return f"{self.address()}?schema=desk_{os.getpid()}_{next(self._numbers)}"

    def _run(self, program: str, *given: str) -> None:
        done = subprocess.run(
            [*self._as, str(self._bin / program), *given],
            cwd=self._folder, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=60,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")


def _is_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
