"""Questions over HTTP, made from their declarations: as JSON, as a short text, as markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.error import details, status
from api.http.question_schema import body, parameters
from api.response import json_response
from application.asking import About, Asker
from application.day import read_day
from application.edit import read_edits
from application.graph import Graph
from graph_model.declare import camel
from graph_model.errors import InvalidQuestion, Problem, RamifyError
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.questions.catalog import questions
from queries.questions.declaration import FACTS, Argument, Question
from queries.questions.reading import (
    PAGING,
    list_arguments,
    markdown,
    require_requestable,
    short_text,
)

JSON, TEXT, MARKDOWN = "application/json", "text/plain", "text/markdown"


def question_router(graph: Graph) -> APIRouter:
    """Two routes a question: GET with parameters, POST with the same as JSON; and their list."""
    router = APIRouter(prefix="/questions", tags=["questions"])

    @router.get("", summary="Which questions there are.")
    async def catalog() -> list[dict[str, str]]:
        return [{"name": question.key, "asks": question.said} for question in questions()]

    for question in questions():
        _add(router, question, graph)
    return router


def _add(router: APIRouter, question: Question, graph: Graph) -> None:
    async def get(request: Request) -> Response:
        return await _answered(request, graph, question, lambda: _from_url(request, question))

    async def post(request: Request) -> Response:
        raw = await request.body()
        return await _answered(request, graph, question, lambda: _from_body(raw))

    content: dict[str, Any] = {kind: {} for kind in (JSON, TEXT, MARKDOWN)}
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
            responses={200: {"content": content}},
            openapi_extra=asked,
        )


async def _answered(
    request: Request, graph: Graph, question: Question, read: Callable[[], dict[str, Any]]
) -> Response:
    def make() -> Response:
        given = read()
        _require_known(question, given)
        answer = Asker.of(graph).ask(question, given, _about(given, graph))
        return _told(request, question, answer, given)

    try:
        return await run_in_threadpool(make)
    except RamifyError as error:
        problem = {"message": str(error), "extensions": details(error)}
        return json_response({"errors": [problem]}, status(error))


def _told(
    request: Request, question: Question, answer: Shown, given: Mapping[str, Any]
) -> Response:
    tag = f'"{answer.view.snapshot.revision}-{answer.view.as_of}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept"}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    listed, wanted = list_arguments(question, answer, given), given.get("with") or ()
    require_requestable(answer, wanted)
    accept = request.headers.get("accept", "")
    if MARKDOWN in accept:
        lines, kind = list(markdown(question, answer, listed, wanted)), MARKDOWN
    elif TEXT in accept:
        lines, kind = short_text(question, answer, listed), TEXT
    else:
        told = record(answer, wanted, listed, question.listed)
        return Response(orjson.dumps(told), 200, headers, JSON)
    return Response("\n".join(lines) + "\n", 200, headers, kind)


def _from_url(request: Request, question: Question) -> dict[str, Any]:
    """The parameters of an address; those that may be many are lists."""
    many = {argument.key for argument in _all(question) if argument.form.many} | {"with"}
    query = request.query_params
    return {
        name: query.getlist(name) if name in many else _number(name, query[name]) for name in query
    }


def _number(name: str, text: str) -> Any:
    """A page's size is a number; anything else is read by its argument."""
    return int(text) if name in ("first", "last") and text.isdigit() else text


def _from_body(raw: bytes) -> dict[str, Any]:
    try:
        given = orjson.loads(raw or b"{}")
    except orjson.JSONDecodeError:
        given = None
    if not isinstance(given, dict):
        expected = "a JSON object of the question's arguments"
        raise InvalidQuestion([Problem("body", repr(raw[:40]), expected)])
    return given


def _all(question: Question) -> Iterable[Argument]:
    return (*question.arguments, *question.list_arguments)


def _require_known(question: Question, given: Mapping[str, Any]) -> None:
    """Refuse what the question does not take: a misspelt argument must not be passed over.

    Raises:
        InvalidQuestion: with each name that is none of its arguments.
    """
    pages = PAGING if question.paged else ()
    own = (argument.key for argument in _all(question))
    known = {*map(camel, question.takes), "with", *pages, *own}
    if unknown := sorted(set(given) - known):
        expected = "one of " + ", ".join(sorted(known))
        raise InvalidQuestion([Problem(name, "an unknown argument", expected) for name in unknown])


def _about(given: Mapping[str, Any], graph: Graph) -> About:
    as_of, revision, edits = (given.get(camel(name)) for name in FACTS)
    day: date | None = None if as_of is None else read_day(as_of, date.min, "asOf")
    if revision is not None and not str(revision).isdigit():
        raise InvalidQuestion([Problem("atRevision", repr(revision), "a revision's number")])
    if isinstance(edits, str):
        edits = _from_text(edits)
    supposed = read_edits(edits, graph.model) if edits else ()
    return About(day, None if revision is None else int(revision), supposed)


def _from_text(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise InvalidQuestion(
            [Problem("whatIf", repr(text[:40]), "a JSON list of edits")]
        ) from None
