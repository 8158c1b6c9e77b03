"""What was decided about items that may be one: kept beside the graph, and heeded by each load."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from graph_model.record_kind import RecordKind


class Decision(StrEnum):
    """What was decided of two ids, or of an item's name."""

    SAME = "same"
    DIFFERENT = "different"
    RENAMED = "renamed"


@dataclass(frozen=True, slots=True)
class IdentityDecision:
    """A decision: ``other`` is ``one``, or is not, or was the name that ``one`` had."""

    one: Annotated[str, "The id that is kept; of two that differ, the first in order."]
    other: Annotated[str, "The other id; of a rename, the alias that the old name is."]
    decision: Annotated[str, "same, different or renamed."]
    names: Annotated[tuple[str, ...], "What the two were called, in their order."]
    by: Annotated[str, "Who decided."]
    decided_at: Annotated[str, "When."]
    reason: Annotated[str, "What spoke for it."] = ""
    change_set: Annotated[str | None, "The ChangeSet that merged them; none: a load did."] = None


KIND = RecordKind(
    "identity-decision",
    IdentityDecision,
    "What was decided about items that may be one, for every load from then on.",
    key=("one", "other"),
)
