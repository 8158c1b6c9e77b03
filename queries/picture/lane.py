"""The lanes of a picture, in the order of the chain from what fails to whom it concerns."""

from __future__ import annotations

from enum import Enum


class Lane(Enum):
    """A column of a picture."""

    START = "start"
    ITEMS = "items"
    SERVICES = "services"
    PROMISES = "promises"
    CONTRACTS = "contracts"
    PROGRAMS = "programs"
    AGENCIES = "agencies"
    PEOPLE = "people"
    RECORDS = "records"


LANES = tuple(Lane)
LANE_OF = {
    "ConfigurationItem": Lane.ITEMS,
    **dict.fromkeys(("Service", "Capability", "Offering"), Lane.SERVICES),
    **dict.fromkeys(
        (
            *("ServiceLevelAgreement", "OperatingLevelAgreement"),
            *("ServiceLevelTarget", "OperatingLevelMetric"),
        ),
        Lane.PROMISES,
    ),
    **dict.fromkeys(("Contract", "Trigger", "Procurement"), Lane.CONTRACTS),
    "Program": Lane.PROGRAMS,
    "Agency": Lane.AGENCIES,
    **dict.fromkeys(("Stakeholder", "Forum", "Supplier"), Lane.PEOPLE),
    **dict.fromkeys(("Document", "Ticket", "Window", "Source"), Lane.RECORDS),
}
"""The lane of each kind; suppliers are people to talk to, where they are not what changes."""
CLASS_FIELD = {"ConfigurationItem": "ci_class", "Service": "tier", "Contract": "form"}
"""The field by which many of a kind are told together; of other kinds it is the agency, or none."""
OF_AGENCIES = ("Program", "Agency")
"""The kinds that are told together by the agency that they are part of."""
