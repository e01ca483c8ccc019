"""Commands of the desk in a browser: serve, and the accounts of those who may use it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crisisdesk.cli.room import emit, emit_records, say
from crisisdesk.errors import CrisisDeskError, DeskError

accounts = typer.Typer(
    help="Who may use a served desk: names, roles, passwords and tokens.", no_args_is_help=True
)
Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The desk's folder.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The account's name.")]


def serve(
    desk: Folder,
    host: Annotated[
        str, typer.Option(metavar="ADDRESS", help="Where to listen; 127.0.0.1 is this machine.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes any that is free.")] = 8000,
    name: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A host name by which browsers may call it; repeatable."),
    ] = None,
    https: Annotated[
        bool, typer.Option("--https", help="A proxy before it speaks HTTPS to browsers.")
    ] = False,
) -> None:
    """Open a desk in the browser. Alone on this machine nobody is asked for a password; listening
    anywhere else takes accounts."""
    try:
        from crisisdesk.web.serving import serve as run
        from crisisdesk.web.settings import Settings
    except ImportError as error:
        raise CrisisDeskError(
            f"{error.name} is not installed: pip install 'crisisdesk[web]'"
        ) from error
    settings = Settings(desk, host, port, tuple(name or ()), https)
    run(settings, lambda address: say(f"the desk is open at {address} (Ctrl-C closes it)"))


@accounts.command("list")
def list_(desk: Folder) -> None:
    """List the accounts."""
    from crisisdesk.web.accounts import Accounts

    every = Accounts(desk).all().values()
    emit_records([{"name": one.name, "role": one.role, "tokens": len(one.tokens)} for one in every])


@accounts.command()
def add(
    desk: Folder,
    name: Name,
    role: Annotated[str, typer.Option(help="reader, analyst or administrator.")] = "reader",
) -> None:
    """Make an account, or change its role and password. The password is asked for, or read from
    standard input where that is no terminal."""
    from crisisdesk.web.accounts import Accounts

    _existing(desk)
    Accounts(desk).add(name, role, _password())
    say(f"{name} may use the desk as {role}")


@accounts.command()
def remove(desk: Folder, name: Name) -> None:
    """Remove an account; its sessions and tokens end."""
    from crisisdesk.web.accounts import Accounts

    Accounts(desk).remove(name)
    say(f"{name} may no longer use the desk")


@accounts.command()
def token(desk: Folder, name: Name) -> None:
    """Make a token with which a program acts for an account. It is shown this once."""
    from crisisdesk.web.accounts import Accounts

    emit(f"{Accounts(desk).token(name)}\n")


def _existing(desk: Path) -> None:
    from crisisdesk.desk import is_desk

    if not is_desk(desk):
        raise DeskError(f"{desk}: there is no desk here")


def _password() -> str:
    import sys

    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
