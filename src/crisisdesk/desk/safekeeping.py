"""How nothing of a desk is lost: it is checked and put right, and copied while it is in use."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

from crisisdesk.desk.amending import Amending
from crisisdesk.desk.at_hand import STREAM
from crisisdesk.desk.basis import BRIEFS
from crisisdesk.desk.config import FILE, LEDGER, config_of, is_desk, ledger_of, own_ledger
from crisisdesk.errors import DeskError
from crisisdesk.record.database import Clock, open_database
from crisisdesk.record.faults import AGAIN, Fault, faults_of
from crisisdesk.record.file import LedgerFile, utc_now
from crisisdesk.record.moving import take_over
from crisisdesk.record.salvage import copy_to, is_whole, salvage
from crisisdesk.terms.records import Reading, Report


class Safekeeping(Amending):
    """Checks and copies of a desk that opens."""

    def backup(self, target: str | Path) -> Path:
        """Copy the desk, as it stands at this moment, into a folder that is made for it; others
        may go on writing. Returns the folder. Raises DeskError where there is something already,
        or the copy cannot be written; then nothing is left of it."""
        folder = Path(target)
        if folder.exists():
            raise DeskError(f"{folder}: there is something here already; name a new folder")
        if folder.resolve().is_relative_to(self.path.resolve()):
            raise DeskError(f"{folder}: a copy within the desk would be copied with it")
        part = folder.with_name(f".{folder.name}.part-{os.getpid()}")
        _clear_parts(folder)
        try:
            part.mkdir(parents=True)
            self._copy_ledger(part / LEDGER)
            self._copy_stream(part)
            self._copy_rest(part)
            part.replace(folder)
        except OSError as error:
            shutil.rmtree(part, ignore_errors=True)
            reason = error.strerror or str(error)
            raise DeskError(f"{folder}: cannot be written: {reason}") from error
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
        return folder

    def _copy_ledger(self, target: Path) -> None:
        file = self._ledger.file
        if isinstance(file, LedgerFile):
            copy_to(file, target)
            return
        with closing(LedgerFile(target, file.now)) as copy:
            take_over(file, copy)
            copy.connection.execute("PRAGMA journal_mode = DELETE")

    def take_over(self, other: Path) -> int:
        """Take all that another desk's ledger holds into this one's, which is empty; how many
        reports. Raises DeskError where it is not, or there is no other desk."""
        place = own_ledger(other, config_of(other))
        if isinstance(place, Path) and not place.is_file():
            raise DeskError(f"{other}: there is no desk here")
        with closing(open_database(place, self.clock)) as source:
            return take_over(source, self._ledger.file)

    def _copy_stream(self, part: Path) -> None:
        """The files of complete imports, then the notes that make them count."""
        from crisisdesk.formats.streams.store import Store

        stream = self.path / STREAM
        notes = sorted((stream / "imports").glob("*.json"))
        aside = sorted((stream / "set-aside").glob("*"))
        for file in [*map(Path, Store(stream).files()), *aside, *notes]:
            _copy(file, part / STREAM / file.relative_to(stream))

    def _copy_rest(self, part: Path) -> None:
        """All else in the folder: settings, terms, logs."""
        for found in sorted(self.path.iterdir()):
            if found.name in (STREAM, BRIEFS) or found.name.startswith(LEDGER):
                continue
            if found.name == FILE:  # a copy has its ledger beside it
                text = found.read_text(encoding="utf-8")
                (part / FILE).write_text(re.sub(r"(?m)^(\s*ledger\s*=)", r"# \1", text), "utf-8")
            elif found.is_dir():
                shutil.copytree(found, part / found.name, dirs_exist_ok=True)
            else:
                _copy(found, part / found.name)

    def faults(self, repair: bool = False) -> Iterator[Fault]:
        """What is wrong in the record, each put right with ``repair`` where that can be done."""
        for fault in faults_of(self._ledger.file, repair):
            if repair and fault.remedy == AGAIN:
                self._read_anew(fault.where)
                fault = Fault(fault.where, fault.what, fault.remedy, done=True)
            yield fault
        yield from _stream_faults(self.path / STREAM)

    def _read_anew(self, report: str) -> None:
        """Read a report from its stored text, since what was read from it is damaged."""
        from crisisdesk.reading import read_report

        reading = self._ledger.reading(report)
        if reading is None:  # nothing but its text is left
            query = "SELECT text FROM reports WHERE id = ?"
            reading = Reading(Report(report, self._ledger.file.one(query, [report])[0]))
        again = read_report(reading.report, self._extras)
        with self._ledger.file.writing():
            self._ledger.add(self._amended(again), reread=True)


def check_desk(
    path: str | Path,
    repair: bool = False,
    *,
    now: Clock = utc_now,
    progress: Callable[[Fault], None] | None = None,
) -> list[Fault]:
    """What is wrong with a desk's folder, also where it does not open; with ``repair`` each fault
    is put right where that can be done. Raises DeskError where there is no desk, or nothing of
    its ledger can be read."""
    from crisisdesk.desk import Desk

    folder = Path(path)
    if not is_desk(folder):
        raise DeskError(f"{folder}: there is no desk here")
    found: list[Fault] = []

    def tell(fault: Fault) -> None:
        found.append(fault)
        if progress:
            progress(fault)

    in_file = isinstance(ledger_of(folder, config_of(folder)), Path)
    if in_file and not is_whole(folder / LEDGER):
        damage = "the file is damaged"
        if not repair:
            tell(Fault(LEDGER, damage, "save what can be read of it"))
            return found
        moment = now().strftime("%Y%m%dT%H%M%SZ")
        saved = salvage(folder / LEDGER, folder / f"{LEDGER}.damaged-{moment}")
        rows = ", ".join(f"{number} of {table}" for table, number in saved.items() if number)
        tell(Fault(LEDGER, damage, f"what can be read was saved: {rows or 'nothing'}", done=True))
    with Desk(folder, now=now) as desk:
        for fault in desk.faults(repair):
            tell(fault)
    return found


def _stream_faults(folder: Path) -> Iterator[Fault]:
    """Notes of imports that cannot be read, and notes whose rows are gone."""
    from crisisdesk.errors import StreamError
    from crisisdesk.formats.streams.store import Store

    try:
        notes = Store(folder).imports
    except StreamError as error:
        yield Fault(STREAM, str(error))
        return
    for note in notes:
        if note.rows and not any((folder / "events").glob(f"year=*/{note.key}-*.parquet")):
            yield Fault(STREAM, f"the rows of {note.file} are gone; import it again")


def _clear_parts(folder: Path) -> None:
    """Remove what copies to this folder left that were cut short."""
    for part in folder.parent.glob(f".{folder.name}.part-*"):
        number = part.name.rpartition("-")[2]
        if number.isdigit() and not _runs(int(number)):
            shutil.rmtree(part, ignore_errors=True)


def _runs(process: int) -> bool:
    """Whether a process of that number runs, as far as can be asked without touching it."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # it is another user's
        return True
    return process != os.getpid()


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target)
