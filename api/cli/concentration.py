"""``ramify concentration``: how much of the office hangs on each supplier."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answer import head_json, items_json, print_head, print_reason
from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows
from api.cli.spof import FirstOption
from graph_model.declare import camel

if TYPE_CHECKING:
    from graph_model.model import Model
    from queries.failure.concentration import Concentration

app = typer.Typer()

SHOWN = (
    *("outage_agencies_lost", "outage_citizen_facing_lost", "outage_slas_lost"),
    *("outage_services_lost", "service_share", "agency_share"),
    *("sourcing_contracts_direct", "sourcing_services_direct", "underlying"),
)
"""The columns of a table, and the one it is ordered by; JSON has all."""
KEPT = ("service_share", "agency_share", "underlying")
"""Columns of no lens."""


@app.command()
@expanded
def concentration(
    ctx: typer.Context,
    *,
    first: FirstOption = 20,
    order_by: Annotated[
        str | None, typer.Option(help="A column, such as service-share; see docs.")
    ] = None,
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say what the loss and the substitution of each supplier touch, most first.

    A share is the part of all services (agencies) recorded that a supplier's loss makes LOST.
    """
    from queries.failure.concentration import concentration as ask

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        column = _column(order_by, graph.model) if order_by else None
        found = ask(asked.snapshot, asked.day, first, column)
        if format is Format.JSON:
            head = {"services": found.services, "agencies": found.agencies, "total": found.total}
            lines = [_json(found, at) for at in range(len(found.rows))]
            print_json(head_json(found, graph) | head | {"suppliers": lines})
            return
        said = f"{found.total} suppliers, the first {len(found.rows)}"
        print_head(found, said if found.total else "nothing recorded of suppliers")
        _print(found, tuple(dict.fromkeys((*SHOWN, *([column] if column else [])))))
        print_reason(found, graph)


def _column(given: str, model: Model) -> str:
    """The column of a name, however its words are joined: as in tables, JSON or GraphQL."""
    from queries.failure.concentration import orders

    def folded(name: str) -> str:
        return re.sub(r"[\s_-]", "", name).lower()

    return next((name for name in orders(model) if folded(name) == folded(given)), given)


def _json(found: Concentration, at: int) -> dict[str, object]:
    from queries.failure.concentration import SHARES, columns

    names = (*(column.name for column in columns(found.snapshot.model)), *SHARES)
    return {
        **items_json(found.snapshot, [int(found.rows[at])])[0],
        **{camel(name): found.column(name)[at].item() for name in names},
        "underlying": items_json(found.snapshot, found.underlying.of(at).tolist()),
    }


def _print(found: Concentration, names: tuple[str, ...]) -> None:
    from queries.failure.concentration import SHARES

    forms = ["{:.1%}" if name in SHARES else "{}" for name in names]
    columns = [found.column(name).tolist() for name in names]
    cells = [
        [form.format(number) for number in column]
        for form, column in zip(forms, columns, strict=True)
    ]
    heads = ("SUPPLIER", *map(_head, names))
    print_rows(heads, list(zip(found.snapshot.ids_of(found.rows), *cells, strict=True)))


def _head(name: str) -> str:
    """The column's name; all levels but NOTIFY say by themselves which lens they are of."""
    plain = name if name.endswith("_notify") else name.partition("_")[2]
    return (name if name in KEPT else plain).replace("_", " ").upper()
