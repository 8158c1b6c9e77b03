"""Persons whose fields were erased from the journal: that it was done, and nothing of what was."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class Erasure:
    """An item whose fields were taken out of every image of the journal."""

    id: Annotated[str, "The item's id, which stays in the journal."]
    erased_at: Annotated[str, "When they were erased, the last time."]
    erased_by: Annotated[str, "Who erased them."]


KIND = RecordKind(
    "erasure", Erasure, "A person whose fields were erased from the journal.", key=("id",)
)
