"""Files over HTTP: sent, looked at, and loaded once their difference is approved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.routing import BaseRoute

from api.compute import work_out
from api.error import details, status
from api.http.question_schema import REFUSALS
from api.http.served import graph_of
from api.http.signed_in import identity_of
from api.response import json_response
from application.author import Author
from application.graph import Graph
from application.upload_difference import MOST_TOLD, Wish
from application.uploads import LONGEST_NAME, compare, keep, load
from graph_model.changes import Via
from graph_model.declare import camel
from graph_model.errors import RamifyError
from queries.answers.viewer import Viewer

PATH = "/uploads"
DOOR = "http"


class CompareWish(BaseModel):
    """How a file is to be loaded."""

    model_config = ConfigDict(extra="forbid")

    mapping: str | None = Field(None, description="How its tables are read, as YAML.")
    source: str | None = Field(None, description="The facts' source; absent: as it suggests.")
    replace: bool = Field(False, description="Remove what its source no longer says.")
    said_at: str | None = Field(
        None,
        alias="saidAt",
        description="When the file was made, where it does not say: it overwrites nothing newer.",
    )
    first: int = Field(100, ge=0, le=MOST_TOLD, description="So much of each list.")

    @property
    def wish(self) -> Wish:
        """The same in the application's words."""
        return Wish(self.mapping, self.source, self.replace, self.first, self.said_at)


class LoadWish(CompareWish):
    """A file to be loaded, its difference approved."""

    approve: str = Field(description="The difference, as it was told.")
    reason: str | None = Field(None, description="Why, for the journal.")


@cache
def upload_routes() -> tuple[BaseRoute, ...]:
    """The routes of /uploads; made once."""
    router = APIRouter(prefix=PATH, tags=["uploads"])
    body = {
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    }
    told: dict[int | str, dict[str, Any]] = {**REFUSALS}

    @router.post(
        "",
        status_code=201,
        response_class=Response,
        responses=told,
        openapi_extra={"requestBody": {**body, "required": True}},
    )
    async def send(request: Request, name: str = "file") -> Response:
        """Send a file as the body: kept for an hour, with a mapping proposed where it needs one."""
        content = await request.body()
        sent = name[-LONGEST_NAME:]
        graph, author, viewer = _asking(request)
        return await _answered(lambda: keep(graph, sent, content, author, viewer), 201)

    @router.post("/{id}/difference", response_class=Response, responses=told)
    async def difference(request: Request, id: str, wish: CompareWish) -> Response:
        """What loading a file would do, and what that would mean; nothing is changed."""
        graph, _, viewer = _asking(request)
        return await _answered(lambda: compare(graph, id, wish.wish, viewer))

    @router.post("/{id}/load", response_class=Response, responses=told)
    async def load_(request: Request, id: str, wish: LoadWish) -> Response:
        """Load a file, if its difference is still the one that is approved."""
        graph, author, viewer = _asking(request, wish.reason)
        return await _answered(lambda: load(graph, id, wish.wish, wish.approve, author, viewer))

    return tuple(router.routes)


def _asking(request: Request, reason: str | None = None) -> tuple[Graph, Author, Viewer]:
    """The graph that is asked, and who asks: as an author, and by what they may see."""
    who = identity_of(request)
    return graph_of(request), Author(who.name, Via(DOOR, who.key), reason), who.viewer


async def _answered(make: Callable[[], Any], code: int = 200) -> Response:
    """The answer, its facts under the names that GraphQL has."""
    try:
        made = await work_out(make)
    except RamifyError as error:
        problem = {"message": str(error), "extensions": details(error)}
        return json_response({"errors": [problem]}, status(error))
    return json_response(_named(asdict(made)), code)


def _named(told: dict[str, Any]) -> dict[str, Any]:
    """The first level alone: the entries of lists have one word a name, and records their own."""
    return {camel(name): value for name, value in told.items()}
