"""Deliveries of ticketing tools: taken in before anything is done about them, each once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from graph_model.record_kind import RecordKind


class DeliveryState(StrEnum):
    """How far a delivery has come."""

    RECEIVED = "received"
    PROCESSED = "processed"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that was signed by its tool, as it came."""

    connection: Annotated[str, "Whose it is."]
    id: Annotated[str, "What every repetition of it bears, or the digest of its body."]
    state: Annotated[str, "received, processed or dead."]
    received_at: Annotated[str, "When it came, the first time."]
    body: Annotated[str, "Its body, compressed, in base64."]
    ends_at: Annotated[str, "When it is forgotten, and its id with it."]
    attempts: Annotated[int, "How often it was begun since it came or was replayed."] = 0
    replays: Annotated[int, "How often somebody had it processed again."] = 0
    done_at: Annotated[str | None, "When it was processed, or given up."] = None
    reason: Annotated[str | None, "Why it is dead, or was not processed the last time."] = None
    standing: Annotated[str | None, "The connection and the state: by what it is listed."] = None

    def __post_init__(self) -> None:
        """Say by what it is listed."""
        object.__setattr__(self, "standing", standing(self.connection, self.state))


def standing(connection: str, state: str) -> str:
    """By what a connection's deliveries of a state are listed."""
    return f"{state} {connection}"


KIND = RecordKind(
    "delivery",
    Delivery,
    "What a ticketing tool delivered.",
    key=("connection", "id"),
    indexed=("standing",),
    ends="ends_at",
)
