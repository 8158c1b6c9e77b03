"""``ramify criticality``: whose loss alone takes what, from both ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.answer import head_json, items_json, print_head, print_reason
from api.cli.facts import FactsOptions
from api.cli.opened import graph_of
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows
from graph_model.declare import camel

if TYPE_CHECKING:
    from queries.failure.criticality import Counts, Criticality

app = typer.Typer()

CauseOption = Annotated[
    list[str] | None, typer.Option("--kind", help="Only causes of this kind; may be repeated.")
]
SHOWN = ("Agency", "Service", "ServiceLevelAgreement")
"""What a table lists of what a loss takes; JSON lists all."""


@app.command()
@expanded
def criticality(
    ctx: typer.Context,
    *,
    of: Annotated[list[str], typer.Argument(metavar="ID…", help="Ids or aliases.")],
    kind: CauseOption = None,
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say what the loss of each of these alone makes LOST, and whose loss alone takes it."""
    from queries.failure.criticality import CAUSES
    from queries.failure.criticality import criticality as ask

    with graph_of(ctx) as graph:
        asked = options.facts(graph)
        found = ask(asked.snapshot, of, asked.day, kind or CAUSES)
        if format is Format.JSON:
            items = [_json(found, at) for at in range(len(found.rows))]
            print_json(head_json(found, graph) | {"items": items})
            return
        for at in range(len(found.rows)):
            _print(found, at)
        print_reason(found, graph)


def _json(found: Criticality, at: int) -> dict[str, object]:
    snapshot = found.snapshot
    return {
        **items_json(snapshot, [int(found.rows[at])])[0],
        "counts": counts_json(found.counts, at),
        "takes": items_json(snapshot, found.takes(at).tolist()),
        "critical": items_json(snapshot, found.critical(at).tolist()),
    }


def counts_json(counts: Counts, at: int) -> dict[str, int]:
    """The counts at a position as programs read them."""
    return {camel(name): number for name, number in counts.named(at).items()}


def _print(found: Criticality, at: int) -> None:
    snapshot, counts = found.snapshot, found.counts.named(at)
    print_head(
        found,
        f"the loss of {snapshot.id(int(found.rows[at]))} alone makes {counts['items']} others "
        f"LOST; {len(found.critical(at))} are critical to it",
    )
    takes = found.takes(at, SHOWN)
    lists = (("takes", takes), ("hangs on", found.critical(at)))
    lines = [
        (way, item["kind"], item["id"], item["name"])
        for way, rows in lists
        for item in items_json(snapshot, rows.tolist())
    ]
    if lines:
        print_rows(("", "KIND", "ID", "NAME"), lines)
        typer.echo()
    if more := counts["items"] - len(takes):
        typer.echo(f"it takes {more} of other kinds too: --format json lists them")
        typer.echo()
