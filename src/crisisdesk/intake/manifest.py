"""What an output's folder says of itself: which job it is, and which parts of it are finished.

``job.json`` is written first, ``manifest/part-0000007.json`` when all files of that part are there.
So a job that was cut short goes on where it stopped: what has a note is kept, all else is made
again, and nothing is there twice.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib import metadata

import msgspec
from msgspec import Struct

from crisisdesk.errors import StoreError
from crisisdesk.formats.stores import Folder
from crisisdesk.intake.parts import TABLES, Note, file_of, note_of

JOB = "job.json"
_AT_ONCE = 16  # notes fetched side by side


class Job(Struct, frozen=True):
    """What is read, with which terms of one's own (a hash over them), by which version."""

    inputs: tuple[str, ...]
    terms: str = ""
    version: str = ""


def version() -> str:
    """Which Crisis Desk this is."""
    return metadata.version("crisisdesk")


def open_job(folder: Folder, job: Job) -> dict[int, Note]:
    """Begin a job in a folder, or take it up again: the notes of its finished parts. What was left
    without a note is removed.

    Raises StoreError where the folder holds another job, or something else.
    """
    found = folder.read(JOB)
    if found is None:
        if folder.names(""):
            raise StoreError(str(folder), "it holds other files; name a new folder")
        folder.write(JOB, msgspec.json.format(msgspec.json.encode(job)) + b"\n")
        return {}
    _refuse_other(folder, found, job)
    notes = _notes(folder)
    kept = {file_of(table, f"{note.number:07}") for note in notes.values() for table in note.rows}
    for table in TABLES:
        for name in folder.names(table):
            if f"{table}/{name}" not in kept:
                folder.remove(f"{table}/{name}")
    return notes


def forget(folder: Folder, note: Note) -> None:
    """Take a part away, its note first."""
    name = f"{note.number:07}"
    folder.remove(note_of(name))
    for table in note.rows:
        folder.remove(file_of(table, name))


def _refuse_other(folder: Folder, found: bytes, job: Job) -> None:
    try:
        held = msgspec.json.decode(found, type=Job)
    except msgspec.DecodeError as error:
        raise StoreError(f"{folder}/{JOB}", f"it is damaged: {error}") from error
    if held.version != job.version:
        raise StoreError(str(folder), f"it was begun by version {held.version}; name a new folder")
    if held != job:
        what = "with other terms" if held.inputs == job.inputs else "from " + " ".join(held.inputs)
        raise StoreError(str(folder), f"it holds what was read {what}; name a new folder")


def _notes(folder: Folder) -> dict[int, Note]:
    names = [name for name in folder.names("manifest") if name.endswith(".json")]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        found = threads.map(lambda name: _note(folder, f"manifest/{name}"), names)
        return {note.number: note for note in found}


def _note(folder: Folder, name: str) -> Note:
    try:
        return msgspec.json.decode(folder.read(name) or b"", type=Note)
    except msgspec.DecodeError as error:
        raise StoreError(f"{folder}/{name}", f"this note is damaged: {error}") from error
