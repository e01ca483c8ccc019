"""The address of a ledger on a PostgreSQL server, and how it may be told."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from msgspec import Struct

from crisisdesk.errors import DeskError
from crisisdesk.record.database import SCHEMES

SECONDS = 10
"""How long a connection is waited for, unless ``connect_timeout`` says otherwise."""
_SECRET = ("password", "sslpassword")


class Address(Struct, frozen=True):
    """``given`` are libpq's settings, ``schema`` that of the tables (None: the server's choice),
    ``shown`` the address as people are told it: without any password."""

    given: dict[str, Any]
    schema: str | None
    shown: str

    @property
    def has_password(self) -> bool:
        """Whether a password stands in the address itself."""
        return any(self.given.get(name) for name in _SECRET)

    def without_secrets(self, words: str) -> str:
        """Words in which no password stands."""
        for name in _SECRET:
            secret = str(self.given.get(name) or "")
            if secret:
                words = words.replace(secret, "***")
        return words


def address_of(url: str) -> Address:
    """An address taken apart. Raises DeskError where it is none, or psycopg is not there."""
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError as error:
        raise DeskError(
            "a ledger on a server needs psycopg: pip install 'crisisdesk[postgres]'"
        ) from error
    try:
        parts = urlsplit(url)
        _check_marks(url, parts.netloc)
        asked = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        schema = dict(asked).get("schema") or None
        others = urlencode([pair for pair in asked if pair[0] != "schema"], quote_via=quote)
        given = conninfo_to_dict(urlunsplit(parts._replace(query=others)))
    except (ValueError, ProgrammingError):
        # libpq's own words would tell the part that it does not understand: a password, maybe
        raise DeskError(
            "this is no address of a PostgreSQL database; write "
            f"{SCHEMES[0]}USER@HOST:5432/DATABASE, other characters than letters and digits as "
            "%XX, and after a question mark only libpq's settings and schema=NAME"
        ) from None
    given.setdefault("connect_timeout", SECONDS)
    given.setdefault("application_name", "crisisdesk")
    return Address(given, schema, _shown(given, schema))


def _check_marks(url: str, netloc: str) -> None:
    """Raises ValueError where a mark may belong to a password that is not written as it must be:
    the rest of it would be taken for a host or a database, and be told."""
    *_, places = netloc.rpartition("@")
    ports = re.sub(r"\[[^]]*\]", "", places)
    if "#" in url or "@" in url.partition(netloc)[2] or netloc.count("@") > 1:
        raise ValueError
    if not re.fullmatch(r"([^:,]*(:\d*)?)(,[^:,]*(:\d*)?)*", ports):
        raise ValueError


def _shown(given: dict[str, Any], schema: str | None) -> str:
    user = f"{quote(str(given['user']))}@" if given.get("user") else ""
    port = f":{given['port']}" if given.get("port") else ""
    host = quote(str(given.get("host") or ""), safe=":,")
    name = quote(str(given.get("dbname") or ""))
    within = f"?schema={quote(schema)}" if schema else ""
    return f"{SCHEMES[0]}{user}{host}{port}/{name}{within}"
