"""``ramify token``: make, list and revoke the tokens that people and programs sign in with."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from access.role import AccessRole
from api.cli.author import system_user
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows
from api.cli.scope_options import ScopeOptions

if TYPE_CHECKING:
    from access.token import Secret
    from application.graph import Graph
    from application.tokens import Wanted
    from graph_model.ledger.token import Token

app = typer.Typer(no_args_is_help=True)


@app.callback()
def token() -> None:
    """Make, list and revoke tokens; on this machine that needs the store's address alone."""


@app.command()
@expanded
def create(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="Who has it; the journal names the author so.")],
    role: Annotated[AccessRole, typer.Option(help="What it may do.")],
    *,
    sees: ScopeOptions,
    expires: Annotated[str, typer.Option(help="After how long it ends, or never.")] = "P90D",
    network: Annotated[
        list[str] | None,
        typer.Option(metavar="CIDR", help="It may be used from this network alone; repeated."),
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Print the token and nothing else.")
    ] = False,
    first: Annotated[
        bool,
        typer.Option(
            "--first",
            help="Only if no token of this role is in order; one in FILE that is not gives way.",
        ),
    ] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Into a new file that only you read."),
    ] = None,
) -> None:
    """Make a token and print it, this once: what is kept of it is a digest."""
    from application.tokens import create as make
    from application.tokens import in_order

    with graph_of(ctx) as graph:
        if first and in_order(graph, role, datetime.now(UTC)):
            return
        wanted = _wanted(name, role, sees, network, expires)
        if first and output:
            _remove_token(output)
        file = _new_file(output) if output else None
        secret = make(graph, wanted, system_user())
    if file is not None:
        with os.fdopen(file, "w", encoding="ascii") as written:
            written.write(f"{secret.text}\n")
    _tell(secret, wanted, quiet, output)


def _wanted(
    name: str,
    role: AccessRole,
    sees: ScopeOptions,
    network: list[str] | None,
    expires: str,
) -> Wanted:
    from access.token import read_end, read_networks
    from application.tokens import Wanted

    ends = read_end(expires, datetime.now(UTC))
    return Wanted(name, role, sees.agencies, sees.filters, read_networks(network or ()), ends)


def _remove_token(path: Path) -> None:
    """Remove a file that holds a token alone, which no store takes any more."""
    from access.token import read_secret

    try:
        if read_secret(path.read_text("ascii").strip()) is not None:
            path.unlink()
    except (OSError, UnicodeDecodeError):
        pass  # it is not there, or something else: making it will tell


def _new_file(path: Path) -> int:
    """A file that was not there, and that nobody else may read.

    Raises:
        InvalidInput: it is there already, or cannot be made.
    """
    from graph_model.errors import InvalidInput, Problem

    try:
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        found = error.strerror or str(error)
        advice = "name another, or move that one away"
        raise InvalidInput([Problem(str(path), found, "a file to be made", advice)]) from None


def _tell(secret: Secret, wanted: Wanted, quiet: bool, output: Path | None) -> None:
    if output is None:
        typer.echo(secret.text)
    if quiet:
        return
    until = f"until {wanted.expires_at}" if wanted.expires_at else "without end"
    where = f"in {output}" if output else "above, and nowhere else"
    typer.echo(f"{wanted.role} {wanted.name}, key {secret.key}, {until}; it is {where}", err=True)


@app.command("list")
def list_tokens(ctx: typer.Context, format: FormatOption = Format.TABLE) -> None:
    """Every token: whose, what it may, until when, and when it was last used."""
    from application.tokens import tokens_of

    with graph_of(ctx) as graph:
        rows = [_row(token, used) for token, used in tokens_of(graph)]
    if format is Format.JSON:
        print_json(rows)
    elif rows:
        print_rows(list(rows[0]), [[value or "" for value in row.values()] for row in rows])
    else:
        typer.echo("no token is kept; `ramify token create NAME --role ROLE` makes one")


def _row(token: Token, used: str | None) -> dict[str, str | None]:
    scope = None if token.agencies is None else ", ".join((*token.agencies, *token.filters))
    return {
        "key": token.key,
        "name": token.name,
        "role": token.role,
        "scope": scope,
        "networks": ", ".join(token.networks) or None,
        "created": f"{token.created_at} by {token.created_by}",
        "expires": token.expires_at,
        "used": used,
    }


@app.command()
def revoke(
    ctx: typer.Context,
    key: Annotated[str, typer.Argument(help="The token's key, as `list` has it.")],
) -> None:
    """Remove a token: a running server refuses it within RAMIFY_POLL_SECONDS."""
    from application.tokens import revoke as remove

    with graph_of(ctx) as graph:
        gone = remove(graph, key)
        typer.echo(f"revoked: {gone.role} {gone.name}, key {gone.key}")
        _warn_of_none(graph, gone)


def _warn_of_none(graph: Graph, gone: Token) -> None:
    from application.tokens import NO_ADMIN, in_order

    if gone.role == AccessRole.ADMIN and not in_order(graph, AccessRole.ADMIN, datetime.now(UTC)):
        typer.echo(f"warning: {NO_ADMIN}", err=True)
