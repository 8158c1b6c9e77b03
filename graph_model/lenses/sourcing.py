"""The sourcing lens: something changes hands, or its agreement ends. DESIGN section 4's table."""

from graph_model.lens import Direction, Lens, LensRule, Redundancy

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
        LensRule("DEPENDS_ON", BACKWARD, INDIRECTLY),
        LensRule("PART_OF", FORWARD, INDIRECTLY, SERVICE, SERVICE),
        LensRule("PART_OF", FORWARD, INDIRECTLY, CI, CI),
        LensRule("PART_OF", BACKWARD, DIRECT_INDIRECTLY, SERVICE, SERVICE),
        LensRule("PART_OF", BACKWARD, DIRECT_INDIRECTLY, CI, CI),
        LensRule("PART_OF", FORWARD, KEEPS_ALL, ("Program",), AGENCY),
        LensRule("PART_OF", FORWARD, TELLS, AGENCY, AGENCY),
        LensRule("PART_OF", BACKWARD, INDIRECTLY, SUPPLIER, SUPPLIER),
        LensRule("PROVIDES", FORWARD, KEEPS, part="INDIRECT"),
        LensRule("PROVIDES", BACKWARD, DIRECT_TELLS),
        LensRule("WITH", BACKWARD, KEEPS),
        LensRule("WITH", FORWARD, DIRECT_TELLS),
        LensRule("UNDER", BACKWARD, KEEPS),
        LensRule("COVERS", FORWARD, KEEPS, part="INDIRECT"),
        LensRule("COVERS", BACKWARD, DIRECT_TELLS),
        LensRule("HELD_BY", FORWARD, KEEPS),
        LensRule("CONSUMES", BACKWARD, KEEPS_ALL),
        LensRule("GOVERNS", BACKWARD, KEEPS_ALL),
        LensRule("GOVERNS", FORWARD, DIRECT_TELLS),
        LensRule("BINDS", BACKWARD, KEEPS, ends=SUPPLIER),
        LensRule("BINDS", FORWARD, DIRECT_TELLS),
        LensRule("UNDERPINNED_BY", BACKWARD, INDIRECTLY),
        LensRule("PROMISED_TO", FORWARD, {"DIRECT": "INDIRECT", "INDIRECT": "NOTIFY"}),
        LensRule("REPRESENTS", BACKWARD, TELLS),
        LensRule("OWNS", BACKWARD, TELLS),
        LensRule("OVERSEES", BACKWARD, TELLS),
        LensRule("SITS_ON", BACKWARD, ANY_TELLS, starts=("Stakeholder",)),
        LensRule("DESCRIBES", BACKWARD, DIRECT_TELLS),
        LensRule("REBIDS", BACKWARD, DIRECT_TELLS),
    ),
    Redundancy(fails=("DIRECT", "INDIRECT"), breaks="INDIRECT", softens="NOTIFY"),
)
