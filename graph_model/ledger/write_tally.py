"""How many notes were written in the last hour, of all tickets: what their caps are held to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class WriteTally:
    """One record: the notes of each minute of the last hour, connection by connection."""

    of: Annotated[str, "Always the same."]
    minutes: Annotated[dict[str, dict[str, int]], "By connection, then by minute."] = field(
        default_factory=dict
    )


KIND = RecordKind(
    "write-tally", WriteTally, "How many notes were written in the last hour.", key=("of",)
)
