"""``ramify substitute``: what changes hands and what is exposed if a supplier is replaced."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.impact import as_json, ordered
from api.cli.opened import graph_of
from api.cli.output import AsOfOption, Format, FormatOption, print_json, print_rows, read_day

app = typer.Typer()


@app.command()
def substitute(
    ctx: typer.Context,
    supplier: Annotated[str, typer.Argument(help="The supplier's id or alias.")],
    by: Annotated[str | None, typer.Option(help="The supplier that takes its place.")] = None,
    service: Annotated[
        list[str] | None, typer.Option(help="Only for this service; may be repeated.")
    ] = None,
    as_of: AsOfOption = None,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say what changes hands, and what is exposed, if a supplier is replaced."""
    from queries.substitution import substitution

    with graph_of(ctx) as graph:
        day = read_day(as_of, graph.today())
        found = substitution(graph.snapshot(), supplier, day, by, service or None)
        answer, snapshot = found.impact, found.impact.snapshot
        rows = ordered(answer, None, None)
        if format is Format.JSON:
            replacing = None if found.by is None else snapshot.id(found.by)
            head = {
                "verdict": found.verdict,
                "supplier": snapshot.id(found.supplier),
                "by": replacing,
            }
            print_json(head | {"impact": as_json(answer, rows, graph, why=False)})
            return
        typer.echo(found.verdict)
        typer.echo()
        cells = [
            (answer.level(row), snapshot.kind(row), snapshot.id(row), snapshot.name(row))
            for row in rows
        ]
        print_rows(("LEVEL", "KIND", "ID", "NAME"), cells)
