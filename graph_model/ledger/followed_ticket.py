"""What was read of a ticket: how far, and what it names that is not recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class UnrecognisedMention:
    """Something that a ticket names and that is not recorded, or not as one item."""

    text: Annotated[str, "The name that its tool has."]
    how: Annotated[str, "What sort of name it is: id, name or number."]
    nearest: Annotated[tuple[str, ...], "The ids of the nearest items."] = ()


@dataclass(frozen=True, slots=True)
class FollowedTicket:
    """A ticket of a connection, as it was last read."""

    connection: Annotated[str, "Whose it is."]
    key: Annotated[str, "By what its tool is asked for it."]
    number: Annotated[str, "What people call it."]
    item: Annotated[str | None, "The id of its Ticket; none: it names nothing that is recorded."]
    open: Annotated[bool, "Whether it is open, in its tool."] = True
    version: Annotated[int | None, "The version that was read last."] = None
    changed_at: Annotated[str | None, "The moment of change that was read last."] = None
    unrecognised: Annotated[tuple[UnrecognisedMention, ...], "What it names in vain."] = ()
    began_at: Annotated[
        str | None, "When it was opened, as its tool says, or else when it was first told of."
    ] = None
    listed: Annotated[str | None, "Its connection while it is open: by what it is listed."] = None

    def __post_init__(self) -> None:
        """Say by what it is listed."""
        object.__setattr__(self, "listed", self.connection if self.open else None)


KIND = RecordKind(
    "followed-ticket",
    FollowedTicket,
    "What was read of a ticket.",
    key=("connection", "key"),
    indexed=("listed", "item"),
)
