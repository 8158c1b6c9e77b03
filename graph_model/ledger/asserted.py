"""What sources say of facts where the graph alone does not tell: see ``graph_model.claims``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class Asserted:
    """What sources say of some facts: many in one record, so that millions stay few."""

    part: Annotated[str, "Which facts they are: those whose ids have this hash."]
    claims: Annotated[str, "What each source says of each: compressed JSON, as base64."]


KIND = RecordKind(
    "asserted",
    Asserted,
    "What several sources say of the same facts, and what waits for an item.",
    key=("part",),
)
