"""The outage lens: something stops working. DESIGN section 4's table, line by line."""

from graph_model.lens import Direction, Lens, Redundancy, Rule

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
        Rule("DEPENDS_ON", BACKWARD, KEEPS),
        Rule("PART_OF", FORWARD, SOFTENS, SERVICE, SERVICE),
        Rule("PART_OF", FORWARD, SOFTENS, CI, CI),
        Rule("PART_OF", FORWARD, KEEPS_ALL, ("Program",), ("Agency",)),
        Rule("PART_OF", FORWARD, TELLS, ("Agency",), ("Agency",)),
        Rule("PROVIDES", FORWARD, KEEPS, part="DEGRADED"),
        Rule("PROVIDES", BACKWARD, TELLS),
        Rule("CONSUMES", BACKWARD, KEEPS_ALL),
        Rule("GOVERNS", BACKWARD, KEEPS_ALL),
        Rule("UNDERPINNED_BY", BACKWARD, TELLS),
        Rule("PROMISED_TO", FORWARD, TELLS),
        Rule("REPRESENTS", BACKWARD, TELLS),
        Rule("OWNS", BACKWARD, TELLS),
        Rule("OVERSEES", BACKWARD, TELLS),
        Rule("SITS_ON", BACKWARD, ANY_TELLS, starts=("Stakeholder",)),
    ),
    Redundancy(fails=("LOST",), breaks="LOST", softens="DEGRADED"),
)
