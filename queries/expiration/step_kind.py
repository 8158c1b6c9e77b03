"""What can be done about a contract by a day, in the words that people read."""

from __future__ import annotations

from enum import Enum


class StepKind(Enum):
    """What has to be done by a day; of several on one day, the first here comes first."""

    NOTICE = "last day for notice"
    OPTION = "last day to use its option"
    MEETING = "last meeting in time"
    START = "latest safe start"
    TRANSITION = "transition begins"
    END = "contract ends"

    @property
    def act(self) -> str:
        """What somebody has to do, for a sentence that begins with the day."""
        return _ACTS[self]

    @property
    def decides(self) -> bool:
        """Whether it takes a decision, which a forum has to take before."""
        return self in (StepKind.NOTICE, StepKind.OPTION, StepKind.START)


_ACTS = {
    StepKind.NOTICE: "decide on notice",
    StepKind.OPTION: "decide on its option",
    StepKind.MEETING: "decide in the last meeting in time",
    StepKind.START: "begin to replace it",
    StepKind.TRANSITION: "begin the transition",
    StepKind.END: "it ends",
}
