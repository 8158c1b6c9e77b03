"""How far a connection was followed: apart from it, so that following one does not change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class ConnectionUse:
    """When a connection's tool was asked what changed."""

    name: Annotated[str, "The connection."]
    polled_at: Annotated[str | None, "When its tool was last asked what changed."] = None
    synced_at: Annotated[str | None, "When all its open tickets were last read; none: not yet."] = (
        None
    )
    problem: Annotated[str | None, "Why it was not answered the last time."] = None


KIND = RecordKind(
    "connection-use", ConnectionUse, "How far a connection was followed.", key=("name",)
)
