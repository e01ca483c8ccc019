"""Files by URL in an object store: ``s3://bucket/reports/a.html``, ``gs://...``, ``memory://...``.

PyArrow's own clients of S3 and Google's store do the work, behind fsspec's one way to ask them (the
extra ``lake``). Where they are and who asks they know from the usual environment variables:
``AWS_ENDPOINT_URL``, ``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``, ``AWS_REGION``,
``GOOGLE_APPLICATION_CREDENTIALS``, ``STORAGE_EMULATOR_HOST``.
"""

from __future__ import annotations

import io
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import lru_cache
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, NamedTuple, cast
from urllib.parse import urlsplit

from crisisdesk.errors import StoreError

try:
    import fcntl
except ImportError:  # Windows: there one job at a time is left to its user
    fcntl = None  # type: ignore[assignment]

SCHEMES = ("s3", "gs", "memory")
PATIENCE = 60  # seconds that Google's store is asked again; its client would a quarter of an hour
_BLOCK = 1 << 18  # bytes fetched at once


def is_stored(name: str) -> bool:
    """Whether a name is the URL of a file, in a store or (``file://``) on this machine."""
    return name.partition("://")[0].lower() in (*SCHEMES, "file") and "://" in name


def place(name: str | Path) -> Path | Stored:
    """What a path or URL names. Raises StoreError where the extra for a store is missing."""
    if isinstance(name, Path) or not is_stored(name):
        return Path(name)
    scheme, _, rest = name.partition("://")
    return Path(rest) if scheme.lower() == "file" else Stored(name)


class State(NamedTuple):
    """What is known of an object from outside, by the names that `os.stat` has for it."""

    st_size: int
    st_mtime_ns: int


class Stored:
    """A file, or all that a prefix holds, in a store: as much of a Path as those who read need.

    An object counts as it was when it was first looked at. Opening and reading raise
    FileNotFoundError where there is none, StoreError where the store does not answer.
    """

    def __init__(self, url: str) -> None:
        self.url = url.rstrip("/")
        scheme, _, self._path = self.url.partition("://")
        self._scheme = scheme.lower()
        self.name = PurePosixPath(self._path).name
        self.suffix = PurePosixPath(self._path).suffix

    def __str__(self) -> str:
        return self.url

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stored) and self.url == other.url

    def __hash__(self) -> int:
        return hash(self.url)

    def is_file(self) -> bool:
        """Whether it is an object."""
        return _kind(self._scheme, self._path) == "file"

    def is_dir(self) -> bool:
        """Whether objects lie below it."""
        return _kind(self._scheme, self._path) == "directory"

    def stat(self) -> State:
        """Its size in bytes, and when it was last changed."""
        kind, state = _looked_at(self._scheme, self._path)
        if kind != "file":
            raise FileNotFoundError(2, "there is no such object", self.url)
        return state

    def open(self, mode: str = "rb") -> BinaryIO:
        """Its bytes, to be read from any place in them."""
        assert mode == "rb"
        with _asking(self.url):
            found = _filesystem(self._scheme).open(self._path, "rb")
            stream = _Stream(found, found.size, self.url)
        return cast(BinaryIO, io.BufferedReader(stream, _BLOCK))

    def read_bytes(self) -> bytes:
        """All its bytes."""
        with self.open() as file:
            return file.read()

    def below(self) -> list[Stored]:
        """The objects below it, by name."""
        with _asking(self.url):
            names = _names(_filesystem(self._scheme), self._path)
        return [Stored(f"{self._scheme}://{name.lstrip('/')}") for name in sorted(names)]

    def write(self, data: bytes) -> None:
        """Put these bytes in its place: the object is there whole or not at all."""
        with _asking(self.url):
            system = _filesystem(self._scheme)
            if self._scheme == "memory":
                system.makedirs(self._path.rpartition("/")[0], exist_ok=True)
            system.pipe_file(self._path, data)

    def remove(self) -> None:
        """Take it away, if it is there."""
        with suppress(FileNotFoundError), _asking(self.url):
            _filesystem(self._scheme).rm_file(self._path)
        _looked_at.cache_clear()


class Folder:
    """Where files are written, each there whole or not at all: on this machine or in a store."""

    def __init__(self, name: str | Path) -> None:
        self._place = place(name)

    def __str__(self) -> str:
        return str(self._place)

    def write(self, name: str, data: bytes) -> None:
        """Write a file by its name below the folder (``events/part-000001.parquet``)."""
        target = self._at(name)
        if isinstance(target, Stored):
            target.write(data)
            return
        made = target.with_name(f".{target.name}.{uuid.uuid4().hex[:8]}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with made.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            made.replace(target)
        except OSError as error:
            raise StoreError(str(target), error.strerror or str(error)) from error
        finally:
            with suppress(OSError):
                made.unlink(missing_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Within this nobody else of this machine writes here; it ends with the process, however
        that ends. A store knows no locks: there its users see to it.

        Raises StoreError where somebody writes here now, or the folder cannot be made.
        """
        if isinstance(self._place, Stored) or fcntl is None:
            yield
            return
        try:
            self._place.mkdir(parents=True, exist_ok=True)
            held = os.open(self._place, os.O_RDONLY)
        except OSError as error:
            raise StoreError(str(self), error.strerror or str(error)) from error
        try:
            try:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise StoreError(str(self), "another process writes here now") from error
            yield
        finally:
            os.close(held)

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None where there is none."""
        try:
            return self._at(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(str(self._at(name)), error.strerror or str(error)) from error

    def names(self, under: str) -> list[str]:
        """The names of the files right below a folder of it, in order."""
        found = self._at(under)
        if isinstance(found, Stored):
            return [one.name for one in found.below()]
        return sorted(one.name for one in found.iterdir()) if found.is_dir() else []

    def below(self, under: str) -> list[str]:
        """The files below a folder of it however deep, in order, each by its name from here."""
        found, start = self._at(under), len(str(self._place)) + 1
        if isinstance(found, Stored):
            return [str(one)[start:] for one in found.below()]
        return sorted(one.as_posix()[start:] for one in found.rglob("*") if one.is_file())

    def remove(self, name: str) -> None:
        """Take a file away, if it is there."""
        target = self._at(name)
        if isinstance(target, Stored):
            target.remove()
        else:
            target.unlink(missing_ok=True)

    def _at(self, name: str) -> Path | Stored:
        if isinstance(self._place, Stored):
            return Stored(f"{self._place}/{name}")
        return self._place / name


class _Stream(io.RawIOBase):
    """An object's bytes, with the store's own complaints made ours: to those who read archives an
    OSError tells of a broken one."""

    def __init__(self, file: Any, size: int, url: str) -> None:
        self._file = file
        self._size = size
        self._at = 0
        self._url = url

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        wanted = min(len(buffer), self._size - self._at)
        if wanted <= 0:  # Google's store takes it ill to be asked for what is behind the end
            return 0
        with _asking(self._url):
            if self._file.tell() != self._at:
                self._file.seek(self._at)
            data = self._file.read(wanted)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def close(self) -> None:
        if not self.closed:
            self._file.close()
        super().close()


class _asking:
    """Within this a store that does not answer is a StoreError; an object that is not there stays
    a FileNotFoundError."""

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
            reason = " ".join(str(error).split())[:300]
            raise StoreError(self._url, f"the store says: {reason}") from error


def _names(system: Any, path: str) -> list[str]:
    """The objects below a path. PyArrow's are asked for in one go: level by level its client of
    Google's store finds no folders but those that somebody made as such."""
    if not hasattr(system, "fs"):
        return list(system.find(path))
    from pyarrow.fs import FileSelector, FileType

    found = system.fs.get_file_info(FileSelector(path, allow_not_found=True, recursive=True))
    return [one.path for one in found if one.type == FileType.File]


def _kind(scheme: str, path: str) -> str:
    return _looked_at(scheme, path)[0]


@lru_cache(maxsize=256)  # an archive is looked at for each of its members
def _looked_at(scheme: str, path: str) -> tuple[str, State]:
    """What lies there (``file``, ``directory``, ``nothing``), and its state."""
    try:
        with _asking(f"{scheme}://{path}"):
            found = _filesystem(scheme).info(path)
    except FileNotFoundError:
        return "nothing", State(0, 0)
    when = found.get("mtime") or found.get("created")
    changed = int(when.timestamp() * 1e9) if hasattr(when, "timestamp") else 0
    return found["type"], State(found.get("size") or 0, changed)


@lru_cache(maxsize=4)
def _filesystem(scheme: str) -> Any:
    try:
        if scheme == "memory":
            from fsspec.implementations.memory import MemoryFileSystem

            return MemoryFileSystem()
        from fsspec.implementations.arrow import ArrowFSWrapper
        from pyarrow import fs
    except ImportError as error:
        raise StoreError(
            f"{scheme}://", "object stores need the extra lake: pip install 'crisisdesk[lake]'"
        ) from error
    return ArrowFSWrapper(_s3(fs) if scheme == "s3" else _google(fs))


def _s3(fs: Any) -> Any:
    return fs.S3FileSystem(
        **_endpoint(os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")),
        region=os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or None,
    )


def _google(fs: Any) -> Any:
    emulated = os.environ.get("STORAGE_EMULATOR_HOST")
    return fs.GcsFileSystem(
        anonymous=bool(emulated), retry_time_limit=timedelta(seconds=PATIENCE),
        **_endpoint(emulated),
    )  # fmt: skip


def _endpoint(address: str | None) -> dict[str, str]:
    if not address:
        return {}
    parts = urlsplit(address if "://" in address else f"http://{address}")
    return {"endpoint_override": parts.netloc, "scheme": parts.scheme}
