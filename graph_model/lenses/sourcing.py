"""The sourcing lens: something changes hands, or its agreement ends. DESIGN section 4's table."""

from graph_model.lens import Direction, Lens, Redundancy, Rule

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
KEEPS = {"DIRECT": "DIRECT", "INDIRECT": "INDIRECT"}
KEEPS_ALL = {**KEEPS, "NOTIFY": "NOTIFY"}
INDIRECTLY = {"DIRECT": "INDIRECT", "INDIRECT": "INDIRECT"}
DIRECT_INDIRECTLY = {"DIRECT": "INDIRECT"}
DIRECT_TELLS = {"DIRECT": "NOTIFY"}
TELLS = {"DIRECT": "NOTIFY", "INDIRECT": "NOTIFY"}
ANY_TELLS = {**TELLS, "NOTIFY": "NOTIFY"}
SERVICE, CI, AGENCY, SUPPLIER = ("Service",), ("ConfigurationItem",), ("Agency",), ("Supplier",)

LENS = Lens(
    "sourcing",
    "Something changes hands, or its agreement ends.",
    ("NOTIFY", "INDIRECT", "DIRECT"),
    (
        Rule("DEPENDS_ON", BACKWARD, INDIRECTLY),
        Rule("PART_OF", FORWARD, INDIRECTLY, SERVICE, SERVICE),
        Rule("PART_OF", FORWARD, INDIRECTLY, CI, CI),
        Rule("PART_OF", BACKWARD, DIRECT_INDIRECTLY, SERVICE, SERVICE),
        Rule("PART_OF", BACKWARD, DIRECT_INDIRECTLY, CI, CI),
        Rule("PART_OF", FORWARD, KEEPS_ALL, ("Program",), AGENCY),
        Rule("PART_OF", FORWARD, TELLS, AGENCY, AGENCY),
        Rule("PART_OF", BACKWARD, INDIRECTLY, SUPPLIER, SUPPLIER),
        Rule("PROVIDES", FORWARD, KEEPS, part="INDIRECT"),
        Rule("PROVIDES", BACKWARD, DIRECT_TELLS),
        Rule("WITH", BACKWARD, KEEPS),
        Rule("WITH", FORWARD, DIRECT_TELLS),
        Rule("UNDER", BACKWARD, KEEPS),
        Rule("COVERS", FORWARD, KEEPS, part="INDIRECT"),
        Rule("COVERS", BACKWARD, DIRECT_TELLS),
        Rule("HELD_BY", FORWARD, KEEPS),
        Rule("CONSUMES", BACKWARD, KEEPS_ALL),
        Rule("GOVERNS", BACKWARD, KEEPS_ALL),
        Rule("GOVERNS", FORWARD, DIRECT_TELLS),
        Rule("BINDS", BACKWARD, KEEPS, ends=SUPPLIER),
        Rule("BINDS", FORWARD, DIRECT_TELLS),
        Rule("UNDERPINNED_BY", BACKWARD, INDIRECTLY),
        Rule("PROMISED_TO", FORWARD, {"DIRECT": "INDIRECT", "INDIRECT": "NOTIFY"}),
        Rule("REPRESENTS", BACKWARD, TELLS),
        Rule("OWNS", BACKWARD, TELLS),
        Rule("OVERSEES", BACKWARD, TELLS),
        Rule("SITS_ON", BACKWARD, ANY_TELLS, starts=("Stakeholder",)),
        Rule("DESCRIBES", BACKWARD, DIRECT_TELLS),
        Rule("REBIDS", BACKWARD, DIRECT_TELLS),
    ),
    Redundancy(fails=("DIRECT", "INDIRECT"), breaks="INDIRECT", softens="NOTIFY"),
)
