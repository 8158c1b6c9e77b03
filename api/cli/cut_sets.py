"""``ramify cut-sets``: which items, lost together, take one service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answer import head_json, items_json, print_head, print_reason
from api.cli.criticality import CauseOption
from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows
from api.cli.spof import FirstOption

if TYPE_CHECKING:
    from queries.failure.cut_sets import CutSets

app = typer.Typer()


@app.command("cut-sets")
@expanded
def cut_sets(
    ctx: typer.Context,
    *,
    of: Annotated[str, typer.Argument(metavar="ID", help="An id or alias.")],
    size: Annotated[int, typer.Option(help="How many items at most: 2 or 3.")] = 3,
    first: FirstOption = 20,
    kind: CauseOption = None,
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """List the smallest sets of items whose joint loss makes this LOST.

    No part of a set does. Items that are interchangeable are told as one class: "ci:a (or 2 more)".
    """
    from queries.failure.criticality import CAUSES
    from queries.failure.cut_sets import cut_sets as ask

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        found = ask(asked.snapshot, of, asked.day, size, first, kind or CAUSES)
        if format is Format.JSON:
            print_json(head_json(found, graph) | _json(found))
        else:
            _print(found)
            print_reason(found, graph)


def _json(found: CutSets) -> dict[str, object]:
    return {
        "item": items_json(found.snapshot, [found.row])[0],
        "single": items_json(found.snapshot, found.single.tolist()),
        "found": found.found,
        "itemSets": found.item_sets,
        "cutSets": [
            {
                "size": len(found.of(at)),
                "ways": int(found.ways[at]),
                "classes": [items_json(found.snapshot, rows.tolist()) for rows in found.of(at)],
            }
            for at in range(len(found.sets))
        ],
    }


def _print(found: CutSets) -> None:
    print_head(
        found,
        f"{found.found} cut sets of {'2' if found.size == 2 else '2 or 3'} classes take "
        f"{found.snapshot.id(found.row)}, {found.item_sets} of items, the first {len(found.sets)}",
    )
    if len(found.single):
        typer.echo(f"{len(found.single)} need no company: see ramify criticality")
        typer.echo()
    lines = []
    for at in range(len(found.sets)):
        told = [_class(found.snapshot.ids_of(rows)) for rows in found.of(at)]
        lines.append((len(told), int(found.ways[at]), " + ".join(told)))
    print_rows(("SIZE", "WAYS", "LOST TOGETHER"), lines)


def _class(ids: list[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{ids[0]} (or {len(ids) - 1} more)"
