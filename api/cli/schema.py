"""``ramify schema``: the GraphQL schema, exactly as introspection tells it."""

from __future__ import annotations

import typer

from api.cli.opened import settings_of
from api.cli.output import OutputOption, written

app = typer.Typer()


@app.command()
def schema(ctx: typer.Context, output: OutputOption = None) -> None:
    """Print the GraphQL schema in its schema definition language."""
    from api.schema import text_of

    written(text_of(settings_of(ctx)), output)
