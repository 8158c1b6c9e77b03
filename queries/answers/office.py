"""What an installation decides about its answers: times, sources, how long a page may be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, tzinfo

from queries.answers.calendar import Calendar

PAGE = 100
"""How long a page is where nobody says."""


@dataclass(frozen=True, slots=True)
class Office:
    """The settings that answers depend on.

    ``zone`` is where a day begins at its midnight;
    ``source_order`` names sources from the strongest to the weakest; ``most_hits`` is how many
    changes an agency takes in a quarter without a conflict; ``term_ends`` is the last day of the
    CIO's term, and ``biennium`` the first day of one biennium of the budget, whichever; ``alarms``
    is how long before a day a calendar reminds of it (durations).
    """

    calendar: Calendar = field(default_factory=Calendar)
    source_order: tuple[str, ...] = ()
    most_hits: int = 3
    most_rows: int = 1_000
    zone: tzinfo = UTC
    term_ends: date | None = None
    biennium: date | None = None
    alarms: tuple[str, ...] = ()

    @property
    def page(self) -> int:
        """How long a page is where nobody says."""
        return min(PAGE, self.most_rows)
