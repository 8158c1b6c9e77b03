"""Reports over HTTP: the same files that the command line writes."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import APIRouter, Request, Response
from starlette.routing import BaseRoute

from api.compute import work_out
from api.error import details, status
from api.http.content_policy import CONTENT_POLICY, content_policy
from api.http.question_request import about_of, from_url, require_known, wanted_of
from api.http.question_schema import REFUSALS, parameters
from api.http.served import graph_of
from api.http.signed_in import identity_of
from api.report.rendered import ReportFormat, rendered
from api.report.report import report_of
from api.response import json_response
from application.asking import Asker
from application.limits import Limits
from graph_model.errors import RamifyError
from queries.questions.catalog import questions
from queries.questions.declaration import Question


@cache
def report_routes() -> tuple[BaseRoute, ...]:
    """A route for each question that has tables, and each format: the address's ending.

    They are made once, as those of the questions are.
    """
    router = APIRouter(prefix="/reports", tags=["reports"])
    for question in questions():
        for format_ in ReportFormat if question.tables else ():
            _add(router, question, format_)
    return tuple(router.routes)


def _add(router: APIRouter, question: Question, format_: ReportFormat) -> None:
    async def report(request: Request) -> Response:
        try:
            content = await work_out(_made, request, question, format_)
        except RamifyError as error:
            problem = {"message": str(error), "extensions": details(error)}
            return json_response({"errors": [problem]}, status(error))
        return _sent(content, question.key, format_)

    told: dict[int | str, dict[str, Any]] = {
        200: {"content": {format_.media_type.partition(";")[0]: {}}}
    }
    router.add_api_route(
        f"/{question.key}.{format_}",
        report,
        methods=["GET"],
        summary=question.said,
        operation_id=f"report_{question.name}_{format_}",
        response_class=Response,
        responses={**told, **REFUSALS},
        openapi_extra={"parameters": parameters(question)},
    )


def _made(request: Request, question: Question, format_: ReportFormat) -> bytes:
    """The report that a request asks for.

    Raises:
        InvalidQuestion, NotFound: an argument does not fit, or names nothing to be seen.
    """
    graph, given = graph_of(request), from_url(request, question)
    require_known(question, given, Limits.of_question(graph.settings))
    about = about_of(given, graph)
    asker = Asker.of(graph, viewer=identity_of(request).viewer)
    answer = asker.ask(question, given, about)
    wanted = wanted_of(given, graph)
    found = report_of(question, answer, given, about, graph.settings.store, wanted)
    return rendered(found, format_)


def _sent(content: bytes, name: str, format_: ReportFormat) -> Response:
    shown = "inline" if format_ is ReportFormat.HTML else "attachment"
    headers = {
        "Content-Disposition": f'{shown}; filename="{name}.{format_}"',
        "Cache-Control": "private, no-cache",
    }
    if format_ is ReportFormat.HTML:  # the page has no script, and needs nothing from elsewhere
        headers[CONTENT_POLICY] = content_policy(style_src="'unsafe-inline'")
    return Response(content, headers=headers, media_type=format_.media_type)
