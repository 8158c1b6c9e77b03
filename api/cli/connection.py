"""``ramify connection``: ticketing tools, whose tickets are answered where they stand."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from access.role import AccessRole
from api.cli.author import system_user
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows
from api.cli.scope_options import ScopeOptions
from graph_model.ledger.delivery import DeliveryState
from graph_model.words import counted

if TYPE_CHECKING:
    from graph_model.ledger.connection import ToolConnection

app = typer.Typer(no_args_is_help=True)
DOOR = "cli"

Name = Annotated[str, typer.Argument(help="The connection's name, as `list` has it.")]
_ENV = "The variable of the server's environment with"
_FILE = "The same in a file, by its whole path."


@app.callback()
def connection() -> None:
    """Connect ticketing tools: their tickets are read, and their impact is written on them."""


@app.command()
@expanded
def add(
    ctx: typer.Context,
    tool: Annotated[str, typer.Argument(help="Which tool it is, such as jira or servicenow.")],
    name: Annotated[
        str, typer.Option(help="What it is called; it delivers to /hooks/ and this name.")
    ],
    url: Annotated[str, typer.Option(help="Where the tool is, such as https://jira.example.gov.")],
    secret_env: Annotated[
        str | None, typer.Option(metavar="VAR", help=f"{_ENV} what deliveries are signed with.")
    ] = None,
    secret_file: Annotated[str | None, typer.Option(metavar="PATH", help=_FILE)] = None,
    user: Annotated[
        str | None, typer.Option(help="Who Ramify is there; without it, the password is a token.")
    ] = None,
    password_env: Annotated[
        str | None, typer.Option(metavar="VAR", help=f"{_ENV} Ramify's password or token there.")
    ] = None,
    password_file: Annotated[str | None, typer.Option(metavar="PATH", help=_FILE)] = None,
    tickets: Annotated[
        list[str] | None,
        typer.Option(
            metavar="FIELD=VALUES", help="Only tickets with one of these, as type=change; repeated."
        ),
    ] = None,
    network: Annotated[
        list[str] | None,
        typer.Option(metavar="CIDR", help="It may deliver from this network alone; repeated."),
    ] = None,
    role: Annotated[AccessRole, typer.Option(help="With which role it records tickets.")] = (
        AccessRole.EDITOR
    ),
    *,
    sees: ScopeOptions,
    cap: Annotated[
        int | None, typer.Option(help="So many notes an hour at most, of all its tickets.")
    ] = None,
    dry: Annotated[
        bool, typer.Option("--dry", help="Log what would be written, and write nothing.")
    ] = False,
    options: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="What the tool alone needs to know, as YAML."),
    ] = None,
) -> None:
    """Add a connection. Of its secrets no more is kept than where they are found."""
    from application.tickets.connection_file import read_options
    from application.tickets.connections import add as keep
    from graph_model.ledger.connection import ToolConnection

    wanted = ToolConnection(
        *(name, tool, url, "", ""),
        _place(secret_env, secret_file),
        user,
        _place(password_env, password_file),
        tuple(network or ()),
        tuple(tickets or ()),
        str(role),
        sees.agencies,
        sees.filters,
        cap,
        dry,
        options=read_options(options) if options else {},
    )
    with graph_of(ctx) as graph:
        kept = keep(graph, wanted, system_user())
        _tell_added(kept)


def _place(variable: str | None, file: str | None) -> str | None:
    """Where a secret is said to be."""
    if variable is not None:
        return f"env:{variable}"
    return None if file is None else f"file:{file}"


def _tell_added(kept: ToolConnection) -> None:
    typer.echo(f"{kept.name}: {kept.tool} at {kept.url}; it delivers to POST /hooks/{kept.name}")
    typer.echo(f"`ramify connection test {kept.name}` says what is missing", err=True)


@app.command()
def apply(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A YAML file with a list of `connections`.")],
) -> None:
    """Add the connections of a file, and change those that there are to what it says."""
    from application.tickets.connection_file import read_connections
    from application.tickets.connections import add as keep

    found = read_connections(file)
    with graph_of(ctx) as graph:
        for wanted in found:
            _tell_added(keep(graph, wanted, system_user(), replaces=True))


@app.command("list")
def list_connections(ctx: typer.Context, format: FormatOption = Format.TABLE) -> None:
    """Every connection: where it is, what of it is taken, and what it may."""
    from application.tickets.connections import connections

    with graph_of(ctx) as graph:
        rows = [_row(one) for one in connections(graph)]
    if format is Format.JSON:
        print_json(rows)
    elif rows:
        print_rows(list(rows[0]), [[value or "" for value in row.values()] for row in rows])
    else:
        typer.echo("no connection is kept; `ramify connection add TOOL --name NAME …` adds one")


def _row(one: ToolConnection) -> dict[str, Any]:
    scope = None if one.agencies is None else ", ".join((*one.agencies, *one.filters))
    state = "paused" if one.paused else "dry" if one.dry else "on"
    return {
        "name": one.name,
        "tool": one.tool,
        "url": one.url,
        "state": state,
        "tickets": ", ".join(one.tickets) or None,
        "role": one.role,
        "scope": scope,
        "secret": one.secret,
        "user": one.user,
        "password": one.password,
        "added": f"{one.created_at} by {one.created_by}",
    }


@app.command()
def test(ctx: typer.Context, name: Name) -> None:
    """Go there and back: what is missing of rights, fields and webhooks; exits with 1 if any is."""
    from application.tickets.trial import missing

    with graph_of(ctx) as graph:
        found = missing(graph, name)
    for problem in found:
        typer.echo(str(problem))
    if found:
        raise typer.Exit(1)
    typer.echo(f"{name}: nothing is missing")


@app.command()
def pause(ctx: typer.Context, name: Name) -> None:
    """Ask and write nothing; deliveries are taken in, and wait."""
    from application.tickets.connections import pause as let_wait

    with graph_of(ctx) as graph:
        typer.echo(f"{let_wait(graph, name).name}: paused; deliveries wait")


@app.command()
def resume(ctx: typer.Context, name: Name) -> None:
    """Go on with a connection that was paused, from where it was."""
    from application.tickets.connections import pause as let_wait

    with graph_of(ctx) as graph:
        typer.echo(f"{let_wait(graph, name, False).name}: goes on with what waits")


@app.command()
def remove(ctx: typer.Context, name: Name) -> None:
    """Forget a connection, and close its tickets here: nobody tells of them any more."""
    from application.author import Author
    from application.tickets.operations import remove as forget
    from graph_model.changes import Via

    with graph_of(ctx) as graph:
        closed = forget(graph, name, Author(system_user(), Via(DOOR)))
    how_many = counted(closed, "open ticket", "open tickets")
    typer.echo(f"{name}: removed; {how_many} of it closed here")


@app.command()
def sync(ctx: typer.Context, name: Name) -> None:
    """Read all open tickets of its tool now, as at first; a running server writes their notes."""
    from application.tickets.operations import followed
    from application.tickets.operations import sync as read

    with graph_of(ctx) as graph:
        use = read(graph, name)
        tickets = followed(graph, name)
    if use.problem:
        typer.echo(use.problem, err=True)
        raise typer.Exit(1)
    recorded = sum(one.item is not None for one in tickets)
    how_many = counted(len(tickets), "open ticket", "open tickets")
    typer.echo(f"{name}: {how_many}; {recorded:,} of them recorded, with what they are about")
    for ticket in tickets:
        for one in ticket.unrecognised:
            near = f"; nearest: {', '.join(one.nearest)}" if one.nearest else ""
            typer.echo(f"  {ticket.number}: nothing is recorded as {one.text!r} ({one.how}){near}")


@app.command()
def deliveries(
    ctx: typer.Context,
    name: Name,
    state: Annotated[DeliveryState, typer.Option(help="Of which state.")] = DeliveryState.DEAD,
    format: FormatOption = Format.TABLE,
) -> None:
    """What it delivered: when, and why it is dead, or was not processed the last time."""
    from application.tickets.operations import deliveries_of

    heads = ("id", "received_at", "attempts", "done_at", "reason")
    with graph_of(ctx) as graph:
        found = list(deliveries_of(graph, name, state))
    rows = [{head: getattr(one, head) for head in heads} for one in found]
    if format is Format.JSON:
        print_json(rows)
    elif rows:
        print_rows(heads, [[value or "" for value in row.values()] for row in rows])
    else:
        typer.echo(f"none is {state}")


@app.command()
def replay(
    ctx: typer.Context,
    name: Name,
    id: Annotated[
        list[str] | None, typer.Option(help="This delivery alone; may be repeated.")
    ] = None,
) -> None:
    """Have deliveries processed again: all that are dead, or those of some ids."""
    from application.tickets.operations import replay as again

    with graph_of(ctx) as graph:
        found = again(graph, name, tuple(id or ()))
    how_many = counted(len(found), "delivery", "deliveries")
    typer.echo(f"{name}: {how_many} to be processed again")
