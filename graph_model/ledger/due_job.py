"""Which job comes next: a record a scheduled job, in the order of the moments to look at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class DueJob:
    """That a job is to be looked at; where it has another moment by now, it is not to be."""

    look_at: Annotated[str, "When."]
    kind: Annotated[str, "The job's kind."]
    key: Annotated[str, "The job's key."]


KIND = RecordKind(
    "due-job",
    DueJob,
    "When a scheduled job is to be looked at: read in the order of time.",
    key=("look_at", "kind", "key"),
)
