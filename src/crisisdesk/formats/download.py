"""Downloads a file from the web: resumed where it broke off, checked, put in place at once.

What has come so far lies beside the target as ``NAME.part``, with the address and the server's
mark of that version (a strong ETag, else Last-Modified) in ``NAME.part.json``. A later run asks
for the rest with Range and If-Range, so that a file that has changed in between comes whole
again. Without a mark, or where the server packs the body, a run starts from the beginning.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING

from crisisdesk.errors import HistoryError, ReportError
from crisisdesk.formats.hops import in_own_loop, opened

if TYPE_CHECKING:
    import httpx

Progress = Callable[[int, int | None], None]  # bytes so far, bytes in all where known

ATTEMPTS = 5
LONGEST_WAIT = 60.0  # seconds that a server may ask to wait for
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
_PAGE_STARTS = (b"<!doctype html", b"<html")


@dataclass(frozen=True)
class Expected:
    """What is known of a file beforehand: bytes and checksums (hex digits), None where unknown;
    whether it may be a web page."""

    size: int | None = None
    sha256: str | None = None
    md5: str | None = None
    page: bool = False


@dataclass(frozen=True)
class Limits:
    """``bytes`` that a file may have, ``seconds`` for all attempts together, ``stall`` for the
    wait until the next bytes, ``pause`` before the second attempt (doubled for each further)."""

    bytes: int = 2_000_000_000
    seconds: float = 3600.0
    stall: float = 30.0
    pause: float = 1.0
    private_addresses: bool = False


@dataclass(frozen=True)
class Downloaded:
    """A file in place: ``url`` after redirects, its bytes and checksum, and the byte from which
    the last attempt went on (0 where it came whole)."""

    path: Path
    url: str
    size: int
    sha256: str
    resumed: int


class _AgainError(Exception):
    """The attempt failed in a way that may pass; ``wait`` is what the server asks for."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


def download(
    url: str,
    target: Path,
    expected: Expected | None = None,
    limits: Limits | None = None,
    progress: Progress | None = None,
) -> Downloaded:
    """The file at ``url`` (http or https) as ``target``, which is replaced only by a whole and
    checked file. Up to five attempts are made.

    Raises HistoryError in one line where the server refuses, the file is too large, a web page
    came instead, or size or checksum are not the expected ones; what came so far stays for the
    next run where it may be of use.
    """
    limits = limits or Limits()
    job = _Job(url, target, expected or Expected(), limits, progress)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with (target.parent / ".lock").open("ab") as held:
            _hold(held, target)
            job.part.touch()
            try:
                return in_own_loop(_in_time(job))
            finally:
                if not _size(job.part):
                    job.drop()
    except ReportError as error:
        raise HistoryError(str(error)) from error
    except OSError as error:
        raise HistoryError(f"{target}: cannot be written: {error.strerror or error}") from error


def _hold(lock: IO[bytes], target: Path) -> None:
    """Two runs must not write into one folder; a system without such locks holds nothing."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise HistoryError(f"{target.name}: another run is downloading it") from error


@dataclass(frozen=True)
class _Job:
    url: str
    target: Path
    expected: Expected
    limits: Limits
    progress: Progress | None

    @property
    def part(self) -> Path:
        return self.target.with_name(self.target.name + ".part")

    @property
    def note(self) -> Path:
        return self.target.with_name(self.target.name + ".part.json")

    def mark(self) -> str:
        """The server's mark of the version that the part holds the beginning of."""
        try:
            known = json.loads(self.note.read_text(encoding="utf-8"))
            return str(known["mark"]) if known["url"] == self.url else ""
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def restart(self, mark: str) -> None:
        """Nothing of the part counts any more; what comes now has this mark."""
        with self.part.open("r+b") as file:
            file.truncate(0)
        self.note.write_text(json.dumps({"url": self.url, "mark": mark}), encoding="utf-8")

    def drop(self) -> None:
        self.part.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


async def _in_time(job: _Job) -> Downloaded:
    try:
        async with asyncio.timeout(job.limits.seconds):
            return await _attempts(job)
    except TimeoutError as error:
        seconds = f"{job.limits.seconds:g} s"
        raise HistoryError(f"{job.url}: did not come in full within {seconds}") from error


async def _attempts(job: _Job) -> Downloaded:
    import httpx

    for attempt in range(1, ATTEMPTS + 1):
        wait = job.limits.pause * 2 ** (attempt - 1)
        try:
            return _finish(job, *await _attempt(job))
        except _AgainError as error:
            reason = str(error)
            wait = max(wait, error.wait or 0.0)
        except httpx.TimeoutException:
            reason = f"stands still (waited {job.limits.stall:g} s)"
        except httpx.HTTPError as error:
            reason = str(error).strip().split("\n")[0] or type(error).__name__
        except (httpx.InvalidURL, ValueError) as error:
            raise HistoryError(f"{job.url}: is not a web address: {error}") from error
        if wait > LONGEST_WAIT:
            raise HistoryError(f"{job.url}: {reason}; the server asks to wait {wait:.0f} s")
        if attempt < ATTEMPTS:
            await asyncio.sleep(wait)
    kept = _size(job.part) if job.mark() else 0
    more = f"; {kept:,} bytes are kept, run it again to go on" if kept else ""
    raise HistoryError(f"{job.url}: {reason} ({ATTEMPTS} attempts){more}")


async def _attempt(job: _Job) -> tuple[str, int]:
    """One request: the rest of the file is in the part. The final address, and the byte from
    which it went on."""
    mark = job.mark()
    have = _size(job.part) if mark else 0
    headers = {
        "Accept": "*/*",
        "Accept-Encoding": "identity",
        "User-Agent": "crisisdesk/0.1 (pulls one file on a person's request)",
    }
    if have:
        headers |= {"Range": f"bytes={have}-", "If-Range": mark}
    async with opened(
        job.url,
        headers,
        private_addresses=job.limits.private_addresses,
        step_seconds=job.limits.stall,
    ) as (response, here):
        start, total = _range(response, job, have)
        if start == total and start:
            return str(here), start
        _no_page(response, job)
        if start == 0:
            packed = response.headers.get("content-encoding", "identity") != "identity"
            job.restart("" if packed else _mark_of(response))
        await _take(response, job, start, total)
        return str(here), start


def _range(response: httpx.Response, job: _Job, have: int) -> tuple[int, int | None]:
    """The byte at which the body begins and the bytes of the whole file, None where unknown."""
    status = response.status_code
    given = response.headers.get("content-range", "")
    end = given.rpartition("/")[2]
    total = int(end) if end.isdecimal() and len(end) < 20 else None
    if status == 416 and have:
        if total == have:
            return have, have
        job.restart("")
        raise _AgainError("does not have the rest that was asked for")
    if status in PASSING:
        name = f"answers {status} {response.reason_phrase}".rstrip()
        raise _AgainError(name, _retry_after(response))
    if not 200 <= status < 300:
        name = f"answers {status} {response.reason_phrase}".rstrip()
        raise HistoryError(f"{job.url}: {name}")
    if status == 206:
        start = given.removeprefix("bytes ").partition("-")[0]
        if start.isdecimal() and int(start[:20]) == have:
            return have, total
        job.restart("")
        raise _AgainError("sent another part than was asked for")
    claimed = response.headers.get("content-length", "")
    packed = response.headers.get("content-encoding", "identity") != "identity"
    return 0, int(claimed) if claimed.isdecimal() and len(claimed) < 20 and not packed else None


def _mark_of(response: httpx.Response) -> str:
    tag = str(response.headers.get("etag", ""))
    strong = tag if tag.startswith('"') else ""
    return strong or str(response.headers.get("last-modified", ""))


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds that the server asks to wait for: a number or a day and time."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value[:9])
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def _no_page(response: httpx.Response, job: _Job) -> None:
    kind = response.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind in ("text/html", "application/xhtml+xml") and not job.expected.page:
        raise HistoryError(f"{job.url}: a web page came where a file was expected")


async def _take(response: httpx.Response, job: _Job, start: int, total: int | None) -> None:
    """Append the body to the part, within the limit."""
    size, most = start, job.limits.bytes
    if (total or 0) > most:
        raise HistoryError(f"{job.url}: is larger than {most // 1_000_000} MB ({total:,} bytes)")
    with job.part.open("r+b") as file:
        file.seek(start)
        async for block in response.aiter_bytes():
            if size == 0 and not job.expected.page:
                _no_page_inside(block, job)
            size += len(block)
            if size > most:
                job.drop()
                raise HistoryError(f"{job.url}: is larger than {most // 1_000_000} MB")
            file.write(block)
            if job.progress:
                job.progress(size, total)
        file.truncate()
        file.flush()
        os.fsync(file.fileno())
    if total is not None and size != total:
        raise _AgainError(f"broke off after {size:,} of {total:,} bytes")


def _no_page_inside(block: bytes, job: _Job) -> None:
    if block.lstrip(b"\xef\xbb\xbf \t\r\n")[:15].lower().startswith(_PAGE_STARTS):
        job.drop()
        raise HistoryError(f"{job.url}: a web page came where a file was expected")


def _finish(job: _Job, url: str, resumed: int) -> Downloaded:
    """Check the whole file and put it in place."""
    size, expected = _size(job.part), job.expected
    found = checksum(job.part)
    problem = ""
    if not size:
        problem = "came empty"
    elif expected.size is not None and size != expected.size:
        problem = f"has {size:,} bytes, {expected.size:,} were expected"
    elif expected.sha256 and found != expected.sha256:
        problem = f"has another checksum than expected (SHA-256 {found}, not {expected.sha256})"
    elif expected.md5 and checksum(job.part, "md5") != expected.md5:
        problem = "has another MD5 checksum than its repository states"
    if problem:
        job.drop()
        raise HistoryError(f"{job.url}: {problem}; it was not kept")
    job.part.replace(job.target)
    job.note.unlink(missing_ok=True)
    return Downloaded(job.target, url, size, found, resumed)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def checksum(path: Path, kind: str = "sha256") -> str:
    """A file's checksum in hex digits. Raises OSError where it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, kind).hexdigest()
