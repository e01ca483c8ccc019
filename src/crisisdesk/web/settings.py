"""How a desk is served: where it listens, under which names, and how much it takes."""

from __future__ import annotations

import ipaddress
from pathlib import Path

from msgspec import Struct

from crisisdesk.errors import DeskError

MEGABYTE = 1_000_000


class Settings(Struct, frozen=True):
    """``desk`` is the desk's folder. ``names`` are the host names, besides those of the address,
    by which browsers may call it. ``behind_https`` where a proxy before it speaks HTTPS: cookies
    then go by HTTPS alone. ``upload_bytes`` and ``upload_files`` bound one upload."""

    desk: Path
    host: str = "127.0.0.1"
    port: int = 8000
    names: tuple[str, ...] = ()
    behind_https: bool = False
    upload_bytes: int = 20 * MEGABYTE
    upload_files: int = 50

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False

    @property
    def hosts(self) -> frozenset[str]:
        """What a request's Host may name, in lower case and without the port. A page of another
        name that resolves to this address (DNS rebinding) is turned away by this list."""
        own = {"localhost", "127.0.0.1", "[::1]"} if self.is_local else {bracketed(self.host)}
        return frozenset(name.lower() for name in (*own, *self.names))


def bracketed(host: str) -> str:
    """An IPv6 address as it stands in a Host header."""
    return f"[{host}]" if ":" in host else host


def check(settings: Settings, accounts: int) -> None:
    """Raises DeskError where others could reach the desk and nobody would be asked who they are."""
    if settings.is_local or accounts:
        return
    raise DeskError(
        f"{settings.host} can be reached from other machines and the desk has no accounts: "
        "make one first with crisisdesk accounts add NAME, or listen on 127.0.0.1"
    )
