"""``ramify neo4j``: a real Neo4j on this machine, to try Ramify on its production store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from stores.local_neo4j import LocalNeo4j

app = typer.Typer(no_args_is_help=True)


@app.callback()
def neo4j() -> None:
    """Run a real Neo4j on this machine, without Docker or a JDK."""


@app.command()
def run(
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help="Bolt's port on 127.0.0.1", show_default="a free one"),
    ] = None,
    home: Annotated[
        Path | None,
        typer.Option(
            file_okay=False,
            help="A folder that keeps the data between runs",
            show_default="temporary, thrown away at the end",
        ),
    ] = None,
) -> None:
    """Start Neo4j Community and keep it until Ctrl-C.

    The first start fetches Neo4j (about 155 MB) into the user's cache; later ones take seconds.
    """
    # The driver is slow to import, and `ramify --help` has no use for it.
    from stores.local_neo4j import local_neo4j

    with local_neo4j(home=home, port=port, say=_say) as server:
        typer.echo(_invitation(server, keeps=home is not None))
        try:
            server.wait()
        except KeyboardInterrupt:
            _say("stopping Neo4j")


def _say(line: str) -> None:
    """Tell the person who waits; the standard output has the address alone."""
    typer.echo(line, err=True)


def _invitation(server: LocalNeo4j, *, keeps: bool) -> str:
    """How to reach the server and how to stop it."""
    data = str(server.home) if keeps else "temporary, thrown away at the end (--home keeps them)"
    settings = {"": server.uri, "_USER": server.user, "_PASSWORD": server.password}
    variables = " ".join(f"RAMIFY_STORE{name}={value}" for name, value in settings.items())
    return (
        f"Neo4j answers at {server.uri}\n"
        f"  user      {server.user}\n"
        f"  password  {server.password}\n"
        f"  data      {data}\n"
        f"Use it:   {variables} ramify serve\n"
        "Stop it:  Ctrl-C"
    )
