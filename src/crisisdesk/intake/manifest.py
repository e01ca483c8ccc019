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
from crisisdesk.intake.partitions import By
from crisisdesk.intake.parts import TABLES, Note, note_of
from crisisdesk.schemas import prepared

JOB = "job.json"
_AT_ONCE = 16  # notes fetched side by side


class Job(Struct, frozen=True):
    """What is read, with which terms of one's own (a hash over them), by which version, and by
    what the output is partitioned."""

    inputs: tuple[str, ...]
    terms: str = ""
    version: str = ""
    by: By = "none"


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
    kept = {file for note in notes.values() for file in note.files}
    kept |= {note_of(f"{note.number:07}") for note in notes.values()}
    for under in (*TABLES, "manifest"):
        for name in folder.below(under):
            if name not in kept:
                folder.remove(name)
    return notes


def forget(folder: Folder, note: Note) -> None:
    """Take a part away, its note first."""
    folder.remove(note_of(f"{note.number:07}"))
    for file in note.files:
        folder.remove(file)


def _refuse_other(folder: Folder, found: bytes, job: Job) -> None:
    try:
        held = msgspec.json.decode(found, type=prepared(Job))
    except msgspec.DecodeError as error:
        raise StoreError(f"{folder}/{JOB}", f"it is damaged: {error}") from error
    if held.version != job.version:
        raise StoreError(str(folder), f"it was begun by version {held.version}; name a new folder")
    if held != job:
        raise StoreError(
            str(folder), f"it holds what was read {_other(held, job)}; name a new folder"
        )


def _other(held: Job, job: Job) -> str:
    """What another job differs in."""
    if held.inputs != job.inputs:
        return "from " + " ".join(held.inputs)
    if held.by != job.by:
        return f"with --by {held.by}"
    return "with other terms"


def _notes(folder: Folder) -> dict[int, Note]:
    names = [name for name in folder.names("manifest") if name.endswith(".json")]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        found = threads.map(lambda name: _note(folder, f"manifest/{name}"), names)
        return {note.number: note for note in found}


def _note(folder: Folder, name: str) -> Note:
    try:
        return msgspec.json.decode(folder.read(name) or b"", type=prepared(Note))
    except msgspec.DecodeError as error:
        raise StoreError(f"{folder}/{name}", f"this note is damaged: {error}") from error
