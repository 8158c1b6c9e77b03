"""``ramify schema``: the GraphQL schema, exactly as introspection tells it."""

from __future__ import annotations

import typer

from api.cli.opened import settings_of

app = typer.Typer()


@app.command()
def schema(ctx: typer.Context) -> None:
    """Print the GraphQL schema in its schema definition language."""
    from api.graph import read_model
    from api.graphql.schema import build_schema, schema_text

    settings = settings_of(ctx)
    typer.echo(schema_text(build_schema(read_model(settings), settings)))
