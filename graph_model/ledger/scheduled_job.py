"""Jobs that are due at a moment: kept, so that whichever process is there does them, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from graph_model.record_kind import RecordKind


@dataclass(frozen=True, slots=True)
class ScheduledJob:
    """A job of a kind and key, of which there is one at most."""

    kind: Annotated[str, "What is to be done: the name of what does it."]
    key: Annotated[str, "On what: of one kind and key, the job asked for last counts."]
    due_at: Annotated[str, "When it was asked for to be done."]
    look_at: Annotated[str, "When it is looked at next; of a claimed one, when its claim ends."]
    payload: Annotated[str, "What who does it has to know, as JSON."]
    asked: Annotated[str | None, "Whoever asked for it, as a number of their own; none: cancelled."]
    every: Annotated[float | None, "After how many seconds again; none: once."] = None
    attempts: Annotated[int, "How often it was begun since it was asked for."] = 0
    claim: Annotated[str | None, "Whoever does it now, as a number of their own."] = None
    problem: Annotated[str | None, "Why it was not done the last time."] = None
    set_aside: Annotated[bool, "Whether it is not tried again by itself."] = False


KIND = RecordKind(
    "scheduled-job",
    ScheduledJob,
    "A job that is due at a moment: what waits for its time, or is tried again.",
    key=("kind", "key"),
)
