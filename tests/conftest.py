"""Shared test set-up: where the research data lies, if this machine has it."""

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data"
if "CRISISDESK_DATA" not in os.environ and _BESIDE.is_dir():
    os.environ["CRISISDESK_DATA"] = str(_BESIDE)


@pytest.fixture(scope="session")
def data() -> Path:
    """The research data's folder; the test skips where CRISISDESK_DATA is not set."""
    where = os.environ.get("CRISISDESK_DATA")
    if not where or not Path(where).is_dir():
        pytest.skip("the research data is absent: set CRISISDESK_DATA to its folder")
    return Path(where)
