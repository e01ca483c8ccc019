"""Files of events as their makers publish them, whole, broken and hostile."""

from __future__ import annotations

import gzip
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crisisdesk.errors import StreamError
from crisisdesk.formats.stores import Stored
from crisisdesk.formats.streams.importing import import_events
from crisisdesk.formats.streams.shapes import SEPARATORS, Shape, shapes_file
from crisisdesk.formats.streams.store import COLUMNS, Store, connect

ROWS: dict[str, list[dict[str, str]]] = {
    "icews": [
        {
            "Event ID": "7", "Event Date": "2018-06-01", "Source Name": "Police (India)",
            "Source Sectors": "Government,Police", "Source Country": "India", "CAMEO Code": "173",
            "Intensity": "-5", "Target Name": "Citizen (India)", "Target Country": "India",
            "Target Sectors": "General Population / Civilian / Social", "City": "NA",
            "Country": "India", "Latitude": "19.2", "Longitude": "73.1",
        }
    ],
    "gdelt": [
        {
            "GLOBALEVENTID": "8", "SQLDATE": "20250409", "DATEADDED": "20250410121500",
            "Actor1Name": "RUSSIA", "Actor1CountryCode": "RUS", "Actor1Type1Code": "GOV",
            "Actor2Name": "BUCHAREST", "Actor2CountryCode": "ROM", "EventCode": "036",
            "GoldsteinScale": "4.0", "NumMentions": "5",
            "ActionGeo_FullName": "Tehran, Tehran, Iran",
        }
    ],
    "polecat": [
        {
            "Event ID": "P1", "Event Date": "2024-02-03", "Event Type": "ASSAULT",
            "Event Mode": "aerial", "Intensity": "-9", "Actor Name": "Israeli Air Force",
            "Actor Country": "ISR", "Primary Actor Sector": "MIL", "Recipient Country": "LBN",
            "Recipient Name": "Hezbollah", "Publication Date": "2024-02-04", "Country": "LBN",
        }
    ],
    "acled": [
        {
            "event_id_cnty": "MLI1", "event_date": "01 March 2024", "event_type": "Battles",
            "sub_event_type": "Armed clash", "actor1": "Military Forces of Mali (2021-)",
            "actor2": "Civilians (Mali)", "country": "Mali", "location": "Gao",
            "notes": 'Two lines,\nand "quotes"', "fatalities": "3", "timestamp": "1709683200",
        }
    ],
    "ucdp": [
        {
            "id": "9", "type_of_violence": "1", "date_start": "2020-01-05 00:00:00.000",
            "side_a": "Government of Syria", "side_b": "IS", "country": "Syria", "best": "4",
        }
    ],
    "phoenix": [
        {
            "id_version": "20170101-1_v", "date": "20170101", "source_root": "TUR",
            "source_agent": "MIL", "target_root": "SYR", "code": "190", "goldstein": "-10",
        }
    ],
}  # fmt: skip
TOLD: dict[str, tuple[Any, ...]] = {
    # source, sector, target, sector, type, mode, day, published, place's state
    "icews": ("IND", "COP", "IND", "CVL", "COERCE", "arrest", "2018-06-01", "2018-06-01", "IND"),
    "gdelt": ("RUS", "GOV", "ROU", None, "AGREE", None, "2025-04-09", "2025-04-10", "IRN"),
    "polecat": ("ISR", "MIL", "HEZ", "REB", "ASSAULT", "aerial", "2024-02-03", "2024-02-04", "LBN"),
    "acled": ("MLI", "MIL", "MLI", "CVL", "ASSAULT", None, "2024-03-01", "2024-03-06", "MLI"),
    "ucdp": ("SYR", "GOV", None, None, "ASSAULT", None, "2020-01-05", "2020-01-05", "SYR"),
    "phoenix": ("TUR", "MIL", "SYR", None, "ASSAULT", None, "2017-01-01", "2017-01-01", None),
}


def shape_of(name: str) -> Shape:
    return next(shape for shape in shapes_file().shapes if shape.name == name)


def write(
    path: Path,
    name: str,
    rows: list[dict[str, str]],
    *,
    header: bool,
    lacking: tuple[str, ...] = (),
) -> Path:
    """A file in a maker's columns."""
    shape = shape_of(name)
    columns = [column for column in shape.columns if column not in lacking]
    separator = SEPARATORS[shape.separator]

    def field(text: str) -> str:
        if shape.quoted and any(char in text for char in ',"\n'):
            return '"' + text.replace('"', '""') + '"'
        return text

    lines = [columns] if header else []
    lines += [[field(row.get(column, "")) for column in columns] for row in rows]
    path.write_text("".join(separator.join(line) + "\n" for line in lines), encoding="utf-8")
    return path


def read(store: Store, columns: str) -> list[tuple[Any, ...]]:
    connection = connect()
    store.relation(connection).create_view("found")
    return connection.execute(f"SELECT {columns} FROM found ORDER BY id").fetchall()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("name", sorted(ROWS))
def test_every_maker_is_read_with_and_without_a_header(
    name: str, header: bool, tmp_path: Path, store: Store
) -> None:
    note = import_events(write(tmp_path / "events", name, ROWS[name], header=header), store)
    assert (note.maker, note.rows, note.set_aside) == (name, 1, {})
    told = read(
        store,
        "source, source_sector, target, target_sector, type, mode, "
        "day::VARCHAR, published::VARCHAR, place_country",
    )
    assert told == [TOLD[name]]
    connection = connect()
    found = store.relation(connection)
    assert dict(zip(found.columns, map(str, found.types), strict=True)) == COLUMNS


def test_older_gdelt_files_lack_columns(tmp_path: Path, store: Store) -> None:
    for number, lacking in enumerate(shape_of("gdelt").older):
        row = {**ROWS["gdelt"][0], "GLOBALEVENTID": str(number), "DATEADDED": "20250410"}
        path = write(tmp_path / f"{number}.csv", "gdelt", [row], header=False, lacking=lacking)
        assert import_events(path, store).rows == 1
    assert read(store, "target, published::VARCHAR") == [("ROU", "2025-04-10")] * 2


def test_bad_rows_are_set_aside_with_line_and_reason(tmp_path: Path, store: Store) -> None:
    good = ROWS["gdelt"][0]
    rows = [{**good, "GLOBALEVENTID": str(number)} for number in range(5)]
    rows[1]["SQLDATE"] = "someday"
    rows[3]["EventCode"] = "999"
    path = write(tmp_path / "events.csv", "gdelt", rows, header=False)
    whole = path.read_bytes()
    broken = whole.splitlines()[0].replace(b"RUSSIA", b"\xff\xfe")
    path.write_bytes(whole + b"too\tfew\n" + broken + b"\n")
    note = import_events(path, store)
    assert note.rows == 3
    assert note.set_aside == {"no day": 1, "not UTF-8": 1, "too few columns": 1, "unknown code": 1}
    aside = (store.folder / "set-aside" / f"{note.key}.tsv").read_text(encoding="utf-8")
    assert "2\tno day" in aside and "6\ttoo few columns\t" in aside and "999" in aside


def test_a_file_and_an_event_are_taken_once(tmp_path: Path, store: Store) -> None:
    rows = [{**ROWS["gdelt"][0], "GLOBALEVENTID": str(number)} for number in range(3)]
    first = write(tmp_path / "1.csv", "gdelt", rows[:2], header=False)
    import_events(first, store)
    assert import_events(first, store).known
    note = import_events(write(tmp_path / "2.csv", "gdelt", rows, header=False), store)
    assert (note.rows, note.repeated) == (1, 2)
    assert read(store, "id") == [("0",), ("1",), ("2",)]


def test_packed_files(tmp_path: Path, store: Store) -> None:
    plain = write(tmp_path / "a", "icews", ROWS["icews"], header=True)
    packed = tmp_path / "a.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert import_events(packed, store).rows == 1
    archive = tmp_path / "p.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("../../p.tab", write(tmp_path / "p", "polecat", ROWS["polecat"], header=True)
                      .read_text(encoding="utf-8"))  # fmt: skip
    assert import_events(archive, store).rows == 1
    assert not (tmp_path.parent / "p.tab").exists()


def _bomb(path: Path) -> None:
    path.write_bytes(gzip.compress(b"a\tb\n" * 5_000_000))


def _two(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("a", "x")
        file.writestr("b", "x")


def _mentions(path: Path) -> None:
    row = {"GLOBALEVENTID": "1", "EventTimeDate": "20250409000000"}
    write(path, "gdelt-mentions", [row], header=False)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.write_bytes(b""), "empty"),
        (lambda path: path.write_bytes(b"\0\1\2" * 50), "no line of text"),
        (lambda path: path.write_text("a,b,c\n1,2,3\n"), "no known file of events"),
        (lambda path: path.write_bytes(b"\x1f\x8b\x08\x00broken"), "damaged"),
        (lambda path: path.write_bytes(b"PK\x03\x04broken"), "no zip"),
        (lambda path: path.mkdir(), "directory"),
        (_bomb, "unpacks to more than"),
        (_two, "holds 2 files"),
        (_mentions, "mentions"),
        (lambda path: write(path, "icews", [], header=True, lacking=("CAMEO Code",)), "no column"),
    ],
)
def test_what_is_no_file_of_events_is_refused(
    make: Any, reason: str, tmp_path: Path, store: Store
) -> None:
    path = tmp_path / "events"
    make(path)
    with pytest.raises(StreamError, match=reason) as refused:
        import_events(path, store)
    assert str(path) in str(refused.value)
    assert store.imports == [] and store.files() == []


def test_a_run_cut_short_leaves_nothing_that_is_read(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "e", "icews", ROWS["icews"], header=True)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", killed)
        with pytest.raises(KeyboardInterrupt):
            import_events(path, store)
    assert store.imports == [] and store.files() == []
    assert import_events(path, store).rows == 1
    assert len(store.files()) == 1


def test_what_a_killed_run_left_is_cleared_and_what_counts_stays(
    tmp_path: Path, store: Store
) -> None:
    path = write(tmp_path / "e", "icews", ROWS["icews"], header=True)
    key = import_events(path, store).key
    (kept,) = map(Path, store.files())
    (store.folder / "imports" / f"{key}.json").rename(tmp_path / "note.json")
    left = kept.with_name(f"{key}-7.parquet")
    left.write_bytes(kept.read_bytes())
    (store.folder / "import-of-a-killed-run").mkdir()
    assert import_events(path, store).rows == 1
    assert [Path(name).name for name in store.files()] == [kept.name], "nothing is there twice"
    assert list(store.folder.glob("import-*")) == []
    assert import_events(path, store).known
    assert kept.exists()


def test_imports_at_once_wait_for_each_other(tmp_path: Path, store: Store) -> None:
    path = write(tmp_path / "e", "icews", ROWS["icews"], header=True)
    told: list[str] = []
    with ThreadPoolExecutor(1) as pool, ExitStack() as held:
        held.enter_context(store.alone())
        work = pool.submit(import_events, path, store, lambda step, _: told.append(step))
        deadline = time.monotonic() + 30
        while "waiting for another import" not in told and time.monotonic() < deadline:
            time.sleep(0.01)
        assert not work.done()
        held.close()
        assert work.result(timeout=60).rows == 1


def test_columns_are_taken_by_name_in_any_order(tmp_path: Path, store: Store) -> None:
    path = tmp_path / "e"
    names = [
        "CAMEO Code",
        "event id",
        "Event Date",
        "Target Country",
        "Source Country",
        'Extra"; --',
    ]
    path.write_text("\t".join(names) + "\n" + "190\t5\t2020-02-03\tSyria\tTurkey\tx\n")
    assert import_events(path, store).rows == 1
    assert read(store, "id, source, target, type") == [("5", "TUR", "SYR", "ASSAULT")]


LINE = st.lists(st.text("0123456789-\"'\\;ab \t\u00e9", max_size=12), min_size=1, max_size=25)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(LINE, min_size=1, max_size=6))
def test_every_line_is_taken_or_set_aside(tmp_path: Path, lines: list[list[str]]) -> None:
    written = ["\t".join(fields) for fields in lines]
    good = "\t".join(ROWS["icews"][0].get(column, "") for column in shape_of("icews").columns)
    data = "\n".join(["\t".join(shape_of("icews").columns), good, *written]) + "\n"
    path = tmp_path / "e"
    path.write_text(data, encoding="utf-8", newline="\n")
    note = import_events(path, Store(tmp_path / f"store-{uuid4()}"))
    assert note.rows + note.aside == 1 + sum(bool(line) for line in written)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "e"
    path.write_bytes("\t".join(shape_of("icews").columns).encode() + b"\n" + data)
    store = Store(tmp_path / f"store-{uuid4()}")
    try:
        note = import_events(path, store)
    except StreamError:
        assert store.imports == []
    else:
        assert store.imports == [note]


def test_a_file_in_an_object_store_is_the_same_file(tmp_path: Path) -> None:
    pytest.importorskip("fsspec")
    path = write(tmp_path / "events", "icews", ROWS["icews"], header=True)
    url = f"memory://made-up/{path.name}"
    Stored(url).write(path.read_bytes())
    store, other = Store(tmp_path / "one"), Store(tmp_path / "other")
    assert import_events(url, store) == import_events(path, other)
    assert import_events(path, store).known
    with pytest.raises(StreamError, match=r"memory://made-up/absent\.tab: there is no such file"):
        import_events("memory://made-up/absent.tab", store)
    Stored(url).write(b"")
    with pytest.raises(StreamError, match=rf"{url}: is empty"):
        import_events(url, store)
