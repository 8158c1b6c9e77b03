"""``ramify search``: items by name, id or alias, tolerant of typing errors."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows

app = typer.Typer()


@app.command()
@expanded
def search(
    ctx: typer.Context,
    *,
    text: Annotated[list[str], typer.Argument(metavar="TEXT…", help="Words of a name or an id.")],
    kind: Annotated[list[str] | None, typer.Option(help="Only this kind; may be repeated.")] = None,
    first: Annotated[int, typer.Option(min=1, help="How many, the best first.")] = 20,
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Find items by name, id or alias."""
    from queries.graph.search import search as ask

    with graph_of(ctx) as graph:
        snapshot = options.facts(graph).snapshot
        hits = [
            {
                "kind": snapshot.kind(hit.row),
                "id": snapshot.id(hit.row),
                "name": snapshot.name(hit.row),
                "score": round(hit.score, 1),
            }
            for hit in ask(snapshot, " ".join(text), kind or None, first)
        ]
    if format is Format.JSON:
        print_json({"revision": snapshot.revision, "hits": hits})
    elif hits:
        print_rows(("KIND", "ID", "NAME"), [(h["kind"], h["id"], h["name"]) for h in hits])
    else:
        typer.echo("nothing recorded under that name")
