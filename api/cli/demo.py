"""``ramify demo``: the samples loaded, three questions answered, and a server to ask more."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.opened import settings_of

if TYPE_CHECKING:
    from strawberry import Schema

    from api.bound_socket import BoundSocket
    from application.demo import Place
    from application.graph import Graph

app = typer.Typer()

SHOWN, WIDTH = 40, 96
"""How many lines of an answer are shown, and how wide they may be."""


@app.command()
def demo(
    ctx: typer.Context,
    neo4j: Annotated[
        bool, typer.Option("--neo4j", help="On a real local Neo4j, not the embedded store.")
    ] = False,
    load_only: Annotated[
        bool, typer.Option("--load-only", help="Only load, and print the store's address.")
    ] = False,
) -> None:
    """Load the samples, answer three questions, and serve until Ctrl-C."""
    if load_only:
        _load_only(neo4j)
    else:
        _serve(ctx, neo4j)


def _load_only(neo4j: bool) -> None:
    """The address alone on the output, for ``--store "$(ramify demo --load-only)"``."""
    from application.demo import demo_graph
    from graph_model.errors import InvalidQuestion, Problem

    if neo4j:
        expected = "one of the two: the demo's Neo4j stops with its server"
        raise InvalidQuestion([Problem("demo", "--load-only and --neo4j", expected)])
    with _place(neo4j) as place, demo_graph(place, _say):
        typer.echo(place.store)


def _serve(ctx: typer.Context, neo4j: bool) -> None:
    from api.bound_socket import bind, require_sign_in

    settings = settings_of(ctx)
    require_sign_in(settings)
    with bind(settings.host, settings.port) as bound, _place(neo4j) as place:
        _served(bound, place)


def _served(bound: BoundSocket, place: Place) -> None:
    from api.app import create_app
    from api.schema import schema_of
    from api.server import serve
    from application.demo import demo_graph

    with demo_graph(place, _say) as graph:
        schema = schema_of(graph)
        _tell(graph, schema, place, f"http://{bound.address}")
        serve(create_app(graph, schema), bound, graph.settings, quiet=True)


@contextmanager
def _place(neo4j: bool) -> Iterator[Place]:
    """Where the demo's facts are: a file in the cache, or a Neo4j that runs as long as this."""
    from application.demo import Place, cache, embedded

    if not neo4j:
        yield embedded()
        return
    from stores.local_neo4j import local_neo4j

    with local_neo4j(home=cache() / "demo-neo4j", say=_say) as server:
        yield Place(server.uri, server.user, server.password)


def _tell(graph: Graph, schema: Schema, place: Place, address: str) -> None:
    """What was loaded and where it is, the three questions with their answers, where to ask."""
    from api.schema import asked
    from application.demo import QUESTIONS, held

    counts = ", ".join(f"{count:,} {name}" for name, count in held(graph))
    typer.echo(f"Loaded: FedRAMP's marketplace and a fictional state.\n  {counts}")
    typer.echo(f"{_whereabouts(place)}\n")
    for number, (words, query) in enumerate(QUESTIONS, 1):
        typer.echo(
            f"{number}. {words}\n\n{_indented(query)}\n\n{_answer(asked(schema, graph, query))}\n"
        )
    typer.echo(
        f"Look at it: {address}/\n"
        f"Paste them at {address}/graphql; OpenAPI: {address}/docs. Ctrl-C stops the server."
    )
    if os.environ.get("RAMIFY_STORE"):
        _say("RAMIFY_STORE is not used: the demo has a store of its own; `ramify serve` uses it")


def _whereabouts(place: Place) -> str:
    """Where the facts are, and how to ask them with something else."""
    from application.demo import CYPHER

    if place.password is None:
        return f"Kept in {place.store}; commands ask it too:\n  ramify spof --store {place.store}"
    return (
        f"Kept in the Neo4j at {place.store}, which runs as long as this; "
        "any tool that speaks Bolt asks it:\n"
        f"  user      {place.user}\n"
        f"  password  {place.password}\n"
        f"  Cypher    {CYPHER}"
    )


def _answer(answer: dict[str, Any]) -> str:
    """The answer, cut off where it gets long, and saying so."""
    lines = compact(answer.get("data", answer), WIDTH).split("\n")
    shown = lines[:SHOWN]
    if len(lines) > SHOWN:
        shown.append(f"… and {len(lines) - SHOWN} lines more")
    return _indented("\n".join(shown))


def compact(value: object, width: int, indent: str = "") -> str:
    """JSON that breaks a line only where it would be longer than ``width``."""
    flat = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(flat) <= width or not isinstance(value, dict | list) or not value:
        return flat
    within = indent + "  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(k)}: {compact(v, width, within)}" for k, v in value.items()]
    else:
        parts = [compact(one, width, within) for one in value]
    opening, closing = "{}" if isinstance(value, dict) else "[]"
    return f"{opening}\n{within}" + f",\n{within}".join(parts) + f"\n{indent}{closing}"


def _indented(text: str) -> str:
    return "\n".join(f"   {line}" for line in text.split("\n"))


def _say(line: str) -> None:
    typer.echo(line, err=True)
