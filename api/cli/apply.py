"""``ramify apply``: a ChangeSet's file into the store, all of it or nothing."""

from __future__ import annotations

from getpass import getuser
from pathlib import Path
from typing import Annotated

import typer

from api.cli.opened import graph_of

app = typer.Typer()

SOURCE = "command line"


@app.command()
def apply(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A ChangeSet's JSON file, such as a scenario.")],
    author: Annotated[str | None, typer.Option(help="Who applies it; without it, you.")] = None,
) -> None:
    """Apply a ChangeSet; the same one again changes nothing."""
    from application.edit import read_json
    from graph_model.change_file import read_change_set

    with graph_of(ctx) as graph:
        change_set = read_change_set(read_json(file), graph.model)
        revision = graph.store.apply(change_set, author or _user(), SOURCE)
    typer.echo(f"{revision.change_set}: revision {revision.number}, {len(revision.images)} changed")


def _user() -> str:
    """Who runs the command, where the system knows."""
    try:
        return getuser()
    except (KeyError, OSError):
        return "unknown"
