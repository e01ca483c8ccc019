"""A gzipped report is the report; what is packed badly or without end is refused."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from formats.archives import page

from crisisdesk.errors import ReportError
from crisisdesk.formats import gzips
from crisisdesk.formats.load import load_report
from crisisdesk.formats.raw import Raw


def test_a_packed_page_is_read_by_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "a.html.gz"
    path.write_bytes(gzip.compress(page("Recalled")))
    assert load_report(str(path)).title == "Recalled"


def test_what_unpacks_to_too_much_or_breaks_off_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = gzip.compress(bytes(5000))
    with pytest.raises(ReportError, match="breaks off"):
        gzips.unpacked(Raw(packed[:-9]), "a")
    monkeypatch.setattr(gzips, "MAX_BYTES", 1000)
    with pytest.raises(ReportError, match="too large"):
        gzips.unpacked(Raw(packed), "a")
