"""What an office pulls to change an indicator: five levers, and the maturity characteristics."""

from __future__ import annotations

from enum import Enum


class Lever(Enum):
    """By what an office changes what an indicator tells; the names are this house's own."""

    GOVERNANCE = "governance"
    """Whom it listens to, and who decides with it."""
    SOURCING = "sourcing"
    """Who does it: kept, bought, or open to others."""
    CONTRACTS = "contracts"
    """What was agreed with suppliers, and what is prepared for its end."""
    SERVICE_LEVELS = "service levels"
    """What is promised and measured."""
    TRANSPARENCY = "transparency"
    """What is known and written down: of items, services and charges."""
