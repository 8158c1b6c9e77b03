"""``ramify path``: how two items hang together."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json

app = typer.Typer()


@app.command()
@expanded
def path(
    ctx: typer.Context,
    *,
    start: Annotated[str, typer.Argument(metavar="FROM", help="An id or alias.")],
    end: Annotated[str, typer.Argument(metavar="TO", help="An id or alias.")],
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say how two items hang together, by the shortest way."""
    from queries.graph.path import path as ask

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        snapshot = asked.snapshot
        found = ask(snapshot, start, end, asked.day)
        items = [snapshot.id(row) for row in found.rows]
        keys = [snapshot.key_at(number) for number in found.relations]
    if format is Format.JSON:
        steps = [{"type": key.type, "from": key.start, "to": key.end} for key in keys]
        print_json({"revision": snapshot.revision, "items": items, "relations": steps})
    elif items:
        for key in keys:
            typer.echo(str(key))
    else:
        typer.echo("no way recorded between the two")
