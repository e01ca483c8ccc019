"""Pulls a source from its makers into the cache: downloaded, checked, unpacked, recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from msgspec import Struct

from crisisdesk.errors import HistoryError
from crisisdesk.formats.download import Downloaded, Limits, checksum, download
from crisisdesk.history.addresses import DATAVERSE, Address, addresses
from crisisdesk.history.archives import unpack
from crisisdesk.history.cache import Pulled, record, recorded, source_folder
from crisisdesk.history.sources import Part, Source, SourceFile

Progress = Callable[[str, int, int | None], None]  # file, bytes so far, bytes in all where known


class Outcome(Struct, frozen=True):
    """What a pull did: files that came, that were there already, and those that must be taken by
    hand (with the folder they belong into)."""

    source: str
    came: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    by_hand: tuple[str, ...] = ()
    folder: str = ""


class Order(Struct, frozen=True):
    """How to pull. ``again`` downloads what is there too; ``accept`` takes a file whose checksum
    is not the recorded one; ``server`` is where deposits are asked for."""

    root: Path | None = None
    limits: Limits = Limits()
    again: bool = False
    accept: bool = False
    server: str = DATAVERSE


def pull(source: Source, order: Order | None = None, progress: Progress | None = None) -> Outcome:
    """Pull all files of a source that are not there. Raises HistoryError at the first that cannot
    be had; those before it stay, and a later pull goes on from there."""
    order = order or Order()
    folder = source_folder(source, order.root)
    came: list[str] = []
    kept: list[str] = []
    by_hand: list[str] = []
    for file in source.files:
        if file.by_hand:
            (kept if (folder / file.save).is_file() else by_hand).append(file.save)
        elif not order.again and _there(folder, file):
            kept += [part.save for part in file.take] or [file.save]
        else:
            for address in addresses(file, order.limits, order.server):
                new = _pull_one(source, file, address, order, progress)
                (came if new else kept).extend([part.save for part in file.take] or [address.name])
    return Outcome(source.name, tuple(came), tuple(kept), tuple(by_hand), str(folder))


def _there(folder: Path, file: SourceFile) -> bool:
    """Whether a file with a known name has been pulled or put there."""
    names = [part.save for part in file.take] or ([] if file.doi else [file.save])
    return bool(names) and all((folder / name).is_file() for name in names)


def _pull_one(
    source: Source, file: SourceFile, address: Address, order: Order, progress: Progress | None
) -> bool:
    """Pull one address; False where its file is there already."""
    folder = source_folder(source, order.root)
    known = recorded(folder).get(address.name)
    if known and not order.again and (folder / address.name).is_file():
        return False
    expected = address.expected
    if order.accept:
        expected = replace(expected, size=None, sha256=None)
    elif known and not expected.sha256:
        expected = replace(expected, sha256=known.sha256)
    done = download(
        address.url,
        folder / address.name,
        expected,
        order.limits,
        (lambda at, total: progress(address.name, at, total)) if progress else None,
    )
    if not file.take:
        record(folder, {address.name: _pulled(source, done)})
        return True
    try:
        for part in file.take:
            record(folder, {part.save: _unpacked(source, done, part, order)})
    finally:
        done.path.unlink()
    return True


def _pulled(source: Source, done: Downloaded) -> Pulled:
    return Pulled(done.url, done.size, done.sha256, _today(), source.version)


def _unpacked(source: Source, done: Downloaded, part: Part, order: Order) -> Pulled:
    """Take one file out of the zip and hold it to its checksum, published or first pulled."""
    folder = done.path.parent
    fresh = folder / f"{part.save}.new"
    unpack(done.path, part.path, fresh, order.limits.bytes)
    found = checksum(fresh)
    known = recorded(folder).get(part.save)
    wanted = part.sha256 or (known.sha256 if known else None)
    if wanted and found != wanted and not order.accept:
        fresh.unlink()
        raise HistoryError(
            f"{done.url}: {part.save} has another checksum than "
            f"{'published' if part.sha256 else 'when it was first pulled'} "
            f"(SHA-256 {found}, not {wanted}); it was not kept"
        )
    fresh.replace(folder / part.save)
    return Pulled(done.url, (folder / part.save).stat().st_size, found, _today(), source.version)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


def pull_all(
    chosen: Sequence[Source], order: Order | None = None, progress: Progress | None = None
) -> tuple[list[Outcome], list[HistoryError]]:
    """Pull several sources; one that fails does not keep the others out."""
    outcomes: list[Outcome] = []
    failed: list[HistoryError] = []
    for source in chosen:
        try:
            outcomes.append(pull(source, order, progress))
        except HistoryError as error:
            failed.append(error)
    return outcomes, failed
