"""The outage lens: something stops working. DESIGN section 4's table, line by line."""

from graph_model.lens import Direction, Lens, LensRule, Redundancy

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
KEEPS = {"LOST": "LOST", "DEGRADED": "DEGRADED"}
KEEPS_ALL = {**KEEPS, "NOTIFY": "NOTIFY"}
SOFTENS = {"LOST": "DEGRADED", "DEGRADED": "DEGRADED"}
TELLS = {"LOST": "NOTIFY", "DEGRADED": "NOTIFY"}
ANY_TELLS = {**TELLS, "NOTIFY": "NOTIFY"}
SERVICE, CI = ("Service",), ("ConfigurationItem",)

LENS = Lens(
    "outage",
    "Something stops working.",
    ("NOTIFY", "DEGRADED", "LOST"),
    (
        LensRule("DEPENDS_ON", BACKWARD, KEEPS),
        LensRule("PART_OF", FORWARD, SOFTENS, SERVICE, SERVICE),
        LensRule("PART_OF", FORWARD, SOFTENS, CI, CI),
        LensRule("PART_OF", FORWARD, KEEPS_ALL, ("Program",), ("Agency",)),
        LensRule("PART_OF", FORWARD, TELLS, ("Agency",), ("Agency",)),
        LensRule("PROVIDES", FORWARD, KEEPS, part="DEGRADED"),
        LensRule("PROVIDES", BACKWARD, TELLS),
        LensRule("CONSUMES", BACKWARD, KEEPS_ALL),
        LensRule("GOVERNS", BACKWARD, KEEPS_ALL),
        LensRule("UNDERPINNED_BY", BACKWARD, TELLS),
        LensRule("PROMISED_TO", FORWARD, TELLS),
        LensRule("REPRESENTS", BACKWARD, TELLS),
        LensRule("OWNS", BACKWARD, TELLS),
        LensRule("OVERSEES", BACKWARD, TELLS),
        LensRule("SITS_ON", BACKWARD, ANY_TELLS, starts=("Stakeholder",)),
    ),
    Redundancy(fails=("LOST",), breaks="LOST", softens="DEGRADED"),
)
