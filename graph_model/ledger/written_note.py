"""What stands written on a ticket, and what waits to be: the one impact state of a ticket."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class UnfinishedNote:
    """A note of which it is not known whether it was written: it is written again as it is."""

    text: Annotated[str, "The whole text."]
    line: Annotated[str, "What changed, in one line."]
    marker: Annotated[str, "By what it is found where it stands already."]
    impact: Annotated[str | None, "The impact that it tells, as JSON; none: it tells the end."]


@dataclass(frozen=True, slots=True)
class WrittenNote:
    """What stands on a ticket."""

    connection: Annotated[str, "The ticket's connection."]
    key: Annotated[str, "By what its tool is asked for the ticket."]
    impact: Annotated[str | None, "The impact that is written on it, as JSON; none: none is."] = (
        None
    )
    text: Annotated[str, "The whole text that is written on it."] = ""
    place: Annotated[str | None, "Where the note stands, as its tool told."] = None
    writes: Annotated[tuple[str, ...], "When notes were written, in the last hour."] = ()
    count: Annotated[int, "How many notes were written in all."] = 0
    waiting: Annotated[str | None, "The impact that waits to be written, as JSON."] = None
    waiting_since: Annotated[str | None, "When the first of what waits came."] = None
    settled_since: Annotated[str | None, "Since when what waits is what it is."] = None
    unfinished: Annotated[UnfinishedNote | None, "A note that is being written."] = None
    ended: Annotated[bool, "Whether the closing line is written."] = False
    dry: Annotated[bool, "Whether it was only logged, and not written."] = False


KIND = RecordKind(
    "written-note", WrittenNote, "What stands written on a ticket.", key=("connection", "key")
)
