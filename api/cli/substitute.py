"""``ramify substitute``: what changes hands if a supplier is replaced; may we, can they, when."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answer import head_json, items_json, print_head, print_reason
from api.cli.facts import Facts, FactsOptions
from api.cli.impact import as_json, ordered
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows
from api.cli.spof import FirstOption
from api.cli.substitution import parts_json, print_parts
from application.day import read_day
from graph_model.errors import InvalidQuestion, Problem

if TYPE_CHECKING:
    from application.graph import Graph
    from queries.substitution.sourcing_sweep import Sweep
    from queries.substitution.substitution import Substitution

app = typer.Typer()


@app.command()
@expanded
def substitute(
    ctx: typer.Context,
    *,
    supplier: Annotated[str | None, typer.Argument(help="The supplier's id or alias.")] = None,
    by: Annotated[str | None, typer.Option(help="The supplier that takes its place.")] = None,
    service: Annotated[
        list[str] | None, typer.Option(help="Only for this service; may be repeated.")
    ] = None,
    on: Annotated[
        str | None, typer.Option(metavar="YYYY-MM-DD", help="The day; without it, at once.")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="Every supplier, one line each.")] = False,
    order_by: Annotated[
        str | None, typer.Option(help="A part of candidates; with --all, a column.")
    ] = None,
    first: FirstOption = 20,
    save: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Save it as a scenario; needs --by.")
    ] = None,
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say what changes hands if a supplier is replaced, whether it may and can be, and by when."""
    if every is (supplier is not None):
        raise InvalidQuestion([Problem("substitute", "both or neither", "a supplier, or --all")])
    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        if supplier is None:
            _every(asked, graph, order_by, first, format)
            return
        from queries.substitution.substitution import substitution

        day = None if on is None else read_day(on, asked.day)
        calendar, services = graph.settings.calendar, service or None
        found = substitution(asked.snapshot, supplier, asked.day, by, services, day, calendar)
        if save is not None:
            _save(found, save, graph)
        if format is Format.JSON:
            print_json(_json(found, order_by, graph))
        else:
            _print(found, order_by, graph)


def _save(found: Substitution, path: Path, graph: Graph) -> None:
    """Write the scenario; its id is the file's name.

    Raises:
        InvalidQuestion: nobody is named to take the supplier's place.
    """
    import orjson

    from graph_model.change_file import change_set_record

    kept = found.scenario(path.stem)
    if kept is None:
        raise InvalidQuestion([Problem("--save", "no --by", "who takes the supplier's place")])
    record = change_set_record(kept.change_set, graph.model)
    path.write_bytes(orjson.dumps(record, option=orjson.OPT_INDENT_2))


def _json(found: Substitution, order_by: str | None, graph: Graph) -> dict[str, object]:
    snapshot = found.impact.snapshot
    rows = ordered(found.impact, None, None)
    head = {
        "verdict": found.verdict,
        "supplier": snapshot.id(found.supplier),
        "by": None if found.by is None else snapshot.id(found.by),
    }
    whole = as_json(found.impact, rows, graph, why=False)
    return head | {"impact": whole} | parts_json(found, order_by)


def _print(found: Substitution, order_by: str | None, graph: Graph) -> None:
    answer, snapshot = found.impact, found.impact.snapshot
    print_head(answer, found.verdict)
    cells = [
        (answer.level(row), snapshot.kind(row), snapshot.id(row), snapshot.name(row))
        for row in ordered(answer, None, None)
    ]
    print_rows(("LEVEL", "KIND", "ID", "NAME"), cells)
    print_parts(found, order_by)
    print_reason(answer, graph)


def _every(asked: Facts, graph: Graph, order_by: str | None, first: int, format_: Format) -> None:
    from queries.substitution.sourcing_sweep import COLUMNS, sourcing_sweep

    found = sourcing_sweep(asked.snapshot, asked.day, graph.settings.calendar)
    order = found.ordered(_column(order_by or COLUMNS[0]))[:first].tolist()
    if format_ is Format.JSON:
        lines = [_line_json(found, at) for at in order]
        print_json(head_json(found, graph) | {"total": len(found.suppliers), "suppliers": lines})
        return
    print_head(found, f"{len(found.suppliers)} suppliers, the first {len(order)}")
    heads = ["SUPPLIER", *(column.replace("_", " ").upper() for column in COLUMNS), "ACT BY"]
    cells = [
        (
            found.snapshot.id(int(found.suppliers[at])),
            *found.numbers[at].tolist(),
            _act_by(found, at),
        )
        for at in order
    ]
    print_rows(heads, cells)
    print_reason(found, graph)


def _column(given: str) -> str:
    """The column of a name, however its words are joined: as in tables, JSON or GraphQL."""
    from queries.substitution.sourcing_sweep import ORDERS

    def folded(name: str) -> str:
        return re.sub(r"[\s_-]", "", name).lower()

    return next((name for name in ORDERS if folded(name) == folded(given)), given)


def _act_by(found: Sweep, at: int) -> str:
    from queries.snapshot.days import day_of

    day = day_of(int(found.act_by[at]))
    return "–" if day is None else day.isoformat()


def _line_json(found: Sweep, at: int) -> dict[str, object]:
    from graph_model.declare import camel
    from queries.substitution.sourcing_sweep import COLUMNS

    numbers = zip(map(camel, COLUMNS), found.numbers[at].tolist(), strict=True)
    day = _act_by(found, at)
    supplier = items_json(found.snapshot, [int(found.suppliers[at])])[0]
    return {**supplier, **dict(numbers), "actBy": None if day == "–" else day}
