"""``ramify erase``: a person's fields taken out of the store and of every image of its journal."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.author import AuthorOptions
from api.cli.opened import graph_of
from api.cli.options import expanded

app = typer.Typer()


@app.command()
@expanded
def erase(
    ctx: typer.Context,
    *,
    id: Annotated[str, typer.Argument(metavar="ID", help="A stakeholder's id or alias.")],
    by: AuthorOptions,
) -> None:
    """Erase a person: the item goes, and what the journal says of it but its id.

    Refused while something depends on it, with each relation. It cannot be undone. What else may
    hold it: copies of the store, files it was loaded from and their rejects, logs of a Neo4j.
    """
    from application.erasure import erase as erased

    with graph_of(ctx) as graph:
        made = erased(graph, id, by.author)
    typer.echo(f"erased; revision {made.number} says so")
