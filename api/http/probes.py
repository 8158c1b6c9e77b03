"""Whether the server runs (healthz) and whether it can answer (readyz), for whoever watches it."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, Field

from application.graph import Graph
from graph_model.errors import RamifyError


class Health(BaseModel):
    """The server runs."""

    status: Literal["ok"] = "ok"


class Readiness(BaseModel):
    """Whether the store answers and the snapshot was built."""

    status: Literal["ready", "building", "store unavailable"]
    revision: int | None = Field(None, description="The revision that questions are answered from.")
    code: str | None = Field(None, description="The error's code, where there is one.")


def health_router(graph: Graph) -> APIRouter:
    """The two routes."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    async def healthz() -> Health:
        """The server runs."""
        return Health()

    @router.get("/readyz", responses={503: {"model": Readiness}})
    async def readyz(response: Response) -> Readiness:
        """The store answers, and the snapshot was built."""
        found = await run_in_threadpool(_readiness, graph)
        response.status_code = 200 if found.status == "ready" else 503
        return found

    return router


def _readiness(graph: Graph) -> Readiness:
    try:
        graph.store.revision()
    except RamifyError as error:
        return Readiness(status="store unavailable", code=error.code)
    if not graph.ready:
        return Readiness(status="building")
    return Readiness(status="ready", revision=graph.snapshot().revision)
