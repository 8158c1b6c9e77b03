"""``ramify why``: the shortest chain that gives an item its level, and how sure it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from queries.impact.confidence import Confidence

app = typer.Typer()


@app.command()
@expanded
def why(
    ctx: typer.Context,
    *,
    between: Between,
    lens: LensOption = "outage",
    options: FactsOptions,
    format: FormatOption = Format.TABLE,
) -> None:
    """Say why an item is affected: a shortest chain, and how sure that is."""
    from queries.impact.confidence import confidence

    with explained(ctx, between, lens, options) as asked:
        asked.affected()
        impact = asked.impact
        witness = impact.witness(asked.row)
        sure = confidence(impact, asked.row, asked.graph.settings.source_order)
        if format is Format.JSON:
            chain = {"witness": chain_json(impact, witness), "confidence": _json(sure)}
            print_json(asked.head_json() | chain)
            return
        asked.print_head()
        typer.echo()
        print_rows(CHAIN_HEADS, chain_rows(impact, witness))
        typer.echo()
        typer.echo(_said(sure))


def _json(sure: Confidence) -> dict[str, object]:
    return {
        "oldest": None if sure.oldest is None else sure.oldest.isoformat(),
        "weakestSource": sure.weakest_source,
        "unverified": sure.unverified,
        "facts": sure.facts,
    }


def _said(sure: Confidence) -> str:
    verified = sure.facts - sure.unverified
    oldest = f", the oldest on {sure.oldest}" if sure.oldest else ""
    return (
        f"rests on {counted(sure.facts, 'fact', 'facts')}: {verified} verified{oldest}; "
        f"weakest source: {sure.weakest_source or 'unknown'}"
    )
