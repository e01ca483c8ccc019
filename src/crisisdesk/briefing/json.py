"""A brief as JSON for programs; its form is ``docs/brief.schema.json``."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from crisisdesk.briefing.brief import Brief
from crisisdesk.schemas import prepared

_UNSEEN = re.compile("[\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u2069]")


def render(brief: Brief) -> str:
    """The brief as JSON, indented, with a line feed at its end."""
    return dumps(brief)


def dumps(record: Any) -> str:
    """Any records as indented JSON. Control codes beyond ASCII's and marks that turn the
    direction of text are escaped, so that the text may be shown on any screen."""
    encoded = msgspec.json.format(msgspec.json.encode(record), indent=2).decode("utf-8")
    return _UNSEEN.sub(lambda found: f"\\u{ord(found.group()):04x}", encoded) + "\n"


def loads(text: str | bytes) -> Brief:
    """The brief that `render` wrote. Raises msgspec.ValidationError where the text is none."""
    return msgspec.json.decode(text, type=prepared(Brief))
