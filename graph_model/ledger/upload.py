"""Files that somebody sent to be looked at and loaded: kept for an hour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent."""

    id: Annotated[str, "Its id, which nobody guesses."]
    name: Annotated[str, "What its sender calls it, without folders."]
    size: Annotated[int, "How many bytes it has."]
    content: Annotated[str, "Its bytes, compressed, in base64."]
    by: Annotated[str, "Who sent it."]
    sent_at: Annotated[str, "When."]
    ends_at: Annotated[str, "When it is forgotten."]


KIND = RecordKind(
    "upload",
    Upload,
    "A file that was sent to be loaded, for an hour.",
    key=("id",),
    ends="ends_at",
)
