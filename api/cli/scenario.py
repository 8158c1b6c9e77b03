"""``ramify scenario``: what-if edits as a ChangeSet's file, to be asked again or applied."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.cli.opened import graph_of
from api.cli.output import AsOfOption, print_json
from application.day import read_day

app = typer.Typer()


@app.command()
def scenario(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="A JSON file of edits, or a ChangeSet's.")],
    id: Annotated[str, typer.Option("--id", help="The ChangeSet's id, of your choice.")],
    as_of: AsOfOption = None,
) -> None:
    """Print the plain changes that some edits come to, as a ChangeSet's file."""
    from application.edit import read_edit_file
    from graph_model.change_file import change_set_record
    from queries.what_if.edit import scenario as save

    with graph_of(ctx) as graph:
        day = read_day(as_of, graph.today())
        found = save(graph.snapshot(), read_edit_file(file, graph.model), day, id)
        print_json(change_set_record(found.change_set, graph.model))
