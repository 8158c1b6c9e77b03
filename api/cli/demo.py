"""``ramify demo``: the samples loaded, three questions answered, and a server to ask more."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.opened import settings_of

if TYPE_CHECKING:
    from api.demo import Place
    from api.graph import Graph

app = typer.Typer()

SHOWN = 24
"""How many lines of an answer are shown."""


@app.command()
def demo(
    ctx: typer.Context,
    neo4j: Annotated[
        bool, typer.Option("--neo4j", help="On a real local Neo4j, not the embedded store.")
    ] = False,
) -> None:
    """Load the samples, answer three questions, and serve until Ctrl-C."""
    from api.demo import demo_graph
    from api.server import bind, serve

    settings = settings_of(ctx)
    with (
        bind(settings.host, settings.port) as bound,
        _place(neo4j) as place,
        demo_graph(place, _say) as graph,
    ):
        _tell(graph, f"http://{bound.address}")
        serve(graph, bound, quiet=True)


@contextmanager
def _place(neo4j: bool) -> Iterator[Place]:
    """Where the demo's facts are: a file in the cache, or a Neo4j that runs as long as this."""
    from api.demo import Place, cache, embedded

    if not neo4j:
        yield embedded()
        return
    from stores.local_neo4j import local_neo4j

    with local_neo4j(home=cache() / "demo-neo4j", say=_say) as server:
        yield Place(server.uri, server.user, server.password)


def _tell(graph: Graph, address: str) -> None:
    """What was loaded, the three questions with their answers, and where to ask."""
    from api.demo import QUESTIONS, held
    from api.graphql.execute import execute
    from api.graphql.schema import build_schema

    counts = ", ".join(f"{count:,} {name}" for name, count in held(graph))
    typer.echo(f"Loaded: FedRAMP's marketplace and a fictional state.\n  {counts}\n")
    schema = build_schema(graph.model, graph.settings)
    for number, (words, query) in enumerate(QUESTIONS, 1):
        typer.echo(
            f"{number}. {words}\n\n{_indented(query)}\n\n{_answer(execute(schema, graph, query))}\n"
        )
    typer.echo(
        f"Paste them at {address}/graphql; OpenAPI: {address}/docs. Ctrl-C stops the server."
    )
    if os.environ.get("RAMIFY_STORE"):
        _say("RAMIFY_STORE is not used: the demo has a store of its own; `ramify serve` uses it")


def _answer(answer: dict[str, Any]) -> str:
    """The answer, cut off where it gets long, and saying so."""
    import orjson

    lines = (
        orjson.dumps(answer.get("data", answer), option=orjson.OPT_INDENT_2).decode().split("\n")
    )
    shown = lines[:SHOWN]
    if len(lines) > SHOWN:
        shown.append(f"… and {len(lines) - SHOWN} lines more")
    return _indented("\n".join(shown))


def _indented(text: str) -> str:
    return "\n".join(f"   {line}" for line in text.split("\n"))


def _say(line: str) -> None:
    typer.echo(line, err=True)
