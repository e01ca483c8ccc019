"""The public names: few, documented, and quick to import."""

from __future__ import annotations

import subprocess
import sys

import pytest

import crisisdesk

PUBLIC = [
    "AddResult",
    "Brief",
    "CrisisDeskError",
    "Desk",
    "DeskError",
    "Forecast",
    "Question",
    "QuestionError",
    "Reading",
    "ReportError",
    "StoreError",
    "StreamError",
    "TermsError",
    "__version__",
    "read",
    "read_to",
]


def test_the_public_names_are_these_and_no_others() -> None:
    assert crisisdesk.__all__ == PUBLIC


@pytest.mark.parametrize("name", PUBLIC)
def test_each_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(crisisdesk, name)
    assert name in dir(crisisdesk)
    assert isinstance(value, str) or (value.__doc__ or "").strip()


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'brief_of'"):
        _ = crisisdesk.brief_of


def test_importing_the_package_imports_nothing_heavy() -> None:
    heavy = {"spacy", "numpy", "rich", "jinja2", "httpx", "trafilatura", "dateparser", "typer"}
    code = f"import sys, crisisdesk; print(sorted({heavy!r} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_the_version_is_that_of_the_distribution() -> None:
    from importlib.metadata import version

    assert crisisdesk.__version__ == version("crisisdesk")
