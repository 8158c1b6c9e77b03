"""The fields that the items of a synthetic state have, and how many of them have which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from graph_model.values import Value

TODAY = date(2026, 11, 25)


def days(least: int, most: int) -> list[Value]:
    """The days so far from today, the last left out."""
    return [(TODAY + timedelta(days=n)).isoformat() for n in range(least, most)]


FIELDS: Mapping[str, Mapping[str, tuple[float, Sequence[Value]]]] = {
    "ConfigurationItem": {
        "ci_class": (1, ["application", "server", "database", "network", "storage", "facility"]),
        "environment": (0.9, ["production", "production", "staging", "test"]),
        "status": (0.8, [*["in use"] * 18, "in maintenance", "planned"]),
        "rack": (0.3, [f"R{n}" for n in range(500)]),
    },
    "Service": {
        "tier": (1, ["catalog", "element", "element"]),
        "mode": (0.9, ["managed", "brokered"]),
        "group": (0.9, ["infrastructure", "application"]),
        "criticality": (0.8, ["low", "medium", "high", "mission critical"]),
        "citizen_facing": (0.7, [True, False, False]),
        "lifecycle": (0.8, [*["live"] * 18, "retiring", "planned"]),
    },
    "Contract": {
        "form": (1, ["MSA", "SOW", "purchase order", "subscription", "licence"]),
        "start": (0.9, days(-2_500, -100)),
        "end": (0.95, days(-60, 2_000)),
        "notice": (0.8, ["P30D", "P60D", "P90D", "P3M", "P6M"]),
        "renewal": (0.9, ["none", "option", "tacit"]),
        "renewal_term": (0.5, ["P1Y", "P6M"]),
        "value": (0.7, [f"{n}000.00 USD" for n in range(10, 900)]),
        "rights": (0.5, [["substitution"], ["step-in", "audit"], ["audit"]]),
        "survives_parent": (0.6, [True, False]),
    },
    "ServiceLevelAgreement": {},
    "OperatingLevelAgreement": {},
    "ServiceLevelTarget": {
        "metric": (1, ["availability", "response time", "resolution time"]),
        "comparator": (1, ["at least", "at most"]),
        "value": (1, [99.0, 99.5, 99.9, 4.0, 8.0]),
        "unit": (1, ["percent", "hours"]),
        "window": (0.8, ["P1M", "P3M"]),
    },
    "OperatingLevelMetric": {"unit": (1, ["percent", "hours"])},
    "Document": {"version": (0.8, ["1.0", "2.1"]), "reviewed_on": (0.7, days(-700, 0))},
    "Stakeholder": {
        "category": (1, ["role", "group"]),
        "force": (0.9, ["political", "market", "customer", "inertial"]),
        "engaged_on": (0.5, days(-500, 0)),
    },
    "Trigger": {
        "type": (1, ["timing", "rights", "audit", "financial"]),
        "fires_on": (0.7, days(-100, 900)),
    },
    "Ticket": {"type": (1, ["incident", "problem", "change", "request"])},
    "Offering": {"price": (0.9, [f"{n}000.00 USD" for n in range(5, 400)])},
    "Program": {},
    "Capability": {},
    "Agency": {"body": (1, ["executive branch", "customer jurisdiction"])},
    "Procurement": {
        "stage": (1, ["market test", "RFI", "RFQ", "RFP", "award"]),
        "opens_on": (0.9, days(-30, 600)),
    },
    "Forum": {"meetings": (1, [[str(day) for day in days(n, 700)[::28]] for n in range(28)])},
    "Window": {
        "type": (1, ["maintenance", "freeze", "blackout"]),
        "starts_at": (1, days(-60, 300)),
        "repeats": (0.5, ["P7D", "P1M"]),
    },
    "Source": {"role": (1, ["own", "reference"])},
    "Supplier": {
        "sourcing": (1, ["insourced", "outsourced", "cloud", "cross-jurisdictional"]),
    },
}
"""The fields of each kind: the share of items that have one, and the values it takes."""
PAST, FUTURE = days(-2_000, -1), days(1, 2_000)
"""When some of its relations began, and when some of them end."""
