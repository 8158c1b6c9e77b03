"""GraphQL over HTTP: POST for anything, GET for queries and for the explorer page.

As the GraphQL-over-HTTP draft has it: ``application/graphql-response+json`` for who asks for it,
with 400 where nothing was executed; ``application/json`` otherwise. A POST must say that it is
JSON: a page of another site can then not send one without asking first.

Whether a body holds a question or a change, which may be longer, its document says, and that is
known once it is read. So as much is read as a change may have; a question that is longer than one
may be is refused before it is asked. The document itself is never longer, whatever it does: many
are remembered, and what is long in a change stands in its variables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import strawberry
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from starlette.routing import BaseRoute
from strawberry.types.graphql import OperationType

from api.compute import CHANGES, Apart, work_out
from api.graphql.error import METHOD_NOT_ALLOWED
from api.graphql.execute import ANY, execute
from api.graphql.operation import is_change
from api.graphql.request import GraphQLRequest, NoRequest, from_body, from_url, require_json
from api.response import json_response, refusal, too_large
from application.graph import Graph
from application.limits import Limits

PATH = "/graphql"
GRAPHQL_JSON = "application/graphql-response+json"
INVALID_REQUEST = "INVALID_REQUEST"
"""The HTTP request carries no GraphQL request."""


class GraphQLResponse(BaseModel):
    """What was executed, and what went wrong; each error has ``extensions.code``."""

    data: dict[str, Any] | None = None
    errors: list[dict[str, Any]] | None = None


_ANSWERS: dict[int | str, dict[str, Any]] = {
    400: {"model": GraphQLResponse, "description": "Not a GraphQL request, or nothing executed."},
    405: {"model": GraphQLResponse, "description": "A mutation, which has to be a POST."},
    413: {"model": GraphQLResponse, "description": "The body is too large."},
    415: {"model": GraphQLResponse, "description": "The body does not say that it is JSON."},
}
_BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": GraphQLRequest.model_json_schema()}},
    }
}


@cache
def graphql_routes(explorer: Callable[[], Response]) -> tuple[BaseRoute, ...]:
    """The routes of /graphql, of which an application's state has the ``answering``; made once.

    ``explorer`` makes the page that a browser is shown.
    """
    router = APIRouter(tags=["GraphQL"])

    @router.post(PATH, response_model=GraphQLResponse, responses=_ANSWERS, openapi_extra=_BODY)
    async def post(request: Request) -> Response:
        """Answer a query or apply a mutation."""
        try:
            require_json(request.headers.get("content-type", ""))
        except NoRequest as error:
            return _no_request(error)
        body, answering = await request.body(), _answering_of(request)
        most = answering.graph.settings.max_question_bytes
        if len(body) <= most:  # longer is a change, or refused
            answer = await work_out(answering.question, request, body)
            if answer is not None:
                return answer
        return await answering.changes.run(answering.posted, request, body)

    @router.get(PATH, response_model=GraphQLResponse, responses=_ANSWERS)
    async def get(
        request: Request,
        query: str | None = None,
        variables: str | None = None,
        operationName: str | None = None,  # noqa: N803
    ) -> Response:
        """Answer a query; without one, show a browser the explorer page."""
        if query is None and "text/html" in request.headers.get("accept", ""):
            return explorer()
        given = {"query": query, "variables": variables, "operationName": operationName}
        return await work_out(_answering_of(request).gotten, request, given)

    return tuple(router.routes)


def _answering_of(request: Request) -> Answering:
    answering: Answering = request.app.state.answering
    return answering


@dataclass(frozen=True, slots=True)
class Answering:
    """From what was sent to the response, off the event loop: reading a body takes its time too."""

    schema: strawberry.Schema
    graph: Graph
    changes: Apart = field(default_factory=lambda: Apart(CHANGES))

    def question(self, request: Request, body: bytes) -> Response | None:
        """The response to a POST; None for a change, which is made elsewhere."""
        return self._posted(request, body, changing=False)

    def posted(self, request: Request, body: bytes) -> Response:
        """The response to a POST, whatever it is."""
        answer = self._posted(request, body, changing=True)
        assert answer is not None
        return answer

    def _posted(self, request: Request, body: bytes, changing: bool) -> Response | None:
        try:
            asked = from_body(body)
        except NoRequest as error:
            return _no_request(error)
        settings = self.graph.settings
        change = is_change(asked.query, asked.operationName, settings.max_tokens)
        if change and not changing:
            return None
        most = settings.max_question_bytes
        if len(body) > most and not change:
            return too_large(f"{len(body):,}", most)
        if len(asked.query) > most:
            return too_large(f"{len(asked.query):,}", most, "document")
        limits = Limits.of_change(settings) if change else Limits.of_question(settings)
        return self._executed(request, asked, ANY, limits)

    def gotten(self, request: Request, given: dict[str, str | None]) -> Response:
        """The response to a GET."""
        try:
            asked = from_url(given)
        except NoRequest as error:
            return _no_request(error)
        limits = Limits.of_question(self.graph.settings)
        return self._executed(request, asked, (OperationType.QUERY,), limits)

    def _executed(
        self,
        request: Request,
        asked: GraphQLRequest,
        allowed: Iterable[OperationType],
        limits: Limits,
    ) -> Response:
        answer = execute(
            *(self.schema, self.graph, asked.query, asked.variables, asked.operationName),
            allowed=allowed,
            limits=limits,
            identity=request.scope.get("identity"),
        )
        modern = GRAPHQL_JSON in request.headers.get("accept", "")
        media_type = GRAPHQL_JSON if modern else "application/json"
        return json_response(answer, _status(answer, modern), media_type)


def _no_request(error: NoRequest) -> Response:
    return refusal(error.status, INVALID_REQUEST, str(error))


def _status(answer: dict[str, Any], modern: bool) -> int:
    if "data" in answer:
        return 200
    codes = [error["extensions"]["code"] for error in answer["errors"]]
    if METHOD_NOT_ALLOWED in codes:
        return 405
    return 400 if modern else 200
