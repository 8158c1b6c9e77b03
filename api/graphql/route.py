"""GraphQL over HTTP: POST for anything, GET for queries and for the explorer page.

As the GraphQL-over-HTTP draft has it: ``application/graphql-response+json`` for who asks for it,
with 400 where nothing was executed; ``application/json`` otherwise. A POST must say that it is
JSON: a page of another site can then not send one without asking first.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import orjson
import strawberry
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from strawberry.http.ides import get_graphql_ide_html
from strawberry.types.graphql import OperationType

from api.graphql.error import METHOD_NOT_ALLOWED
from api.graphql.execute import ANY, execute
from api.response import json_response, refusal
from application.graph import Graph

GRAPHQL_JSON = "application/graphql-response+json"
INVALID_REQUEST = "INVALID_REQUEST"
"""The HTTP request carries no GraphQL request."""


class GraphQLRequest(BaseModel):
    """A document, the values of its variables, and which of its operations to execute."""

    model_config = ConfigDict(strict=True)

    query: str = Field(min_length=1, description="The GraphQL document.")
    variables: dict[str, Any] | None = Field(None, description="The values of its variables.")
    operationName: str | None = Field(None, description="Which operation, if it has several.")  # noqa: N815
    extensions: dict[str, Any] | None = Field(None, description="Read by nothing yet.")


class GraphQLResponse(BaseModel):
    """What was executed, and what went wrong; each error has ``extensions.code``."""

    data: dict[str, Any] | None = None
    errors: list[dict[str, Any]] | None = None


class _Refused(Exception):
    """A request that is not a GraphQL request."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


_ANSWERS: dict[int | str, dict[str, Any]] = {
    400: {"model": GraphQLResponse, "description": "Not a GraphQL request, or nothing executed."},
    405: {"model": GraphQLResponse, "description": "A mutation, which has to be a POST."},
    415: {"model": GraphQLResponse, "description": "The body does not say that it is JSON."},
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": GraphQLRequest.model_json_schema()}},
    }
}


def graphql_router(schema: strawberry.Schema, graph: Graph) -> APIRouter:
    """The routes of /graphql."""
    router = APIRouter(tags=["GraphQL"])
    explorer = get_graphql_ide_html(graphql_ide="graphiql").replace("Strawberry", "Ramify")

    @router.post(
        "/graphql", response_model=GraphQLResponse, responses=_ANSWERS, openapi_extra=_BODY
    )
    async def post(request: Request) -> Response:
        """Answer a query or apply a mutation."""
        return await _answered(request, await _posted(request), ANY)

    @router.get("/graphql", response_model=GraphQLResponse, responses=_ANSWERS)
    async def get(
        request: Request,
        query: str | None = None,
        variables: str | None = None,
        operationName: str | None = None,  # noqa: N803
    ) -> Response:
        """Answer a query; without one, show a browser the explorer page."""
        if query is None and "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(explorer)
        given = {"query": query, "variables": variables, "operationName": operationName}
        return await _answered(request, _from_url(given), (OperationType.QUERY,))

    async def _answered(
        request: Request, asked: GraphQLRequest | _Refused, allowed: Iterable[OperationType]
    ) -> Response:
        if isinstance(asked, _Refused):
            return refusal(asked.status, INVALID_REQUEST, str(asked))
        answer = await run_in_threadpool(
            execute, schema, graph, asked.query, asked.variables, asked.operationName, allowed
        )
        return _response(request, answer)

    return router


async def _posted(request: Request) -> GraphQLRequest | _Refused:
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != "application/json":
        expected = "expected content-type application/json"
        return _Refused(415, f"body: found {content_type or 'no content-type'}, {expected}")
    try:
        return _read(orjson.loads(await request.body()))
    except orjson.JSONDecodeError as error:
        return _Refused(400, f"body: found {error}, expected JSON")


def _from_url(given: dict[str, str | None]) -> GraphQLRequest | _Refused:
    try:
        variables = orjson.loads(given["variables"]) if given["variables"] else None
    except orjson.JSONDecodeError as error:
        return _Refused(400, f"variables: found {error}, expected a JSON object")
    return _read(given | {"variables": variables})


def _read(raw: object) -> GraphQLRequest | _Refused:
    if not isinstance(raw, dict):
        what = "a list" if isinstance(raw, list) else repr(raw)[:40]
        return _Refused(400, f"request: found {what}, expected one object with a query")
    try:
        return GraphQLRequest.model_validate(raw)
    except ValidationError as error:
        found = [
            ".".join(map(str, wrong["loc"])) + f": {wrong['msg']}"
            for wrong in error.errors(include_url=False, include_input=False)
        ]
        return _Refused(400, "request: " + "; ".join(found))


def _response(request: Request, answer: dict[str, Any]) -> Response:
    modern = GRAPHQL_JSON in request.headers.get("accept", "")
    media_type = GRAPHQL_JSON if modern else "application/json"
    return json_response(answer, _status(answer, modern), media_type)


def _status(answer: dict[str, Any], modern: bool) -> int:
    if "data" in answer:
        return 200
    codes = [error["extensions"]["code"] for error in answer["errors"]]
    if METHOD_NOT_ALLOWED in codes:
        return 405
    return 400 if modern else 200
