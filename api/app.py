"""The HTTP door: GraphQL with its explorer, the OpenAPI page, and how the server is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from importlib.metadata import version

import strawberry
import structlog
from fastapi import FastAPI, Request, Response
from starlette.routing import BaseRoute

from api.compute import JOBS, STEPS, Apart, bound_questions
from api.graphql.error import METHOD_NOT_ALLOWED, unforeseen
from api.graphql.route import PATH as GRAPHQL
from api.graphql.route import Answering, graphql_routes
from api.graphql.schema import build_schema
from api.http.bounded_body import BodyLimit, BoundedBody
from api.http.calendar_route import Calendars, calendar_routes
from api.http.content_policy import HEADERS, ContentPolicy
from api.http.hook_route import PATH as HOOKS
from api.http.hook_route import hook_router
from api.http.page import explorer, page_routes
from api.http.probes import health_router
from api.http.question_route import question_routes
from api.http.report_route import report_routes
from api.http.same_origin import SameOrigin
from api.http.served import serve
from api.http.session_route import session_router
from api.http.signed_in import SignedIn
from api.http.upload_route import PATH as UPLOADS
from api.http.upload_route import upload_routes
from api.response import json_response, refusal
from application.clock import Clock, SystemClock
from application.graph import Graph
from application.out_of_band import Reconciler
from application.recurring import EVERY, handlers, recur
from application.scheduler import KEEP
from application.settings import Settings
from application.tickets.ticket_desk import TicketDesk
from application.tickets.trial import client_of
from application.tokens import SignIn
from graph_model.errors import NotFound, RamifyError
from queries.engine.passes import warm
from queries.snapshot.days import day_number

log = structlog.get_logger("ramify.app")


def create_app(
    graph: Graph,
    schema: strawberry.Schema | None = None,
    clock: Clock | None = None,
    desk: TicketDesk | None = None,
) -> FastAPI:
    """The application over a graph, which its caller opened and closes.

    ``schema`` is the graph's GraphQL schema, where it was built already. While the application
    runs, other writers' changes are looked for every ``poll_seconds``, and so are jobs whose time
    has come by the ``clock``, the machine's unless another is given. ``desk`` sees to tickets
    where another than the graph's own does.
    """
    time = clock or SystemClock()
    desk = desk or TicketDesk(graph, time, others=handlers(graph))
    sign_in = SignIn(graph, time)
    schema = schema or build_schema(graph.model, graph.settings)
    app = FastAPI(
        title="Ramify",
        summary="If this changes, what does it touch, how badly, why, and by when must we act?",
        version=version("ramify"),
        lifespan=lambda _: _following(graph, desk),
        routes=_routes(graph, desk, sign_in),
        docs_url=None,  # see page_routes: its own page is blank without another host
        redoc_url=None,
    )
    serve(app, graph)
    app.state.answering, app.state.calendars = Answering(schema, graph), Calendars(graph)
    _guard(app, graph.settings, sign_in)
    app.add_exception_handler(404, _unknown)
    app.add_exception_handler(405, _another_method)
    app.add_exception_handler(Exception, _masked)
    return app


def _routes(graph: Graph, desk: TicketDesk, sign_in: SignIn) -> list[BaseRoute]:
    """All addresses. FastAPI would read the routes of a router that it includes once more."""
    return [
        *graphql_routes(explorer),
        *question_routes(),
        *calendar_routes(),
        *report_routes(),
        *upload_routes(),
        *health_router(graph).routes,
        *hook_router(desk.intake, graph.settings.proxies).routes,
        *session_router(sign_in).routes,
        *page_routes(),
    ]


def _guard(app: FastAPI, settings: Settings, sign_in: SignIn) -> None:
    """What stands in front of the routes; the last added stands in front of the others."""
    required = settings.sign_in == "required"
    app.add_middleware(SignedIn, sign_in=sign_in, required=required, proxies=settings.proxies)
    app.add_middleware(SameOrigin, hosts=settings.hosts)
    larger = dict.fromkeys((GRAPHQL, UPLOADS), BodyLimit(settings.max_change_bytes))
    larger[f"{HOOKS}/"] = BodyLimit(settings.max_hook_bytes, "RAMIFY_MAX_HOOK_BYTES")
    app.add_middleware(BoundedBody, most=settings.max_question_bytes, larger=larger)
    app.add_middleware(ContentPolicy)


@asynccontextmanager
async def _following(graph: Graph, desk: TicketDesk) -> AsyncIterator[None]:
    bound_questions()
    steps, reconciler, seconds = Apart(STEPS), Reconciler(graph), graph.settings.poll_seconds
    jobs, scheduler = Apart(JOBS), desk.scheduler
    with client_of(graph.settings) as client:
        desk.begin(client)
        tasks = [
            asyncio.create_task(_warm(graph, steps)),
            asyncio.create_task(_repeat(graph.refresh, seconds, steps)),
            asyncio.create_task(_repeat(reconciler.look, seconds, steps)),
            asyncio.create_task(_repeat(lambda: recur(scheduler), EVERY, steps)),
            asyncio.create_task(_repeat(desk.recur, EVERY, steps)),
            asyncio.create_task(_repeat(scheduler.keep, KEEP, steps)),
            *(asyncio.create_task(_repeat(scheduler.run_due, seconds, jobs)) for _ in range(JOBS)),
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*tasks)


async def _warm(graph: Graph, steps: Apart) -> None:
    """Make ready what the first questions need; where the store fails, they do it themselves."""
    with suppress(RamifyError), graph.warming():
        await steps.run(lambda: warm(graph.snapshot(), day_number(graph.today())))


async def _repeat(step: Callable[[], object], seconds: float, steps: Apart) -> None:
    """Do it again and again, whatever became of it; a store that does not answer is asked again."""
    answered = True
    while True:
        try:
            await steps.run(step)
            answered = True
        except RamifyError as error:
            if answered:  # said once, not twice a second
                log.warning("the store does not answer", code=error.code, error=str(error))
            answered = False
        except Exception:
            log.exception("what nobody foresaw; it is tried again")
        await asyncio.sleep(seconds)


async def _unknown(request: Request, error: Exception) -> Response:
    """A path that leads nowhere, told like any other error."""
    message = f"{request.url.path}: found no such page, expected one of those in /docs"
    return refusal(404, NotFound.code, message)


async def _another_method(request: Request, error: Exception) -> Response:
    """A path that is asked in a way that it has not, told like any other error."""
    headers = dict(getattr(error, "headers", None) or {})
    message = f"{request.url.path}: found {request.method}, expected one of its methods; see /docs"
    return refusal(405, METHOD_NOT_ALLOWED, message, headers)


async def _masked(request: Request, error: Exception) -> Response:
    """What nobody foresaw: logged whole, answered with a reference."""
    found = {"errors": [unforeseen(error, request.url.path)]}
    return json_response(found, 500, headers=HEADERS)  # it stands in front of all middleware
