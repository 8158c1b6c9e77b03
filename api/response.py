"""JSON responses, written fast."""

from __future__ import annotations

import orjson
from fastapi import Response


def json_response(
    content: object, status: int = 200, media_type: str = "application/json"
) -> Response:
    """A response with the content as JSON."""
    return Response(orjson.dumps(content), status, media_type=media_type)
