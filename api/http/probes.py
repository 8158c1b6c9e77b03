"""Whether the server runs (healthz) and whether it can answer (readyz), for whoever watches it."""

from __future__ import annotations

from typing import Literal

from anyio import CapacityLimiter, move_on_after, to_thread
from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from application.graph import Graph
from graph_model.errors import RamifyError, StoreUnavailable

PATIENCE = 2.0
"""After so many seconds a store that was asked counts as one that does not answer."""


class Liveness(BaseModel):
    """The server runs."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether the store answers and what questions need was built."""

    status: Literal["ready", "building", "store unavailable"]
    revision: int | None = Field(None, description="The revision that questions are answered from.")
    code: str | None = Field(None, description="The error's code, where there is one.")


def health_router(graph: Graph) -> APIRouter:
    """The two routes."""
    router = APIRouter(tags=["health"])
    asking = CapacityLimiter(1)  # whoever else asks meanwhile need not wait for a thread of his own

    @router.get("/healthz")
    async def healthz() -> Liveness:
        """The server runs."""
        return Liveness()

    @router.get("/readyz", responses={503: {"model": Readiness}})
    async def readyz(response: Response) -> Readiness:
        """The store answers, and what the first questions need was built."""
        found = Readiness(status="store unavailable", code=StoreUnavailable.code)
        with move_on_after(PATIENCE):
            found = await to_thread.run_sync(
                _readiness, graph, abandon_on_cancel=True, limiter=asking
            )
        response.status_code = 200 if found.status == "ready" else 503
        return found

    return router


def _readiness(graph: Graph) -> Readiness:
    try:
        graph.store.revision(retry=False)
    except RamifyError as error:
        return Readiness(status="store unavailable", code=error.code)
    if not graph.ready:
        return Readiness(status="building")
    return Readiness(status="ready", revision=graph.snapshot().revision)
