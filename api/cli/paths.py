"""``ramify paths``: the shortest ways by which an effect reaches an item."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.explained import (
    CHAIN_HEADS,
    Between,
    LensOption,
    chain_json,
    chain_rows,
    explained,
)
from api.cli.facts import FactsOptions
from api.cli.options import expanded
from api.cli.output import Format, FormatOption, print_json, print_rows
from graph_model.words import counted

app = typer.Typer()


@app.command()
@expanded
def paths(
    ctx: typer.Context,
    *,
    between: Between,
    first: Annotated[int, typer.Option(min=1, help="How many, the shortest first.")] = 5,
    lens: LensOption = "outage",
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say by which ways an effect reaches an item, the shortest first."""
    from queries.impact.paths import paths as ask

    with explained(ctx, between, lens, options) as asked:
        asked.affected()
        impact = asked.impact
        found = ask(impact, asked.row, first)
        if format is Format.JSON:
            chains = [chain_json(impact, chain) for chain in found.chains]
            told = {"complete": found.complete, "reason": found.reason, "paths": chains}
            print_json(asked.head_json() | told)
            return
        asked.print_head(f", {counted(len(found.chains), 'way', 'ways')}")
        for chain in found.chains:
            typer.echo()
            print_rows(CHAIN_HEADS, chain_rows(impact, chain))
        if found.reason:
            typer.echo()
            typer.echo(f"there may be other ways: {found.reason}")
