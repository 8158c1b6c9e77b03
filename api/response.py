"""JSON responses, written fast, and refusals in the one form in which errors are told."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from fastapi import Response

from graph_model.errors import LimitExceeded, Problem


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


QUESTION_BYTES = "RAMIFY_MAX_QUESTION_BYTES and RAMIFY_MAX_CHANGE_BYTES"
"""The settings that bound what is asked, and what is changed."""


def too_large(
    found: str, most: int, where: str = "body", settings: str = QUESTION_BYTES
) -> Response:
    """The refusal of what has ``found`` bytes, by some settings; the connection ends with it."""
    advice = f"send it in parts, or see {settings}"
    problem = Problem(where, f"{found} bytes", f"at most {most:,}", advice)
    return refusal(413, LimitExceeded.code, str(problem), {"Connection": "close"})
