"""``ramify still-true``: facts were looked at and found as recorded, which dates them anew."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.apply import SOURCE
from api.cli.author import AuthorOptions
from api.cli.opened import graph_of
from api.cli.options import expanded

app = typer.Typer()


@app.command()
@expanded
def still_true(
    ctx: typer.Context,
    *,
    ids: Annotated[list[str] | None, typer.Argument(help="Items, by id or alias.")] = None,
    relation: Annotated[
        list[str] | None,
        typer.Option(
            metavar="JSON",
            help='A relation, as {"type": …, "from": …, "to": …}, with its group or role.',
        ),
    ] = None,
    on: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="The day they were looked at; without it, today."),
    ] = None,
    by: AuthorOptions,
) -> None:
    """Set the day on which facts were verified; what was verified since is left as it is."""
    from application.day import read_day
    from application.still_true import still_true as dated
    from graph_model.change_file import read_refs

    with graph_of(ctx) as graph:
        raw = [*({"id": id_} for id_ in ids or ()), *map(_json, relation or ())]
        day = read_day(on, graph.today()) if on else None
        told = dated(graph, read_refs(raw, graph.model), graph.viewer, day, by.reason)
        made = by.author.apply(graph.store, told, SOURCE)
    typer.echo(f"revision {made.number}: {len(made.images)} verified")


def _json(text: str) -> object:
    import orjson

    from graph_model.errors import InvalidInput, Problem

    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        expected = '{"type": …, "from": …, "to": …}'
        raise InvalidInput([Problem("--relation", repr(text)[:80], expected)]) from None
