"""What an installation sets about time: how long replacing takes, and the days nobody works."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from queries.snapshot.days import Days

PROCUREMENT_TIMES: Mapping[str, str] = {
    "MSA": "P9M",
    "SOW": "P4M",
    "purchase order": "P2M",
    "subscription": "P3M",
    "licence": "P3M",
    "MOU": "P6M",
    "addendum": "P3M",
    "authorisation": "P6M",
}
"""How long a replacement takes to procure where a contract does not say, by form."""
TRANSITION_TIMES: Mapping[str, str] = {
    "MSA": "P6M",
    "SOW": "P3M",
    "purchase order": "P1M",
    "subscription": "P2M",
    "licence": "P1M",
    "MOU": "P3M",
    "addendum": "P1M",
    "authorisation": "P3M",
}
"""How long a move to a replacement takes where a contract does not say, by form."""
OTHERWISE = "P6M"
"""Both, where a contract has no form, or one that has no time of its own."""


@dataclass(frozen=True)
class Calendar:
    """What an installation sets: default times by form, and the days on which nobody works.

    Durations are ISO 8601; ``procurement`` and ``transition`` apply where a contract names none and
    ``otherwise`` where its form has none either.
    """

    procurement: Mapping[str, str] = field(default_factory=lambda: PROCUREMENT_TIMES)
    transition: Mapping[str, str] = field(default_factory=lambda: TRANSITION_TIMES)
    otherwise: str = OTHERWISE
    holidays: tuple[date, ...] = ()

    @cached_property
    def key(self) -> Hashable:
        """What tells calendars apart."""
        times = (tuple(sorted(t.items())) for t in (self.procurement, self.transition))
        return *times, self.otherwise, self.holidays

    def working_day(self, days: Days) -> Days:
        """The days moved back to a working day (Monday to Friday, no holiday)."""
        closed = np.asarray(self.holidays, "datetime64[D]")
        moved = np.busday_offset(days.astype("datetime64[D]"), 0, roll="backward", holidays=closed)
        return np.asarray(moved.astype(np.int64), np.int32)
