"""Calendars over HTTP: of contracts, of what needs somebody, and of procurements for suppliers."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel
from starlette.routing import BaseRoute

from api.calendar.attention import attention_feed
from api.calendar.calendar import Feed, contract_feed, market_feed
from api.compute import work_out
from api.http.signed_in import identity_of
from api.response import refusal
from application.asking import Asker
from application.graph import Graph
from graph_model.errors import InvalidQuestion, NotFound
from queries.answers.viewer import Viewer
from queries.snapshot.memo import Memo, MemoKey

MEDIA_TYPE = "text/calendar; charset=utf-8"
FEEDS_KEPT = 32
Of = Annotated[list[str] | None, Query()]


class CalendarProblem(BaseModel):
    """Why there is no such calendar."""

    errors: list[dict[str, Any]]


_ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/calendar": {"schema": {"type": "string"}}}},
    304: {"description": "It did not change."},
    404: {"model": CalendarProblem, "description": "No such agency is recorded."},
}


class Calendars:
    """The feeds of a graph: each is made once for a revision, day and viewer."""

    def __init__(self, graph: Graph) -> None:
        """Keep none yet."""
        self._graph, self._memo = graph, Memo(FEEDS_KEPT)

    def feed(
        self, name: str, about: Hashable, make: Callable[[Asker], Feed], viewer: Viewer
    ) -> Feed:
        """One that is kept, by its name and what it is about; made where there is none."""
        graph = self._graph
        # The stamps are the revision's, and tacit renewals move with the day.
        kept = tuple((one.source, one.file, one.recorded_at) for one in graph.kept_back())
        key = (graph.snapshot().revision, graph.today(), kept, name, about, viewer)
        asker = Asker.of(graph, viewer=viewer)
        return self._memo.get(MemoKey.FEED, key, Feed, lambda: make(asker))


async def _answer(
    request: Request, name: str, about: Hashable, make: Callable[[Asker], Feed]
) -> Response:
    calendars: Calendars = request.app.state.calendars
    viewer = identity_of(request).viewer
    try:
        found = await work_out(calendars.feed, name, about, make, viewer)
    except (NotFound, InvalidQuestion) as error:
        return refusal(404, error.code, str(error))
    return _sent(found, request, name)


async def _of_contracts(request: Request, agency: str | None, of: Sequence[str]) -> Response:
    return await _answer(
        request,
        "contracts",
        (agency, *of),
        lambda asker: contract_feed(asker, agency, of=of),
    )


@cache
def calendar_routes() -> tuple[BaseRoute, ...]:
    """The routes, of which an application's state has the ``calendars``; made once."""
    router = APIRouter(tags=["calendar"])

    @router.get("/calendar/attention.ics", responses=_ANSWERS, response_class=Response)
    @router.head("/calendar/attention.ics", include_in_schema=False)
    async def attention(request: Request, of: Of = None) -> Response:
        """What needs somebody within a quarter, of the office or of some items, as iCalendar."""
        about = tuple(of or ())
        return await _answer(request, "attention", about, lambda one: attention_feed(one, about))

    @router.get("/calendar/procurements.ics", responses=_ANSWERS, response_class=Response)
    @router.head("/calendar/procurements.ics", include_in_schema=False)
    async def procurements(request: Request) -> Response:
        """For suppliers: when procurements open, offers are due and awards are planned."""
        return await _answer(request, "procurements", None, market_feed)

    @router.get("/calendar/contracts.ics", responses=_ANSWERS, response_class=Response)
    @router.head("/calendar/contracts.ics", include_in_schema=False)
    async def contracts(request: Request, agency: str | None = None, of: Of = None) -> Response:
        """Ends, notices, days to act by, triggers and procurements, as iCalendar.

        Of all contracts, or of those of some items: agencies, suppliers, services, owners.
        """
        return await _of_contracts(request, agency, of or ())

    @router.get(
        "/calendar/agencies/{id:path}/contracts.ics", responses=_ANSWERS, response_class=Response
    )
    @router.head("/calendar/agencies/{id:path}/contracts.ics", include_in_schema=False)
    async def of_agency(request: Request, id: str) -> Response:
        """The same for what one agency holds, or consumes a service of."""
        return await _of_contracts(request, id, ())

    return tuple(router.routes)


def _sent(found: Feed, request: Request, name: str) -> Response:
    headers = {
        "ETag": f'"{found.etag}"',
        "Last-Modified": format_datetime(found.modified, usegmt=True),
        "Cache-Control": "private, no-cache",
        "Content-Disposition": f'inline; filename="{name}.ics"',
    }
    if _unchanged(found, request):
        return Response(status_code=304, headers=headers)
    body = b"" if request.method == "HEAD" else found.text
    if request.method == "HEAD":
        headers["Content-Length"] = str(len(found.text))
    return Response(body, headers=headers, media_type=MEDIA_TYPE)


def _unchanged(found: Feed, request: Request) -> bool:
    """Whether the asker has it already (RFC 9110, 13.1): by its tag, else by its date."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        given = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return "*" in given or f'"{found.etag}"' in given
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return found.modified.replace(microsecond=0) <= parsedate_to_datetime(since)
    except (ValueError, TypeError):
        return False
