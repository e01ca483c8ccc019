"""Many small imports become one: nothing is lost, and nothing is there twice."""

from __future__ import annotations

from pathlib import Path

import pytest

pytest.importorskip("duckdb", reason="the extra events is not installed")

from crisisdesk.errors import StreamError
from crisisdesk.formats.streams import joining
from crisisdesk.formats.streams.importing import import_events
from crisisdesk.formats.streams.joining import join_imports
from crisisdesk.formats.streams.shapes import shapes_file
from crisisdesk.formats.streams.store import Store, connect


def bring(store: Store, folder: Path, *numbers: int) -> None:
    """A file of one event for each number."""
    (shape,) = (shape for shape in shapes_file().shapes if shape.name == "gdelt")
    for number in numbers:
        row = dict.fromkeys(shape.columns, "") | {
            "GLOBALEVENTID": str(number), "SQLDATE": f"20{20 + number % 3}0304",
            "Actor1Code": "RUS", "Actor1CountryCode": "RUS", "Actor2Code": "NOR",
            "Actor2CountryCode": "NOR", "EventCode": "138", "DATEADDED": "20240304120000",
        }  # fmt: skip
        path = folder / f"{number}.csv"
        path.write_text("\t".join(row.values()) + "\n", encoding="utf-8")
        import_events(path, store)


def ids(store: Store) -> list[str]:
    rows = store.relation(connect()).project("id").fetchall()
    return sorted(row[0] for row in rows)


def test_joined_imports_hold_what_they_held_and_are_known(tmp_path: Path) -> None:
    store = Store(tmp_path / "stream")
    bring(store, tmp_path, *range(6))
    before, day = ids(store), {(note.first, note.last) for note in store.imports}
    note = join_imports(store, "gdelt", many=6)
    assert note is not None and (note.rows, note.file) == (6, "6 files")
    assert (note.first, note.last) == (min(first for first, _ in day), max(last for _, last in day))
    assert store.imports == [note]
    assert ids(store) == before
    assert import_events(tmp_path / "3.csv", store).known
    bring(store, tmp_path, 7)
    assert ids(store) == [*before, "7"]


def test_joins_are_joined_and_old_files_go_with_the_next(tmp_path: Path) -> None:
    store = Store(tmp_path / "stream")
    bring(store, tmp_path, 0, 1, 2)
    join_imports(store, "gdelt", many=3)
    assert len(store.parts()) == 4, "somebody may be reading the old ones"
    bring(store, tmp_path, 3, 4)
    join_imports(store, "gdelt", many=3)
    assert ids(store) == ["0", "1", "2", "3", "4"]
    assert len(store.imports) == 1
    assert len(list((store.folder / "imports").iterdir())) == len(store.parts()) == 4


def test_few_large_and_others_are_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = Store(tmp_path / "stream")
    bring(store, tmp_path, 0, 1)
    assert join_imports(store, "gdelt", many=3) is None
    assert join_imports(store, "icews", many=1) is None
    monkeypatch.setattr(joining, "SMALL", 1)
    assert join_imports(store, "gdelt", many=1) is None


def test_a_join_that_is_cut_short_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "stream")
    bring(store, tmp_path, 0, 1, 2)

    def full(note: object) -> bytes:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(joining.msgspec.json, "encode", full)
    with pytest.raises(StreamError, match="No space left"):
        join_imports(store, "gdelt", many=3)
    monkeypatch.undo()
    assert len(store.imports) == 3
    assert ids(store) == ["0", "1", "2"], "its rows are there, but nothing says that they count"
    join_imports(store, "gdelt", many=3)
    assert ids(store) == ["0", "1", "2"]
