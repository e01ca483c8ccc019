"""A ledger on a server: its address, its complaints in one line, and connections that break."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from crisisdesk.errors import DeskError
from crisisdesk.record import server_tables
from crisisdesk.record.address import address_of
from crisisdesk.record.faults import faults_of
from crisisdesk.record.ledger import Ledger
from crisisdesk.record.migrations import VERSION
from crisisdesk.record.search import search
from crisisdesk.record.server import LedgerServer
from crisisdesk.terms.records import Actor, Event, Reading, Report, Span, report_id
from tests.servers import PASSWORD, USER, Server

pytest.importorskip("psycopg")


def reading(text: str) -> Reading:
    span = Span(report_id(text), 0, len(text))
    event = Event("e", "AID", (Actor("RUS"),), (Actor("IRN"),), "happened", span, span)
    return Reading(Report(span.report, text), events=(event,) * 3)


def on_server(ledger: Ledger) -> LedgerServer:
    assert isinstance(ledger.file, LedgerServer)
    return ledger.file


def complaint(url: str) -> str:
    with pytest.raises(DeskError) as raised:
        Ledger(url)
    told = str(raised.value)
    assert "\n" not in told
    assert PASSWORD not in told
    return told


# --- the same tables


def test_both_kinds_of_ledger_have_the_same_tables_and_columns(
    tmp_path: Path, server: Server
) -> None:
    Ledger(tmp_path / "desk.sqlite").close()
    with sqlite3.connect(tmp_path / "desk.sqlite") as file:
        tables = [
            row[0]
            for row in file.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' "
                "AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'"
            )
        ]
        there = {t: [row[1] for row in file.execute(f"PRAGMA table_info({t})")] for t in tables}
        nullable = {
            (t, row[1])
            for t in tables
            for row in file.execute(f"PRAGMA table_info({t})")
            if not (row[3] or row[5])
        }
    with Ledger(server.url()) as ledger:
        found: dict[str, list[str]] = {}
        empty = set()
        for table, column, may_be_null in ledger.file.query(
            "SELECT table_name, column_name, is_nullable = 'YES' FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND table_name NOT IN ('search', 'crisisdesk') "
            "ORDER BY table_name, ordinal_position"
        ):
            found.setdefault(table, []).append(column)
            empty |= {(table, column)} if may_be_null else set()
    assert found == there
    assert empty == nullable
    assert server_tables.VERSION == VERSION, "a step was added to one of them alone"


def test_tables_are_made_once_by_many_at_once(server: Server) -> None:
    url = server.url()
    code = "import sys; from crisisdesk.record.ledger import Ledger; Ledger(sys.argv[1]).close()"
    running = [subprocess.Popen([sys.executable, "-c", code, url]) for _ in range(3)]
    assert [process.wait(60) for process in running] == [0, 0, 0]


# --- addresses


def test_an_address_is_told_without_its_password() -> None:
    found = address_of("postgresql://anna:s%2Fecret%25@db.example:5433/team?schema=two%20words")
    assert found.shown == "postgresql://anna@db.example:5433/team?schema=two%20words"
    assert found.given["password"] == "s/ecret%"
    assert found.schema == "two words"
    assert found.has_password
    other = address_of("postgres://db/team?password=secret&sslmode=require&user=anna")
    assert other.shown == "postgresql://anna@db/team"
    assert other.given["sslmode"] == "require"
    assert not address_of("postgresql://anna@db/team").has_password


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://anna:50%secret@db/team",
        "postgresql://anna:secret@[::1/team",
        "postgresql://anna@db/team?pasword=secret",
        "postgresql://anna:secret@db:port:5/team",
        "postgresql://db/team?secret",
    ],
)
def test_what_is_no_address_is_told_without_a_word_of_it(url: str) -> None:
    with pytest.raises(DeskError, match="no address of a PostgreSQL database") as raised:
        address_of(url)
    assert "secret" not in str(raised.value)
    assert raised.value.__cause__ is None


@given(st.text(max_size=12), st.sampled_from(["user", "host", "query"]))
def test_no_password_is_ever_told(word: str, where: str) -> None:
    assume(where != "host" or not set("/?#") & set(word))  # there a path begins, no secret
    secret = f"{word}~S3cret"
    urls = {
        "user": f"postgresql://anna:{secret}@db.example/team",
        "host": f"postgresql://anna:x@db.example:{secret}/team",
        "query": f"postgresql://anna@db.example/team?password={secret}",
    }
    try:
        told = address_of(urls[where]).shown
    except DeskError as error:
        told = str(error)
    assert "S3cret" not in told


def test_without_psycopg_one_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "pip install 'crisisdesk[postgres]'" in complaint("postgresql://anna@db.example/team")


def test_a_schema_by_its_name_is_made_and_keeps_ledgers_apart(server: Server) -> None:
    one = f"{server.address()}?schema=A%22%3B%20DROP%20TABLE%20x%3B--"
    with Ledger(one) as first, Ledger(server.url()) as other:
        first.add(reading("One."))
        assert len(first.readings()) == 1
        assert other.readings() == []


# --- complaints


def test_a_wrong_password_is_told_and_not_the_password(server: Server) -> None:
    url = server.address().replace(f"{USER}@", f"{USER}:S3cret@")
    assert complaint(url) == f"{server.address()}: the server refuses this user's password"


def test_a_password_that_is_not_there_is_told(
    server: Server, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("PGPASSWORD")
    monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
    assert "set PGPASSWORD or keep it in ~/.pgpass" in complaint(server.address())


def test_a_server_that_is_not_there_is_told() -> None:
    assert "no server answers there" in complaint("postgresql://desk@127.0.0.1:1/team")
    assert "no machine of that name" in complaint("postgresql://desk@nowhere.invalid/team")


def test_a_server_that_says_nothing_is_given_up() -> None:
    import socket

    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        deaf.listen()
        url = f"postgresql://desk@127.0.0.1:{deaf.getsockname()[1]}/team?connect_timeout=2"
        assert "the server does not answer" in complaint(url)


def test_a_database_that_is_not_there_and_ssl_that_is_not_offered_are_told(server: Server) -> None:
    assert 'database "none" does not exist' in complaint(server.address(database="none"))
    assert "offers no SSL" in complaint(f"{server.url()}&sslmode=require")


def test_another_programs_tables_are_refused_and_left_alone(server: Server) -> None:
    url = server.url()
    with Ledger(url) as ledger, ledger.file.writing() as connection:
        connection.execute("DROP TABLE crisisdesk")
    assert "holds another program's tables" in complaint(url)
    assert "?schema=" in complaint(url)


def test_a_newer_schema_is_refused_also_by_a_desk_that_is_open(server: Server) -> None:
    url = server.url()
    with Ledger(url) as ledger:
        with ledger.file.writing() as connection:
            connection.execute("UPDATE crisisdesk SET version = version + 1")
        assert "newer Crisis Desk" in complaint(url)
        with pytest.raises(DeskError, match="newer Crisis Desk"):
            ledger.add(reading("A."))
        assert ledger.readings() == []


def test_an_old_server_and_another_encoding_are_told(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crisisdesk.record.server.OLDEST", 990000)
    assert "a ledger needs 99 or newer" in complaint(server.url())
    monkeypatch.undo()
    with Ledger(server.url()) as ledger:
        _alone(ledger, "CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
    assert "keeps texts as LATIN1" in complaint(server.address(database="latin"))


def test_who_may_not_write_still_reads(server: Server) -> None:
    url = server.url()
    with Ledger(url) as ledger:
        ledger.add(reading("A."))
    with Ledger(f"{url}&options=-cdefault_transaction_read_only%3Don") as reader:
        assert not reader.file.may_write
        assert len(reader.readings()) == 1
        assert list(faults_of(reader.file)) == []
        with pytest.raises(DeskError, match="read-only"):
            reader.add(reading("B."))


def test_who_may_make_no_tables_is_told(server: Server) -> None:
    with Ledger(server.url()) as ledger:
        _alone(ledger, f"CREATE ROLE guest LOGIN PASSWORD '{PASSWORD}'")
    told = complaint(f"{server.address('guest')}?schema=guests")
    assert "permission denied" in told


def test_who_was_given_rights_works_on_anothers_tables(server: Server) -> None:
    url = server.url()
    with Ledger(url) as owner:
        owner.add(reading("A."))
        (schema,) = owner.file.one("SELECT current_schema()")
        _alone(owner, f"CREATE ROLE boris LOGIN PASSWORD '{PASSWORD}'")
        for right in (  # as docs/desk.md tells it
            f"USAGE ON SCHEMA {schema}",
            f"SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema}",
            f"USAGE ON ALL SEQUENCES IN SCHEMA {schema}",
        ):
            _alone(owner, f"GRANT {right} TO boris")
    with Ledger(url.replace(f"{USER}@", "boris@")) as ledger:
        assert ledger.add(reading("Bulletins."))
        assert ledger.add(msgspec.structs.replace(reading("A."), events=()), reread=True)
        assert ledger.file.hold("watch")
        assert len(search(ledger.file, "bulletin", [], 9)) == 1
        assert list(faults_of(ledger.file)) == []


def _alone(ledger: Ledger, sql: str) -> None:
    """Run what may stand in no transaction."""
    on_server(ledger).connection.execute(sql)


# --- connections that break


def _cut(ledger: Ledger, url: str) -> None:
    """The server drops the connection of a ledger."""
    (process,) = ledger.file.one("SELECT pg_backend_pid()")
    with Ledger(url) as other:
        other.file.one("SELECT pg_terminate_backend(?, 5000)", [process])


def test_a_dropped_connection_is_made_anew_for_the_next_transaction(server: Server) -> None:
    url = server.url()
    with Ledger(url) as ledger:
        ledger.add(reading("A."))
        _cut(ledger, url)
        assert ledger.add(reading("B."))
        _cut(ledger, url)
        assert len(ledger.readings()) == 2
        _cut(ledger, url)
        assert ledger.recorded(report_id("A.")) is not None


def test_a_connection_that_drops_in_the_middle_leaves_nothing_half_written(server: Server) -> None:
    url = server.url()
    with Ledger(url) as ledger:
        with pytest.raises(DeskError, match=r"was lost.*do it again"), ledger.file.writing():
            ledger.add(reading("A."))
            _cut(ledger, url)
            ledger.add(reading("B."))
        assert ledger.readings() == []
        assert ledger.add(reading("A."))


def test_after_a_drop_nothing_more_is_written_by_what_was_begun(server: Server) -> None:
    url = server.url()
    with Ledger(url) as ledger:
        with pytest.raises(DeskError, match="was lost"), ledger.file.writing():
            ledger.add(reading("A."))
            _cut(ledger, url)
            for _ in range(2):
                with pytest.raises(DeskError, match="was lost"):
                    ledger.add(reading("B."))
            with pytest.raises(DeskError, match="was lost"):
                ledger.readings()
        assert ledger.readings() == []


def test_a_drop_at_the_very_end_is_told_as_what_it_is(server: Server) -> None:
    url = server.url()
    with Ledger(url) as ledger:
        with pytest.raises(DeskError, match="look whether it is there"), ledger.file.writing():
            ledger.add(reading("A."))
            _cut(ledger, url)
        assert ledger.add(reading("A."))


def test_a_server_that_is_started_again_is_found_again(server: Server) -> None:
    url = server.url()
    with Ledger(url) as ledger:
        ledger.add(reading("A."))
        server.halt()
        try:
            with pytest.raises(DeskError, match="no server answers there"):
                ledger.add(reading("B."))
        finally:
            server.start()
        assert ledger.add(reading("B."))
        assert len(ledger.readings()) == 2


def test_an_error_that_is_passed_over_keeps_nothing(server: Server) -> None:
    with Ledger(server.url()) as ledger:
        with pytest.raises(DeskError, match="nothing was kept"), ledger.file.writing() as within:
            ledger.add(reading("A."))
            with pytest.raises(Exception, match="no_such"):
                within.execute("SELECT * FROM no_such")
        assert ledger.readings() == []


def test_only_one_holds_what_one_may_hold(server: Server) -> None:
    url = server.url()
    with Ledger(url) as first, Ledger(url) as second, Ledger(server.url()) as apart:
        assert first.file.hold("watch")
        assert not second.file.hold("watch")
        assert second.file.hold("another")
        assert apart.file.hold("watch")
        assert first.file.hold("watch")
        first.file.let_go("watch")
        assert second.file.hold("watch")
        second.file.let_go("watch")
        second.file.let_go("watch")
        assert first.file.hold("watch")
        _cut(first, url)
        assert second.file.hold("watch")
        for _ in range(2):
            with pytest.raises(DeskError, match="another took over the watch"):
                first.readings()
        second.file.let_go("watch")
        assert first.readings() == []


# --- words and faults


@pytest.mark.parametrize(
    "text", ["\0", "a\0b\ufdd0", "\ufdd00\ufdd01", "'; DROP TABLE reports; --", "%s ? $1"]
)
def test_any_character_is_kept(server: Server, text: str) -> None:
    with Ledger(server.url()) as ledger:
        one = msgspec.structs.replace(reading(text), events=())
        assert ledger.add(one)
        assert ledger.readings() == [one]
        assert ledger.find(text) == []


TAMPERED: dict[str, tuple[str, bool]] = {
    "DELETE FROM parties WHERE reading = 3": ("rows of parties do not agree", True),
    "UPDATE events SET type = 'ASSAULT' WHERE reading = 3 AND seq = 1": ("rows of events", True),
    "UPDATE events SET record = '{' WHERE reading = 3 AND seq = 1": ("cannot be read", True),
    "UPDATE readings SET ended = recorded WHERE id = 3": ("no reading of it holds", True),
    "DELETE FROM search WHERE number = 3": ("the index of the texts' words", True),
    "UPDATE reports SET text = text || '!' WHERE text LIKE 'Report 2%'": ("its text is", False),
}


@pytest.mark.parametrize("change", TAMPERED)
def test_what_was_tampered_with_is_found_and_put_right(server: Server, change: str) -> None:
    what, helps = TAMPERED[change]
    with Ledger(server.url()) as ledger:
        for number in range(5):
            ledger.add(reading(f"Report {number}. " + "word " * 30))
        assert list(faults_of(ledger.file)) == []
        with ledger.file.writing() as connection:
            connection.execute(change)
        found = [fault.what for fault in faults_of(ledger.file)]
        assert len(found) == 1 and what in found[0]
        assert [fault.done for fault in faults_of(ledger.file, repair=True)] == [helps]
        left = [fault for fault in faults_of(ledger.file) if fault.remedy != "read it again"]
        assert (left == []) == helps


def test_two_words_for_one_thing_do_not_meet(server: Server) -> None:
    """The words of a script that are put into the server's words leave none of the file's."""
    scripts: list[Any] = [script for step in server_tables.STEPS for script in step]
    assert not re.search(r"BLOB|WITHOUT ROWID|(?<!\")\bend\b(?!\")", "".join(scripts))
