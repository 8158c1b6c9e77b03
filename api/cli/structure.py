"""``ramify structure``: components, rings, and where the graph would fall apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answer import head_json, items_json, print_head, print_reason
from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from queries.graph.structure import Structure
    from queries.snapshot.rows import Ints

app = typer.Typer()

NAMED = 8
"""How many items of a set a line of the table names."""


@app.command()
@expanded
def structure(
    ctx: typer.Context,
    *,
    relation: Annotated[
        list[str] | None, typer.Option(help="Over this type only; may be repeated.")
    ] = None,
    first: Annotated[int, typer.Option(min=0, help="How many of each, the largest first.")] = 10,
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say how the graph hangs together as a graph.

    Classical measures: they know nothing of redundancy and contracts, as ramify criticality does.
    """
    from queries.graph.structure import structure as ask

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        found = ask(asked.snapshot, asked.day, relation or None)
        if format is Format.JSON:
            print_json(head_json(found, graph) | as_json(found, first))
            return
        _print(found, first)
        print_reason(found, graph)


def as_json(found: Structure, first: int) -> dict[str, object]:
    """The measures as programs read them; of each list how many there are, and the first."""
    points = found.articulation_points
    return {
        "items": found.items,
        "relations": found.relations,
        "components": _sets_json(found, found.components, first),
        "cycles": _sets_json(found, found.cycles, first),
        "biconnected": _sets_json(found, found.biconnected, first),
        "articulationPoints": {
            "totalCount": len(points),
            "nodes": [
                {"parts": found.parts_without(row), **items_json(found.snapshot, [row])[0]}
                for row in points[:first].tolist()
            ],
        },
    }


def _sets_json(found: Structure, sets: Sequence[Ints], first: int) -> dict[str, object]:
    nodes = [{"size": len(s), "items": found.snapshot.ids_of(s)} for s in sets[:first]]
    return {"totalCount": len(sets), "nodes": nodes}


def _print(found: Structure, first: int) -> None:
    points = found.articulation_points
    counts = (
        (found.items, "item"),
        (found.relations, "relation"),
        (len(found.components), "component"),
        (len(found.cycles), "ring"),
        (len(points), "articulation point"),
    )
    said = [f"{number:,} {noun}{'' if number == 1 else 's'}" for number, noun in counts]
    print_head(found, f"{said[0]} and {said[1]} in {said[2]}, with {said[3]} and {said[4]}")
    lists = (
        ("component", found.components),
        ("ring", found.cycles),
        ("biconnected", found.biconnected),
    )
    rows = [
        (name, f"{len(one):,}", _named(found, one)) for name, sets in lists for one in sets[:first]
    ]
    rows += [
        ("articulation", f"{found.parts_without(row):,} parts", found.snapshot.id(row))
        for row in points[:first].tolist()
    ]
    print_rows(("WHAT", "SIZE", "ITEMS"), rows)


def _named(found: Structure, rows: Ints) -> str:
    ids = ", ".join(found.snapshot.ids_of(rows[:NAMED]))
    return f"{ids}, and {len(rows) - NAMED:,} more" if len(rows) > NAMED else ids
