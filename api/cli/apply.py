"""``ramify apply``: a ChangeSet's file into the store, all of it or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.author import AuthorOptions
from api.cli.opened import graph_of
from api.cli.options import expanded

app = typer.Typer()

SOURCE = "command line"


@app.command()
@expanded
def apply(
    ctx: typer.Context,
    *,
    file: Annotated[Path, typer.Argument(help="A ChangeSet's JSON file, such as a scenario.")],
    by: AuthorOptions,
) -> None:
    """Apply a ChangeSet; the same one again changes nothing."""
    from application.edit import read_json
    from graph_model.change_file import read_change_set

    with graph_of(ctx) as graph:
        change_set = read_change_set(read_json(file), graph.model)
        revision = by.author.apply(graph.store, change_set, SOURCE)
    typer.echo(f"{revision.change_set}: revision {revision.number}, {len(revision.images)} changed")
