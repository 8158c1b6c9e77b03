"""Errors as GraphQL answers them: each with a stable code, and what nobody foresaw kept inside."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from graphql import GraphQLError, GraphQLSyntaxError

from api.error import details
from graph_model.errors import LimitExceeded, RamifyError

INVALID_SYNTAX = "INVALID_SYNTAX"
INVALID_DOCUMENT = "INVALID_DOCUMENT"
METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
INTERNAL = RamifyError.code
CODES = {
    INVALID_SYNTAX: "The document is not GraphQL.",
    INVALID_DOCUMENT: "The document or its variables do not fit the schema.",
    METHOD_NOT_ALLOWED: "A method that an address has not, such as a mutation in a GET.",
    INTERNAL: "Something went wrong that nobody foresaw; the log has it under the reference given.",
}
"""The codes of this door's own; the others are those of the errors that are raised."""

_LIMITS = re.compile(r"more than \d+ tokens|nested too deeply|^Validation aborted")
"""How graphql-core tells of what is too large for it: as an error of syntax or validation."""

MOST_TEXT = 1_000
"""Of a message about a document so many characters are told."""


def formatted(error: GraphQLError) -> dict[str, Any]:
    """The error as the response has it: message, place, and ``extensions.code``."""
    cause = cause_of(error)
    answer: dict[str, Any] = dict(error.formatted)
    answer["extensions"] = {**(answer.get("extensions") or {})}
    if isinstance(cause, RamifyError):
        answer["message"] = str(cause)
        answer["extensions"] |= details(cause)
    elif isinstance(cause, RecursionError):
        answer["message"] = "request: found a document nested too deep, expected less"
        answer["extensions"]["code"] = LimitExceeded.code
    elif cause is None and error.path is None:
        answer["message"] = _cut(error.message)
        answer["extensions"].setdefault("code", _document_code(error))
    else:
        answer |= unforeseen(cause or error, error.path)
    return answer


def cause_of(error: GraphQLError) -> Exception | None:
    """What was raised first, through all the errors that wrap it."""
    cause = error.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    return cause


def _cut(message: str) -> str:
    """A message that quotes the document, which may be megabytes, in a length that can be read."""
    return message if len(message) <= MOST_TEXT else f"{message[:MOST_TEXT]}…"


def _document_code(error: GraphQLError) -> str:
    if _LIMITS.search(error.message):
        return LimitExceeded.code
    return INVALID_SYNTAX if isinstance(error, GraphQLSyntaxError) else INVALID_DOCUMENT


def unforeseen(error: Exception, where: object) -> dict[str, Any]:
    """What is said of an error that nobody foresaw; the log has all of it."""
    import structlog  # and with it what it prints with, which a schema spares

    reference = uuid4().hex[:12]
    log = structlog.get_logger("ramify.graphql")
    log.error("unforeseen", reference=reference, where=where, exc_info=error)
    message = f"something went wrong here; the log has it under {reference}"
    return {"message": message, "extensions": {"code": INTERNAL, "reference": reference}}
