"""Crisis Desk: reads news reports of an international crisis, keeps a cited record, and answers
with checked odds.

>>> import crisisdesk as cd
>>> desk = cd.Desk("tehran")          # a folder; created when new
>>> desk.add("reports/")              # doctest: +SKIP
>>> brief = desk.brief()              # doctest: +SKIP
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from crisisdesk.briefing.brief import Brief
    from crisisdesk.desk import AddResult, Desk, read, read_to
    from crisisdesk.errors import (
        CrisisDeskError,
        DeskError,
        QuestionError,
        ReportError,
        StoreError,
        StreamError,
        TermsError,
    )
    from crisisdesk.terms.records import Forecast, Question, Reading

    __version__: str

__all__ = [
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

_HOMES = {
    "AddResult": "desk",
    "Brief": "briefing.brief",
    "CrisisDeskError": "errors",
    "Desk": "desk",
    "DeskError": "errors",
    "Forecast": "terms.records",
    "Question": "terms.records",
    "QuestionError": "errors",
    "Reading": "terms.records",
    "ReportError": "errors",
    "StoreError": "errors",
    "StreamError": "errors",
    "TermsError": "errors",
    "read": "desk",
    "read_to": "desk",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for (PEP 562), so that importing is quick."""
    if name == "__version__":
        from importlib.metadata import version

        value: Any = version("crisisdesk")
    elif name in _HOMES:
        value = getattr(import_module(f"crisisdesk.{_HOMES[name]}"), name)
    else:
        raise AttributeError(f"module 'crisisdesk' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
