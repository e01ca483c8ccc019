"""Types are made ready once: two threads that first decode one at once would end the process."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from crisisdesk.schemas import prepared

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "crisisdesk"
# Unprepared, about half of these processes end by a segmentation fault (msgspec 0.22).
AT_ONCE = """
import sys, threading
import msgspec
from crisisdesk.schemas import prepared
from crisisdesk.terms.records import Reading, Report

raw = msgspec.json.encode(Reading(Report("r", "text")))
gate = threading.Barrier(8)

def decode():
    gate.wait()
    msgspec.json.decode(raw, type=prepared(Reading))

sys.setswitchinterval(1e-6)
threads = [threading.Thread(target=decode) for _ in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
"""


def test_many_threads_may_decode_a_type_first() -> None:
    started = [subprocess.Popen([sys.executable, "-c", AT_ONCE]) for _ in range(8)]
    assert [process.wait(60) for process in started] == [0] * 8


def test_a_type_is_given_back_and_what_is_none_is_refused() -> None:
    class Thing(msgspec.Struct):
        name: str

    assert prepared(Thing) is Thing
    assert prepared(list[Thing]) == list[Thing]
    with pytest.raises(TypeError):
        prepared(dict[Thing, int] | dict[str, int])  # type: ignore[arg-type]


def test_nobody_decodes_into_a_type_unprepared() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{call.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name != "schemas.py" and "msgspec" in (text := path.read_text(encoding="utf-8"))
        for call in ast.walk(ast.parse(text))
        if isinstance(call, ast.Call) and (kind := kind_of(call)) is not None
        if not ast.unparse(kind).startswith("prepared(") and ast.unparse(kind) not in PLAIN
    ]
    assert not found


PLAIN = ("str | list[str]", "dict[str, str]")


def kind_of(call: ast.Call) -> ast.expr | None:
    """The type that a call of msgspec's decodes into, if it is one and names any."""
    name = ast.unparse(call.func)
    if name.startswith("msgspec.") and name.endswith(".decode"):
        return next((word.value for word in call.keywords if word.arg == "type"), None)
    if name.startswith("msgspec.") and name.endswith(".Decoder"):
        return call.args[0]
    return call.args[1] if name == "msgspec.convert" else None
