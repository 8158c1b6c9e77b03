"""``ramify schema``: the GraphQL schema, exactly as introspection tells it."""

from __future__ import annotations

import typer

from api.cli.opened import settings_of

app = typer.Typer()


@app.command()
def schema(ctx: typer.Context) -> None:
    """Print the GraphQL schema in its schema definition language."""
    from api.schema import text_of

    typer.echo(text_of(settings_of(ctx)))
