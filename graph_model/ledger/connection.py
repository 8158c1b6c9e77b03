"""Connections to ticketing tools: where one is, what of it is told to us, and what we may there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class ToolConnection:
    """A ticketing tool's installation; of its secrets no more than where they are found."""

    name: Annotated[str, "What people call it; its deliveries come to /hooks/ and this."]
    tool: Annotated[str, "The ticketing tool that it is."]
    url: Annotated[str, "Where it is."]
    created_at: Annotated[str, "When it was made."]
    created_by: Annotated[str, "Who made it."]
    secret: Annotated[str | None, "Where the secret of its deliveries is: env:NAME or file:PATH."]
    user: Annotated[str | None, "Who we are there; none: its password is a token."] = None
    password: Annotated[str | None, "Where our password there is: env:NAME or file:PATH."] = None
    networks: Annotated[tuple[str, ...], "The networks that may deliver; none: any."] = ()
    tickets: Annotated[tuple[str, ...], "Which tickets are taken, as field=values; none: all."] = ()
    role: Annotated[str, "With which role it records tickets."] = "editor"
    agencies: Annotated[tuple[str, ...] | None, "The agencies of its scope; none: it sees all."] = (
        None
    )
    filters: Annotated[tuple[str, ...], "What its scope lets in beside, as Kind.field=values."] = ()
    most_writes: Annotated[int | None, "So many notes an hour at most; none: the setting's."] = None
    dry: Annotated[bool, "Whether what would be written is only logged."] = False
    paused: Annotated[bool, "Whether deliveries wait, and nothing is asked or written."] = False
    options: Annotated[dict[str, Any], "What its tool alone understands, its mapping."] = field(
        default_factory=dict
    )


KIND = RecordKind("connection", ToolConnection, "A connection to a ticketing tool.", key=("name",))
