"""Up to which facts the open tickets were looked over for an impact that is another by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class TicketReview:
    """One record."""

    of: Annotated[str, "Always the same."]
    revision: Annotated[int, "The revision at which they were looked over."]
    at: Annotated[str, "When."]


KIND = RecordKind(
    "ticket-review", TicketReview, "How far the open tickets were looked over.", key=("of",)
)
