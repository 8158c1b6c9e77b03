"""Questions over HTTP, made from their declarations: as JSON, text, markdown, SVG."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from starlette.background import BackgroundTask
from starlette.routing import BaseRoute

from api.compute import work_out
from api.error import details, status
from api.http.question_request import about_of, from_body, from_url, require_known, wanted_of
from api.http.question_schema import REFUSALS, body, parameters
from api.http.served import graph_of
from api.http.signed_in import identity_of
from api.picture.drawn import drawn
from api.response import json_response
from application.asking import REPLAY, Asker
from application.graph import Graph
from application.impact_note import keep, kept_with_text
from application.limits import Limits
from graph_model.errors import RamifyError
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.view import View
from queries.questions.catalog import questions
from queries.questions.declaration import Question
from queries.questions.reading import (
    list_arguments,
    markdown,
    require_requestable,
    short_text,
)

JSON, TEXT, MARKDOWN = "application/json", "text/plain", "text/markdown"
SVG = "image/svg+xml"
ALONE = {"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"}
"""A drawing shown by itself runs nothing, and asks for nothing."""


@cache
def question_routes() -> tuple[BaseRoute, ...]:
    """Two routes a question: GET with parameters, POST with the same as JSON; and their list.

    They are made once: what they say is the same of every graph, and takes a while to work out.
    """
    router = APIRouter(prefix="/questions", tags=["questions"])

    @router.get("", summary="Which questions there are.")
    async def catalog() -> list[dict[str, str]]:
        return [{"name": question.key, "asks": question.said} for question in questions()]

    for question in questions():
        _add(router, question)
    return tuple(router.routes)


def _add(router: APIRouter, question: Question) -> None:
    async def get(request: Request) -> Response:
        return await _answered(request, question, lambda: from_url(request, question))

    async def post(request: Request) -> Response:
        raw = await request.body()
        return await _answered(request, question, lambda: from_body(raw))

    answers: dict[int | str, dict[str, Any]] = {
        200: {"content": {kind: {} for kind in _kinds(question)}},
        304: {"description": "The answer is the one that was told under this ETag."},
    }
    for method, run, asked in (
        ("GET", get, {"parameters": parameters(question)}),
        ("POST", post, {"requestBody": body(question)}),
    ):
        router.add_api_route(
            f"/{question.key}",
            run,
            methods=[method],
            summary=question.said,
            operation_id=f"{method.lower()}_{question.name}",
            response_class=Response,
            responses={**answers, **REFUSALS},
            openapi_extra=asked,
        )


def _kinds(question: Question) -> tuple[str, ...]:
    """The media types that an answer is told in."""
    return (JSON, TEXT, MARKDOWN, *((SVG,) if question.drawn else ()))


async def _answered(
    request: Request, question: Question, read: Callable[[], dict[str, Any]]
) -> Response:
    graph = graph_of(request)

    def make() -> Response:
        given = read()
        require_known(question, given, Limits.of_question(graph.settings))
        asker = Asker.of(graph, viewer=identity_of(request).viewer)
        beside = graph.ledger  # before what is told of it is read
        answer = asker.ask(question, given, about_of(given, graph))
        return _told(request, graph, question, answer, given, beside)

    try:
        return await work_out(make)
    except RamifyError as error:
        problem = {"message": str(error), "extensions": details(error)}
        return json_response({"errors": [problem]}, status(error))


def _tag(view: View, beside: str, key: str | None, now: int | None) -> str:
    """What an answer rests on: the facts, the day, what is kept beside them, and who asks.

    One that is told again rests on what is recorded ``now`` as well.
    """
    whose = f"-{key}" if key else ""
    again = "" if now is None else f"-now{now}"
    return f'"{view.snapshot.revision}-{view.as_of}-{beside}{again}{whose}"'


def _told(
    request: Request,
    graph: Graph,
    question: Question,
    answer: Shown,
    given: Mapping[str, Any],
    beside: str,
) -> Response:
    wanted = wanted_of(given, graph)
    now = graph.newest() if REPLAY in given else None
    tag = _tag(answer.view, beside, identity_of(request).key, now)
    headers = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept, Authorization, Cookie",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    listed = list_arguments(question, answer, given)
    require_requestable(answer, wanted)
    accept = request.headers.get("accept", "")
    if SVG in accept and question.drawn:
        return Response(drawn(answer), 200, headers | ALONE, SVG)
    if MARKDOWN in accept:
        return _lines(markdown(question, answer, listed, wanted), headers, MARKDOWN)
    if TEXT in accept:
        end, kept = kept_with_text(graph, question, given, answer)
        # Kept after it was sent: whoever reads waits for no load that is under way.
        after = BackgroundTask(keep, graph, kept) if kept else None
        return _lines(short_text(question, answer, listed, end), headers, TEXT, after)
    told = record(answer, wanted, listed, question.listed)
    return Response(orjson.dumps(told), 200, headers, JSON)


def _lines(
    lines: Iterable[str],
    headers: Mapping[str, str],
    kind: str,
    after: BackgroundTask | None = None,
) -> Response:
    text = "\n".join(lines) + "\n"
    return Response(text, 200, dict(headers), kind, background=after)
