"""One workspace: add reports, look at what they say, ask, and have a brief.

Each file of this room holds the methods of one concern; `Desk` is all of them.
"""

from __future__ import annotations

from crisisdesk.desk.adding import Adding, AddResult, read, read_to
from crisisdesk.desk.at_hand import STREAM
from crisisdesk.desk.config import FILE, LEDGER, Config, init, is_desk, nearest
from crisisdesk.desk.digesting import Digesting
from crisisdesk.desk.exporting import Exporting
from crisisdesk.desk.keeping import Keeping
from crisisdesk.desk.listing import Listing
from crisisdesk.desk.opened import TERMS
from crisisdesk.desk.safekeeping import Safekeeping, check_desk
from crisisdesk.desk.streams import Streams
from crisisdesk.desk.telling import Telling

__all__ = [
    "FILE",
    "LEDGER",
    "STREAM",
    "TERMS",
    "AddResult",
    "Config",
    "Desk",
    "check_desk",
    "init",
    "is_desk",
    "nearest",
    "read",
    "read_to",
]


class Desk(Adding, Digesting, Exporting, Keeping, Listing, Safekeeping, Streams, Telling):
    """A folder that keeps reports with what was read from them; without a path, a temporary one
    that is gone when the desk is closed. Use it as a context manager, or call `close`.

    ``terms`` is a folder of terms of one's own, by default the folder ``terms`` within the desk's.
    Raises DeskError where the folder cannot be made or its ledger cannot be opened, TermsError
    where the terms hold a mistake.
    """
