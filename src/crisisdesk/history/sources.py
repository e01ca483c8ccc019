"""The sources of past cases: where their makers publish them, on what terms, and which files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from msgspec import Struct

from crisisdesk.errors import HistoryError, TermsError
from crisisdesk.history.classes import shipped
from crisisdesk.terms.files import load_yaml


class Part(Struct, frozen=True, forbid_unknown_fields=True):
    """A file that is kept from a zip. ``inside`` is where it lies in it, where that is not just
    its name: ``A.zip/b.csv`` is b.csv in a zip inside the zip."""

    save: str
    inside: str = ""
    size: int | None = None
    sha256: str | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """Names from the outer zip inwards."""
        return tuple((self.inside or self.save).split(".zip/")) if self.inside else (self.save,)


class SourceFile(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of a source, kept as ``save``; how it is reached is told in ``data/sources.yaml``."""

    save: str
    url: str = ""
    page: str = ""
    link: str = ""
    doi: str = ""
    match: str = ""
    size: int | None = None
    sha256: str | None = None
    take: tuple[Part, ...] = ()

    @property
    def by_hand(self) -> bool:
        """Whether its makers want to be asked first."""
        return not (self.url or self.page or self.doi)


class Source(Struct, frozen=True, forbid_unknown_fields=True):
    """A data set with its terms. ``large`` is taken only when it is named."""

    name: str
    title: str
    version: str
    home: str
    terms: str
    citation: str
    serves: str
    checked: str
    files: tuple[SourceFile, ...]
    large: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether nothing of it can be pulled."""
        return all(file.by_hand for file in self.files)

    @property
    def size(self) -> int | None:
        """Bytes of all that is pulled, None where a size is not known."""
        sizes = [file.size for file in self.files]
        return sum(size for size in sizes if size) if all(sizes) else None


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    sources: tuple[Source, ...]


@cache
def load_sources() -> tuple[Source, ...]:
    """All sources. Raises TermsError where the file breaks its schema or a name comes twice."""
    path = shipped("sources.yaml")
    found = load_yaml(path, _File).sources
    names = [source.name for source in found]
    for name in names:
        if names.count(name) > 1:
            raise TermsError(str(path), None, f"{name} is named twice")
    return found


def find_sources(names: Sequence[str]) -> tuple[Source, ...]:
    """The sources with these names, each once; without names all that can be pulled and are not
    large. Raises HistoryError where a name is none."""
    sources = load_sources()
    if not names:
        return tuple(s for s in sources if not s.large and not s.by_hand)
    known = {source.name: source for source in sources}
    for name in names:
        if name not in known:
            raise HistoryError(f"no source is called {name!r}: there are {', '.join(known)}")
    return tuple(known[name] for name in dict.fromkeys(names))
