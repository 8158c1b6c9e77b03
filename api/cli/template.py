"""``ramify template``: a workbook to fill in (contracts, services, …) that loads as it is."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from api.cli.opened import settings_of
from api.cli.output import written_bytes

app = typer.Typer()


class Filled(StrEnum):
    """What is filled in."""

    CONTRACTS = "contracts"
    SERVICES = "services"
    SUPPLIERS = "suppliers"
    AGENCIES = "agencies"


@app.command()
def template(
    ctx: typer.Context,
    tables: Annotated[list[Filled], typer.Argument(help="The sheets, in their order.")],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE.xlsx", help="Where it is written.")
    ],
    currency: Annotated[str, typer.Option(help="Of amounts that do not name one.")] = "USD",
) -> None:
    """Write a workbook with a sheet for each, choices as drop-downs, and one that explains them.

    Filled in, it loads without a mapping: `ramify load FILE.xlsx`.
    """
    from application.graph import read_model
    from loaders.mapping.office_tables import TEMPLATES
    from loaders.mapping.office_workbook import office_workbook

    model = read_model(settings_of(ctx))
    wanted = [table for name in tables for table in TEMPLATES if table.name == name]
    written_bytes(office_workbook(wanted, model, currency), output)
    typer.echo(f"{output}: fill it in, then ramify load {output}")
