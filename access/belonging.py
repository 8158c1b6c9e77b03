"""What belongs to an agency, kind by kind, as one declared table: a scope is made from it.

A scope begins with agencies. An item of a kind is in it when one of the kind's rules joins it to
an item that is in it already, whatever the days of the relation: a scope does not change with the
day that a question is asked for. What no rule reaches is hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from graph_model.lens import Direction

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


class ScopePart(StrEnum):
    """What lies behind what an agency has to do with: shown, or masked and counted."""

    SERVICES = "services"
    """What consumed services stand on: elements, other services, configuration items."""
    SUPPLIERS = "suppliers"
    """Who provides consumed services, or is party to the agency's agreements."""
    FORUMS = "forums"
    """Who decides about consumed services and the agency's contracts."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """Items of ``kind`` are in a scope through a relation with one of ``to`` that is in it.

    ``walked`` is how the relation is walked from there: BACKWARD, the item is its start. ``shown``
    names what has to be shown for the rule to count (None: it always does).
    """

    kind: str
    relation: str
    walked: Direction
    to: tuple[str, ...]
    shown: ScopePart | None = None


BODIES = ("Agency", "Program")
AGREEMENTS = ("ServiceLevelAgreement", "OperatingLevelAgreement")
RUN = ("Service", "ConfigurationItem")

BELONGINGS: tuple[Belonging, ...] = (
    # the agency itself, and who speaks for it
    Belonging("Agency", "PART_OF", BACKWARD, ("Agency",)),
    Belonging("Program", "PART_OF", BACKWARD, ("Agency",)),
    Belonging("Stakeholder", "REPRESENTS", BACKWARD, BODIES),
    # what it consumes, holds, is promised, is bound by
    Belonging("Service", "CONSUMES", FORWARD, BODIES),
    Belonging("Contract", "HELD_BY", BACKWARD, ("Agency",)),
    Belonging("ServiceLevelAgreement", "PROMISED_TO", BACKWARD, BODIES),
    Belonging("OperatingLevelAgreement", "BINDS", BACKWARD, ("Agency",)),
    # what is said of those
    Belonging("ServiceLevelTarget", "SETS", FORWARD, AGREEMENTS),
    Belonging("OperatingLevelMetric", "MEASURES", BACKWARD, ("OperatingLevelAgreement",)),
    Belonging("OperatingLevelMetric", "MEASURES", BACKWARD, ("ServiceLevelTarget",)),
    Belonging("Trigger", "TRIGGERS_ON", BACKWARD, ("Contract",)),
    Belonging("Procurement", "REBIDS", BACKWARD, ("Contract",)),
    Belonging("Window", "APPLIES_TO", BACKWARD, (*RUN, "Agency")),
    Belonging("Document", "DESCRIBES", BACKWARD, (*RUN, *AGREEMENTS, "Contract")),
    Belonging("Ticket", "AFFECTS", BACKWARD, (*RUN, "Contract")),
    Belonging("Capability", "NEEDS", FORWARD, ("Service",)),
    # what lies beneath
    Belonging("Service", "DEPENDS_ON", FORWARD, RUN, ScopePart.SERVICES),
    Belonging("Service", "PART_OF", BACKWARD, ("Service",), ScopePart.SERVICES),
    Belonging("ConfigurationItem", "DEPENDS_ON", FORWARD, RUN, ScopePart.SERVICES),
    Belonging("ConfigurationItem", "PART_OF", BACKWARD, ("ConfigurationItem",), ScopePart.SERVICES),
    Belonging("Supplier", "PROVIDES", BACKWARD, RUN, ScopePart.SUPPLIERS),
    Belonging("Supplier", "WITH", FORWARD, ("Contract",), ScopePart.SUPPLIERS),
    Belonging("Supplier", "BINDS", FORWARD, ("OperatingLevelAgreement",), ScopePart.SUPPLIERS),
    Belonging("Forum", "OVERSEES", BACKWARD, ("Service", "Contract"), ScopePart.FORUMS),
)
"""Every way in which an item is in the scope of an agency."""

NEVER: Mapping[str, str] = MappingProxyType(
    {
        "Offering": "what a supplier could deliver, and for how much, is confidential",
        "Source": "where the office's facts come from is the office's own affair",
    }
)
"""The kinds that no scope of agencies shows, and why."""
