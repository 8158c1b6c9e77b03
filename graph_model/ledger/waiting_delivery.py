"""Which deliveries are to be processed: a record each, in the order in which they came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class WaitingDelivery:
    """That a delivery waits to be processed."""

    connection: Annotated[str, "Whose it is."]
    since: Annotated[str, "When it came, or was replayed, or may be tried again."]
    id: Annotated[str, "Its id."]


KIND = RecordKind(
    "waiting-delivery",
    WaitingDelivery,
    "A delivery that waits: read connection by connection, the oldest first.",
    key=("connection", "since", "id"),
    indexed=("connection",),
)
