"""The HTTP door: GraphQL with its explorer, the OpenAPI page, and how the server is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version

import strawberry
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.calendar_route import calendar_router
from api.graph import Graph
from api.graphql.error import unforeseen
from api.graphql.route import graphql_router
from api.graphql.schema import build_schema
from api.health import health_router
from api.response import json_response
from graph_model.errors import RamifyError

log = structlog.get_logger("ramify.app")


def create_app(graph: Graph, schema: strawberry.Schema | None = None) -> FastAPI:
    """The application over a graph, which its caller opened and closes.

    ``schema`` is the graph's GraphQL schema, where it was built already. While the application
    runs, other writers' changes are looked for every ``poll_seconds``.
    """
    app = FastAPI(
        title="Ramify",
        summary="If this changes, what does it touch, how badly, why, and by when must we act?",
        version=version("ramify"),
        lifespan=lambda _: _following(graph),
        redoc_url=None,
    )
    schema = schema or build_schema(graph.model, graph.settings)
    app.include_router(graphql_router(schema, graph))
    app.include_router(calendar_router(graph))
    app.include_router(health_router(graph))
    app.add_exception_handler(Exception, _masked)
    return app


@asynccontextmanager
async def _following(graph: Graph) -> AsyncIterator[None]:
    task = asyncio.create_task(_follow(graph))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _follow(graph: Graph) -> None:
    """Keep the snapshot current; a store that does not answer is asked again."""
    answered = True
    while True:
        try:
            await run_in_threadpool(graph.refresh)
            answered = True
        except RamifyError as error:
            if answered:  # said once, not twice a second
                log.warning("the store does not answer", code=error.code, error=str(error))
            answered = False
        await asyncio.sleep(graph.settings.poll_seconds)


async def _masked(request: Request, error: Exception) -> Response:
    """What nobody foresaw: logged whole, answered with a reference."""
    return json_response({"errors": [unforeseen(error, request.url.path)]}, 500)
