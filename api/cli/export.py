"""``ramify export``: the whole graph as a file, to be loaded again or read by other tools."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.facts import AtRevisionOption, FactsOptions, WhatIfOption
from api.cli.opened import graph_of, tell_emptiness
from api.cli.output import OutputOption

if TYPE_CHECKING:
    from application.graph import Graph
    from graph_model.facts import Fact
    from queries.snapshot.snapshot import Snapshot

app = typer.Typer()


class ExportFormat(StrEnum):
    """The forms that a graph can be written in."""

    JSON = "json"
    JSONL = "jsonl"
    GRAPHML = "graphml"


@app.command()
def export(
    ctx: typer.Context,
    output: OutputOption = None,
    format: Annotated[
        ExportFormat | None,
        typer.Option("--format", help="The form.", show_default="as the file's name ends, or json"),
    ] = None,
    at_revision: AtRevisionOption = None,
    what_if: WhatIfOption = None,
) -> None:
    """Write the whole graph, as a file that can be loaded again, or as GraphML for other tools.

    As it is, as it was at a revision, or as edits would make it; edits count from today.
    """
    chosen = format or _format_of(output)
    options = FactsOptions(at_revision=at_revision, what_if=what_if)
    with graph_of(ctx) as graph:
        tell_emptiness(graph)
        _write(_parts(chosen, graph, options), output)


def _format_of(file: Path | None) -> ExportFormat:
    known = {form.value: form for form in ExportFormat}
    return (
        known.get(file.suffix.lstrip(".").lower(), ExportFormat.JSON) if file else ExportFormat.JSON
    )


def _parts(format: ExportFormat, graph: Graph, options: FactsOptions) -> Iterable[bytes]:
    """The file, a part at a time."""
    if format is ExportFormat.GRAPHML:
        from queries.graph.graphml import graphml

        return (line.encode() for line in graphml(_seen(graph, options)))
    from loaders.sources.plain_graph.writing import in_order, write_graph, write_lines

    write = write_graph if format is ExportFormat.JSON else write_lines
    return write(in_order(_facts(graph, options), graph.model), graph.model)


def _facts(graph: Graph, options: FactsOptions) -> Iterable[Fact]:
    """The facts as the store holds them now, which takes no snapshot, or as the options ask."""
    if options == FactsOptions() and not graph.viewer.scoped:
        return graph.store.read().facts(graph.model)
    from queries.snapshot.facts import facts_of

    return facts_of(_seen(graph, options))


def _seen(graph: Graph, options: FactsOptions) -> Snapshot:
    """The facts that the options ask for, without what may not be seen."""
    from application.asking import Asker

    return Asker.of(graph).view(options.about(graph)).seen_alone()


def _write(parts: Iterable[bytes], file: Path | None) -> None:
    """Write to a file, whole or not at all, or to the output."""
    if file is None:
        sys.stdout.buffer.writelines(parts)
        return
    partial = file.with_name(f".{file.name}.partial")
    try:
        with partial.open("wb") as written:
            written.writelines(parts)
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
