"""JSON responses, written fast, and refusals in the one form in which errors are told."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from fastapi import Response


def json_response(
    content: object,
    status: int = 200,
    media_type: str = "application/json",
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A response with the content as JSON."""
    return Response(orjson.dumps(content), status, headers, media_type)


def refusal(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> Response:
    """A response that says why there is no other: one error with its stable code."""
    error = {"message": message, "extensions": {"code": code}}
    return json_response({"errors": [error]}, status, headers=headers)
