"""Reports over HTTP: the same files that the command line writes."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.concurrency import run_in_threadpool

from api.report.rendered import Asked, Asking, ReportFormat, rendered
from api.response import refusal
from application.day import read_day
from application.graph import Graph
from graph_model.errors import InvalidQuestion, NotFound, Problem, RamifyError

_BAD, _UNKNOWN, _UNAVAILABLE = 400, 404, 503
_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {f.media_type.partition(";")[0]: {} for f in ReportFormat}},
    _BAD: {"description": "A value is none that can be asked about."},
    _UNKNOWN: {"description": "An id is not recorded."},
    _UNAVAILABLE: {"description": "The store does not answer."},
}


def report_router(graph: Graph) -> APIRouter:
    """A route a report; the format is the address's ending."""
    router = APIRouter(prefix="/reports", tags=["reports"])

    async def answer(name: str, format_: ReportFormat, as_of: str | None, ask: Asking) -> Response:
        def make() -> bytes:
            day = read_day(as_of, graph.today(), "asOf")
            return rendered(ask(Asked(graph, graph.snapshot(), day)), format_)

        try:
            content = await run_in_threadpool(make)
        except RamifyError as error:
            return _refused(error)
        return _sent(content, name, format_)

    @router.get("/substitution.{format}", responses=_ANSWERS, response_class=Response)
    async def substitution(
        format: ReportFormat,
        supplier: str | None = None,
        by: str | None = None,
        service: Annotated[list[str] | None, Query()] = None,
        on: str | None = None,
        as_of: Annotated[str | None, Query(alias="asOf")] = None,
    ) -> Response:
        """What changes hands if a supplier is replaced; may we, can they, by when."""

        def ask(asked: Asked) -> Any:
            if not supplier:
                raise InvalidQuestion([Problem("supplier", "nothing", "a supplier's id or alias")])
            return asked.substitution(supplier, by, service, _day(on, "on"))

        return await answer("substitution", format, as_of, ask)

    @router.get("/expirations.{format}", responses=_ANSWERS, response_class=Response)
    async def expirations(
        format: ReportFormat,
        first: Annotated[str | None, Query(alias="from")] = None,
        until: str | None = None,
        as_of: Annotated[str | None, Query(alias="asOf")] = None,
    ) -> Response:
        """What ends, by when to act, and what falls uncovered."""

        def ask(asked: Asked) -> Any:
            return asked.expirations(_day(first, "from"), _day(until, "until"))

        return await answer("expirations", format, as_of, ask)

    @router.get("/health.{format}", responses=_ANSWERS, response_class=Response)
    async def health(
        format: ReportFormat,
        of: str | None = None,
        as_of: Annotated[str | None, Query(alias="asOf")] = None,
    ) -> Response:
        """How current, complete and manageable it is: each indicator by itself."""
        return await answer("health", format, as_of, lambda asked: asked.health(of))

    return router


def _day(text: str | None, parameter: str) -> date | None:
    return None if text is None else read_day(text, date.min, parameter)


def _refused(error: RamifyError) -> Response:
    status = _UNAVAILABLE
    if isinstance(error, NotFound):
        status = _UNKNOWN
    elif isinstance(error, InvalidQuestion):
        status = _BAD
    return refusal(status, error.code, str(error))


def _sent(content: bytes, name: str, format_: ReportFormat) -> Response:
    shown = "inline" if format_ is ReportFormat.HTML else "attachment"
    headers = {
        "Content-Disposition": f'{shown}; filename="{name}.{format_}"',
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    if format_ is ReportFormat.HTML:  # the page has no script, and needs nothing from elsewhere
        headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return Response(content, headers=headers, media_type=format_.media_type)
