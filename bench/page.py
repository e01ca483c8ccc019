"""The page of figures, ``docs/benchmarks.md``: each bench command that has a part of it writes that
part anew and leaves the others as they stand."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "benchmarks.md"


def with_part(page: str, part: str, body: str) -> str:
    """The page with the part's body put between its two marks; a new part goes to the end."""
    first, last = f"<!-- {part} -->", f"<!-- end of {part} -->"
    block = f"{first}\n{body.strip()}\n{last}"
    before, found, rest = page.partition(first)
    if not found:
        return f"{page.rstrip()}\n\n{block}\n"
    _, found, after = rest.partition(last)
    if not found:
        raise ValueError(f"{part!r}: the page opens this part and does not close it")
    return f"{before}{block}{after}"


def write_part(part: str, body: str, page: Path = PAGE) -> None:
    """Write one part of the page. Raises ValueError where the part is opened and not closed."""
    page.write_text(
        with_part(page.read_text(encoding="utf-8"), part, body), encoding="utf-8", newline="\n"
    )
