"""Everything that Crisis Desk raises on purpose.

CrisisDeskError
├── ReportError      a report cannot be read: which one, and why
├── StreamError      a file of events cannot be read: which one, and why
├── ChartError       a chart cannot be drawn: which one, and why
├── StoreError       a file in an object store, or a folder written to: which one, and why
├── TermsError       a data file breaks its schema: file, line, what to do
├── DeskError        the desk's ledger cannot be opened or written
├── HistoryError     a source of past cases cannot be pulled or read: which one, and why
└── QuestionError    a question or a what-if makes no sense
"""


class CrisisDeskError(Exception):
    """Base of all errors that a user can act on; its text is one line for the terminal."""


class ReportError(CrisisDeskError):
    """A report cannot be read. ``source`` is the path or address as the user gave it."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class StreamError(CrisisDeskError):
    """A file of events cannot be read. ``source`` is the path as the user gave it."""

    def __init__(self, source: str, reason: str) -> None:
        super().__init__(f"{source}: {reason}")
        self.source = source
        self.reason = reason


class ChartError(CrisisDeskError):
    """A chart cannot be drawn or written. ``what`` names it or its file."""

    def __init__(self, what: str, reason: str) -> None:
        super().__init__(f"{what}: {reason}")
        self.what = what
        self.reason = reason


class StoreError(CrisisDeskError):
    """An object store does not answer, or a file cannot be written. ``place`` says which."""

    def __init__(self, place: str, reason: str) -> None:
        super().__init__(f"{place}: {reason}")
        self.place = place
        self.reason = reason


class TermsError(CrisisDeskError):
    """A vocabulary file breaks its schema. The text names file, line and the mistake."""

    def __init__(self, path: str, line: int | None, reason: str) -> None:
        where = f"{path}:{line}" if line else path
        super().__init__(f"{where}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason


class DeskError(CrisisDeskError):
    """The desk cannot be opened, read or written."""


class HistoryError(CrisisDeskError):
    """A source of past cases cannot be pulled, unpacked or read."""


class QuestionError(CrisisDeskError):
    """A question or what-if that cannot be answered as put."""
