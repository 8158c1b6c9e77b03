"""``ramify serve``: answer over HTTP, on this machine alone unless you say otherwise."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from access.role import AccessRole
from api.cli.opened import settings_of

if TYPE_CHECKING:
    from api.bound_socket import BoundSocket
    from application.settings import Settings

app = typer.Typer()


@app.command()
def serve(
    ctx: typer.Context,
    host: Annotated[
        str | None,
        typer.Option(help="The address to bind (RAMIFY_HOST); not loopback: RAMIFY_SIGN_IN too."),
    ] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port; 0: a free one (RAMIFY_PORT).")
    ] = None,
) -> None:
    """Serve the page at /, GraphQL at /graphql and OpenAPI at /docs until Ctrl-C."""
    from api.bound_socket import bind, require_sign_in

    settings = settings_of(ctx, host=host, port=port)
    require_sign_in(settings)
    with bind(settings.host, settings.port) as bound:
        _served(bound, settings)


def _served(bound: BoundSocket, settings: Settings) -> None:
    from api.app import create_app
    from api.server import serve as run
    from application.graph import opened
    from application.tokens import in_order

    with opened(settings) as graph:
        typer.echo(f"http://{bound.address}/graphql", err=True)
        admin = in_order(graph, AccessRole.ADMIN, datetime.now(UTC))
        run(create_app(graph), bound, settings, admin=admin)
