"""What the doors say of an error that was raised on purpose: its code, and its particulars."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from graph_model.errors import (
    Conflict,
    InvalidInput,
    NotAllowed,
    NotFound,
    NotSignedIn,
    RamifyError,
    StaleRevision,
    StoreUnavailable,
)

STATUS = {
    InvalidInput: 400,
    NotSignedIn: 401,
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    StoreUnavailable: 503,
}
"""The HTTP status of each branch of the errors' tree, the narrower before the wider."""


def details(error: RamifyError) -> dict[str, Any]:
    """The error's code and what its kind has beside a message."""
    told: dict[str, Any] = {"code": error.code}
    if isinstance(error, InvalidInput):
        told["problems"] = [asdict(problem) for problem in error.problems]
    if isinstance(error, NotFound):
        told["ids"] = list(error.ids)
        told["nearest"] = {
            id_: [{"id": near, "name": name} for near, name in items.items()]
            for id_, items in error.nearest.items()
        }
    if isinstance(error, StaleRevision):
        told |= {"expected": error.expected, "present": error.present}
    return told


def status(error: RamifyError) -> int:
    """The HTTP status of an error."""
    return next((code for kind, code in STATUS.items() if isinstance(error, kind)), 500)
