"""What each source was last loaded as: how fresh it is, and which feeds would be older."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class SourceLoad:
    """The last load of a source, whether or not it changed anything."""

    source: Annotated[str, "The source."]
    loaded_at: Annotated[str, "When it was last loaded."]
    by: Annotated[str, "Who loaded it."]
    files: Annotated[tuple[str, ...], "The files that were loaded, or what was called."]
    rows: Annotated[int, "How many rows were read then, those kept back among them."]
    kept_back: Annotated[int, "How many of those were kept back."]
    full: Annotated[bool, "Whether the load took the place of all that it had said."]
    said_at: Annotated[str, "When the newest of its feeds says that it was made; empty: none does."]
    whole_at: Annotated[str, "The same of its full loads alone."]
    heard_at: Annotated[str, "The newest it speaks of: when its feeds were made, or else loaded."]


KIND = RecordKind(
    "source-load",
    SourceLoad,
    "The last load of each source, and when its feeds say that they were made.",
    key=("source",),
)
