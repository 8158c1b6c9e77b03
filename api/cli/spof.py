"""``ramify spof``: the single points of failure, ranked by what hangs on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answer import head_json, items_json, print_head, print_reason
from api.cli.criticality import CauseOption, counts_json
from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows

if TYPE_CHECKING:
    from queries.failure.single_points_of_failure import SinglePointsOfFailure

app = typer.Typer()

FirstOption = Annotated[int, typer.Option(min=0, help="How many, the first of the ranking.")]


@app.command()
@expanded
def spof(
    ctx: typer.Context,
    *,
    first: FirstOption = 20,
    kind: CauseOption = None,
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Rank whose loss alone makes agencies, services or SLAs LOST.

    By agencies, then citizen-facing services, SLAs, services and all items, most first.
    """
    from queries.failure.criticality import CAUSES
    from queries.failure.single_points_of_failure import single_points_of_failure

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        found = single_points_of_failure(asked.snapshot, asked.day, first, kind or CAUSES)
        if format is Format.JSON:
            print_json(head_json(found, graph) | {"total": found.total, "ranked": _lines(found)})
            return
        print_head(found, _said(found))
        heads = ("AGENCIES", "CITIZEN-FACING", "SLAS", "SERVICES", "ITEMS", "KIND", "ID", "NAME")
        print_rows(heads, [tuple(line.values()) for line in _lines(found)])
        print_reason(found, graph)


def _said(found: SinglePointsOfFailure) -> str:
    if not found.total:
        return "nothing recorded whose loss alone takes an agency, a service or an SLA"
    return f"{found.total} single points of failure, the first {len(found.rows)}"


def _lines(found: SinglePointsOfFailure) -> list[dict[str, object]]:
    return [
        {**counts_json(found.counts, at), **items_json(found.snapshot, [row])[0]}
        for at, row in enumerate(found.rows.tolist())
    ]
