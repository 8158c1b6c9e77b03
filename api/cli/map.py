"""``ramify map``: a mapping proposed for files of tables, or the first rows as one makes them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.opened import settings_of
from api.cli.output import OutputOption, written

if TYPE_CHECKING:
    from graph_model.model import Model
    from loaders.files import Readings

app = typer.Typer()

KEPT_BACK = 3
"""How the command ends where rows would be kept back, as ``load`` does."""


@app.command("map")
def map_(
    ctx: typer.Context,
    files: Annotated[list[Path], typer.Argument(help="CSV files or workbooks, mapped as one.")],
    mapping: Annotated[
        Path | None, typer.Option("--mapping", help="The mapping to check.", dir_okay=False)
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Show the first rows as they would become.")
    ] = False,
    first: Annotated[int, typer.Option(min=1, help="So many of each kind.")] = 3,
    output: OutputOption = None,
) -> None:
    """Propose a mapping: which columns mean what, and what has to be decided.

    It is YAML with comments: how far each column is filled, samples, and what was not understood.
    Edit it, look at it with --mapping M --check, then `ramify load FILE… --mapping M`. A ? stands
    where nothing in the files decides, and is refused until it is replaced.

    Exits with 3 where --check finds rows that would be kept back.
    """
    from application.graph import read_model

    if check != (mapping is not None):
        raise typer.BadParameter("--mapping and --check belong together")
    model = read_model(settings_of(ctx))
    if mapping is None:
        written(_proposed(files, model), output)
        return
    readings = _read(ctx, files, mapping, model)
    written(_shown(readings, model, first), output)
    if readings.rejects:
        raise typer.Exit(KEPT_BACK)


def _proposed(files: list[Path], model: Model) -> str:
    from loaders.mapped_files import sheets_in
    from loaders.mapping.look import looks_at
    from loaders.mapping.proposal import propose

    looks = looks_at(sheets_in(files))
    return propose(looks, model, files[0].stem).rstrip("\n")


def _read(ctx: typer.Context, files: list[Path], mapping: Path, model: Model) -> Readings:
    """What the mapping makes of the files; the store is opened where it names what is there."""
    from api.cli.opened import graph_of
    from application.loading import items_known
    from loaders.mapped_files import mapping_in, read_mapped

    found = mapping_in(mapping, model)
    if not found.names_others:
        return read_mapped(files, found, model)
    with graph_of(ctx) as graph:
        return read_mapped(files, found, model, known=items_known(graph.store, model))


def _shown(readings: Readings, model: Model, first: int) -> str:
    """The first facts of each kind as plain records, what is told of them, and how many."""
    import orjson

    from application.load_report import type_of
    from graph_model.records import record_of

    lines, counts = list[str](), dict[str, int]()
    for placed in readings.facts:
        type_ = type_of(placed.fact)
        counts[type_] = counts.get(type_, 0) + 1
        if counts[type_] <= first:
            record = orjson.dumps(record_of(placed.fact, model)).decode()
            lines.append(f"{placed.where}: {record}")
    told = [f"kept back: {problem}" for _, one in readings.rejects for problem in one.problems]
    warnings = [w for reading in readings.files for w in reading.warnings] + readings.warnings
    told += [f"warning: {warning}" for warning in warnings]
    counted = ", ".join(f"{count:,} {type_}" for type_, count in counts.items())
    rest = [f"and {len(told) - 20:,} more"] if len(told) > 20 else []
    return "\n".join([*lines, *told[:20], *rest, counted or "nothing was read"])
