"""By what the substitutions of all suppliers can be ordered; without numpy."""

from enum import Enum


class SweepOrder(Enum):
    """What suppliers are ranked by: most first, of the day to act by the soonest."""

    CONTRACTS = "contracts"
    SERVICES = "services"
    EXPOSED_SERVICES = "exposed services"
    CITIZEN_FACING = "citizen-facing"
    SLAS = "slas"
    OLAS = "olas"
    METRICS = "metrics"
    AGENCIES = "agencies"
    ACT_BY = "act by"

    @property
    def column(self) -> str:
        """The name of the column."""
        return self.name.lower()
