"""How bad a finding is: a choice that questions, rules and policies share."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """How bad a finding is, the least bad first."""

    INFO = 1
    """Worth knowing; the facts may well be right."""
    WARNING = 2
    """Answers go on, but on an assumption that somebody should confirm."""
    ERROR = 3
    """The facts contradict themselves, and an answer leaves something out."""

    @property
    def word(self) -> str:
        """How people and files write it: error, warning, info."""
        return self.name.lower()
