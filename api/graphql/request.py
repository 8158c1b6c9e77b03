"""The GraphQL request in an HTTP request: what is asked, or why it is none."""

from __future__ import annotations

from typing import Any

import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError


class GraphQLRequest(BaseModel):
    """A document, the values of its variables, and which of its operations to execute."""

    model_config = ConfigDict(strict=True)

    query: str = Field(min_length=1, description="The GraphQL document.")
    variables: dict[str, Any] | None = Field(None, description="The values of its variables.")
    operationName: str | None = Field(None, description="Which operation, if it has several.")  # noqa: N815
    extensions: dict[str, Any] | None = Field(None, description="Read by nothing yet.")


class NoRequest(Exception):
    """An HTTP request that carries no GraphQL request; ``status`` is how it is answered."""

    def __init__(self, status: int, message: str) -> None:
        """Say what was found and expected."""
        super().__init__(message)
        self.status = status


def require_json(content_type: str) -> None:
    """See that a body says that it is JSON.

    Raises:
        NoRequest: it says something else, or nothing.
    """
    found = content_type.partition(";")[0].strip().lower()
    if found != "application/json":
        expected = "expected content-type application/json"
        raise NoRequest(415, f"body: found {found or 'no content-type'}, {expected}")


def from_body(body: bytes) -> GraphQLRequest:
    """The request in a body.

    Raises:
        NoRequest: there is none.
    """
    try:
        return _read(orjson.loads(body))
    except orjson.JSONDecodeError as error:
        raise NoRequest(400, f"body: found {error}, expected JSON") from None


def from_url(given: dict[str, str | None]) -> GraphQLRequest:
    """The request in the parameters of an address.

    Raises:
        NoRequest: there is none.
    """
    try:
        variables = orjson.loads(given["variables"]) if given["variables"] else None
    except orjson.JSONDecodeError as error:
        raise NoRequest(400, f"variables: found {error}, expected a JSON object") from None
    return _read(given | {"variables": variables})


def _read(raw: object) -> GraphQLRequest:
    if not isinstance(raw, dict):
        what = "a list" if isinstance(raw, list) else repr(raw)[:40]
        raise NoRequest(400, f"request: found {what}, expected one object with a query")
    try:
        return GraphQLRequest.model_validate(raw)
    except ValidationError as error:
        found = [
            ".".join(map(str, wrong["loc"])) + f": {wrong['msg']}"
            for wrong in error.errors(include_url=False, include_input=False)
        ]
        raise NoRequest(400, "request: " + "; ".join(found)) from None
