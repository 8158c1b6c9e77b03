"""What is counted of each supplier, and by which of it suppliers can be ordered; without numpy."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

LOSS, SUBSTITUTION = "outage", "sourcing"
LEVELS = {
    LOSS: ("LOST", "DEGRADED", "NOTIFY"),
    SUBSTITUTION: ("DIRECT", "INDIRECT", "NOTIFY"),
}
"""The levels of each lens, the highest first."""
MEASURES = {
    LOSS: ("agencies", "citizen_facing", "slas", "services"),
    SUBSTITUTION: ("contracts", "agencies", "citizen_facing", "slas", "services"),
}
"""What is counted under each lens, what weighs most first; an outage touches no contract."""
SHARES = ("service_share", "agency_share")
UNDERLYING = "underlying"


@dataclass(frozen=True, slots=True)
class ConcentrationColumn:
    """One column: how many of a measure a supplier's loss or substitution brings to a level."""

    lens: str
    measure: str
    level: str

    @property
    def name(self) -> str:
        """The column's name, such as ``outage_services_lost``."""
        return f"{self.lens}_{self.measure}_{self.level.lower()}"

    @property
    def said(self) -> str:
        """What it counts."""
        event = "loss" if self.lens == LOSS else "substitution"
        counted = self.measure.replace("citizen_facing", "citizen-facing services")
        return f"How many {counted} its {event} brings to {self.level}."


COLUMNS = tuple(
    ConcentrationColumn(lens, measure, LEVELS[lens][at])
    for at in range(3)
    for lens, measures in MEASURES.items()
    for measure in measures
)
"""Every column, in the order in which they break ties: highest levels first, loss first."""
NAMES = (*(column.name for column in COLUMNS), *SHARES, UNDERLYING)

ConcentrationOrder = Enum(  # type: ignore[misc]  # its members are made from the columns
    "ConcentrationOrder",
    {name: name.replace("_", " ") for name in NAMES},
    module=__name__,
)
ConcentrationOrder.__doc__ = "What suppliers are ranked by, most first."
