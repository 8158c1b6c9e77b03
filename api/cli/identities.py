"""``ramify identities``: which items may be one; merge them, keep them apart, split them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.author import AuthorOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.question import command_of

if TYPE_CHECKING:
    from application.identities import Decided

app = typer.Typer(no_args_is_help=True)
app.registered_commands += command_of("identities").registered_commands
app.registered_commands[0].name = "list"

Other = Annotated[str, typer.Argument(help="The other item: an id or an alias.")]


@app.callback()
def identities() -> None:
    """Items that may be one, by their names and tax ids; every decision is kept for later loads."""


@app.command()
@expanded
def accept(
    ctx: typer.Context,
    *,
    one: Annotated[
        str | None, typer.Argument(help="The item that keeps its id and its name.")
    ] = None,
    other: Annotated[str | None, typer.Argument(help="The one that becomes a part of it.")] = None,
    sure: Annotated[
        bool, typer.Option("--sure", help="All pairs that differ in no word, instead of one pair.")
    ] = False,
    by: AuthorOptions,
) -> None:
    """Make two items one: relations, aliases, and the fields that the first has not go to it."""
    from application.identities import accept as merge
    from application.identities import accept_sure
    from graph_model.errors import InvalidInput, Problem

    if sure is not (one is None and other is None) or (one is None) is not (other is None):
        expected = "two items, or --sure alone"
        raise InvalidInput(
            [Problem("ONE OTHER", " ".join(filter(None, (one, other))) or "none", expected)]
        )
    with graph_of(ctx) as graph:
        author = by.author
        if one is None or other is None:
            done = accept_sure(graph, author)
            for decided in done:
                _tell(decided, "is a part of")
            if not done:
                typer.echo("no pair differs in no word; `ramify identities list` tells the others")
            return
        _tell(merge(graph, one, other, author), "is a part of")


@app.command()
@expanded
def reject(
    ctx: typer.Context,
    *,
    one: Annotated[str, typer.Argument(help="One item: an id or an alias.")],
    other: Other,
    by: AuthorOptions,
) -> None:
    """Keep two items apart: they are not proposed again, and no load makes them one."""
    from application.identities import reject as keep_apart

    with graph_of(ctx) as graph:
        _tell(keep_apart(graph, one, other, by.author), "is kept apart from")


@app.command()
@expanded
def split(
    ctx: typer.Context,
    *,
    other: Annotated[str, typer.Argument(help="The id that was made a part of another item.")],
    by: AuthorOptions,
) -> None:
    """Take a merge back: the item is one of its own again, and stays so."""
    from application.identities import split as part

    with graph_of(ctx) as graph:
        _tell(part(graph, other, by.author), "is kept apart from")


def _tell(decided: Decided, what: str) -> None:
    made = decided.made
    at = f", revision {decided.revision}" if decided.revision else ""
    typer.echo(f"{made.other} ({made.names[1]}) {what} {made.one} ({made.names[0]}){at}")
