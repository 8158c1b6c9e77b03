"""What ticketing tools deliver: signed, and in the ledger before it is acknowledged."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.compute import work_out
from api.error import details, status
from api.http.client_address import client_address, networks_of
from api.http.group_commit import Full, GroupCommit
from api.response import json_response, refusal
from application.tickets.intake import REFUSED, Intake
from graph_model.errors import NotSignedIn, RamifyError, StoreUnavailable
from graph_model.ledger.delivery import Delivery
from ticketing.tool import Hook

PATH = "/hooks"
TOGETHER = 200
"""So many deliveries are committed together."""
WAITING = 2**26
"""So many bytes of deliveries wait to be committed at most; who brings more is told to come later.
"""
LATER = {"Retry-After": "5"}
_TOLD: dict[int | str, dict[str, Any]] = {
    202: {"description": "It is kept, and processed soon."},
    401: {"description": "It is not signed as a connection here expects."},
    413: {"description": "It is too large (RAMIFY_MAX_HOOK_BYTES)."},
    503: {"description": "It cannot be kept now; deliver it again."},
}


def hook_router(intake: Intake, proxies: tuple[str, ...]) -> APIRouter:
    """The routes of /hooks; ``proxies`` are those that are believed."""
    router = APIRouter(prefix=PATH, tags=["hooks"])
    trusted, commit = networks_of(proxies), GroupCommit(intake.keep, TOGETHER, WAITING)

    async def hook_of(request: Request) -> Hook:
        if not intake.fresh:
            await work_out(intake.look)
        return Hook(
            request.method,
            dict(request.query_params),
            dict(request.headers),
            await request.body(),
            client_address(request.scope, trusted),
        )

    @router.get("/{name}", response_class=Response, responses=_TOLD)
    async def challenge(request: Request, name: str) -> Response:
        """Answer what a tool asks to see that its deliveries arrive."""
        try:
            answer = intake.answered(name, await hook_of(request))
        except RamifyError as error:
            return _refused(error)
        if answer is None:
            return _refused(NotSignedIn(REFUSED))
        return Response(answer, media_type="application/json")

    async def deliver(request: Request, name: str) -> Response:
        """Take a delivery in: its signature is looked at, and it is kept; no more is done now."""
        try:
            hook = await hook_of(request)
            delivery: Delivery = intake.admitted(name, hook)
            await commit.written(delivery, len(hook.body))
        except Full:
            told = "deliveries come faster than they can be kept; deliver it again"
            return _refused(StoreUnavailable(told))
        except RamifyError as error:
            return _refused(error)
        return json_response({"delivery": delivery.id}, 202)

    for method in ("POST", "PUT"):
        router.add_api_route(
            "/{name}",
            deliver,
            methods=[method],
            operation_id=f"deliver_{method.lower()}",
            status_code=202,
            response_class=Response,
            responses=_TOLD,
        )
    return router


def _refused(error: RamifyError) -> Response:
    """A refusal that does not tell which connections there are."""
    code = status(error)
    headers = LATER if code == 503 else None
    if code in (401, 503):
        return refusal(code, error.code, str(error), headers)
    return json_response({"errors": [{"message": str(error), "extensions": details(error)}]}, code)
