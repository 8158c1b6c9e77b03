"""``ramify corridor``: everything between what fails and an item, as a list or to be drawn."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.explained import Between, LensOption, explained, item_json
from api.cli.facts import FactsOptions
from api.cli.options import expanded
from api.cli.output import print_json, print_rows

if TYPE_CHECKING:
    from graph_model.facts import RelationKey
    from queries.impact.corridor import Corridor
    from queries.impact.impact import Impact

app = typer.Typer()


class CorridorFormat(StrEnum):
    """How a corridor is printed."""

    TABLE = "table"
    JSON = "json"
    DOT = "dot"


@app.command()
@expanded
def corridor(
    ctx: typer.Context,
    *,
    between: Between,
    lens: LensOption = "outage",
    options: FactsOptions,
    format: Annotated[
        CorridorFormat, typer.Option("--format", help="For people, programs, or Graphviz.")
    ] = CorridorFormat.TABLE,
) -> None:
    """Say what lies on any way of an effect to an item."""
    from queries.impact.corridor import corridor as ask

    with explained(ctx, between, lens, options) as asked:
        impact = asked.impact
        found = ask(impact, asked.row)
        keys = [impact.snapshot.key_at(number) for number in found.relations.tolist()]
        if format is CorridorFormat.DOT:
            typer.echo(dot(impact, found, keys))
        elif format is CorridorFormat.JSON:
            print_json(asked.head_json() | _json(impact, found, keys))
        else:
            asked.print_head(f", {len(found.rows)} items and {len(keys)} relations between")
            _print(impact, found, keys)


def _json(impact: Impact, found: Corridor, keys: list[RelationKey]) -> dict[str, object]:
    rows = sorted(found.rows.tolist(), key=impact.snapshot.id)
    items = [item_json(impact, row) | {"level": impact.level(row)} for row in rows]
    relations = [{"type": key.type, "from": key.start, "to": key.end} for key in keys]
    return {"items": items, "relations": relations}


def _print(impact: Impact, found: Corridor, keys: list[RelationKey]) -> None:
    rows = sorted(found.rows.tolist(), key=lambda r: (-impact.code(r), impact.snapshot.id(r)))
    cells = [(impact.level(row), *item_json(impact, row).values()) for row in rows]
    typer.echo()
    print_rows(("LEVEL", "KIND", "ID", "NAME"), cells)
    typer.echo()
    for key in sorted(keys):
        typer.echo(str(key))


def dot(impact: Impact, found: Corridor, keys: list[RelationKey]) -> str:
    """The corridor in Graphviz's language, effects flowing downward."""
    shades = {3: "#f4b6b6", 2: "#f7dfa8", 1: "#e4e4e4"}
    lines = ["digraph corridor {", '  node [shape=box, style="rounded,filled"];']
    for row in sorted(found.rows.tolist(), key=impact.snapshot.id):
        id_, level = impact.snapshot.id(row), impact.level(row)
        label = _quoted(f"{impact.snapshot.name(row)}\n{level}")
        shade = shades[impact.code(row)]
        lines.append(f'  {_quoted(id_)} [label={label}, fillcolor="{shade}"];')
    for key in sorted(keys):
        discriminator = f" [{key.discriminator}]" if key.discriminator else ""
        ends = f"{_quoted(key.start)} -> {_quoted(key.end)}"
        lines.append(f"  {ends} [label={_quoted(key.type + discriminator)}];")
    return "\n".join([*lines, "}"])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
