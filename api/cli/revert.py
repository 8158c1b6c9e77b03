"""``ramify revert``: the ChangeSet that undoes a revision, applied or only shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.apply import SOURCE
from api.cli.author import AuthorOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows

if TYPE_CHECKING:
    from graph_model.changes import ChangeSet
    from graph_model.model import Model

app = typer.Typer()


@app.command()
@expanded
def revert(
    ctx: typer.Context,
    *,
    revision: Annotated[int, typer.Argument(min=1, help="The revision, as `journal` numbers it.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would undo it.")] = (
        False
    ),
    by: AuthorOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Undo a revision: what it made goes, what it changed or removed is as it was before.

    Refused where later changes stand on what it made, with each item. With --dry-run and
    --format json it prints a ChangeSet's file, to be changed and applied.
    """
    from application.revert import reversal

    with graph_of(ctx) as graph:
        undoing = reversal(graph, revision, graph.viewer, by.reason)
        _print(undoing, graph.model, format)
        if not dry_run:
            made = by.author.apply(graph.store, undoing, SOURCE)
            typer.echo(f"revision {revision} is undone by revision {made.number}", err=True)


def _print(undoing: ChangeSet, model: Model, format: Format) -> None:
    from graph_model.change_file import change_set_record
    from graph_model.changes import Remove

    if format is Format.JSON:
        print_json(change_set_record(undoing, model))
        return
    rows = [("remove" if isinstance(c, Remove) else "put", str(c.ref)) for c in undoing.changes]
    print_rows(["CHANGE", "OF"], rows)
