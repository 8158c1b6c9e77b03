"""A supplier is whoever delivers, in-house units included and treated the same."""

from graph_model.declare import Kind, boolean, choice

KIND = Kind(
    "Supplier",
    "suppliers",
    "Whoever delivers; own IT units are suppliers too, treated the same.",
    (
        choice(
            "sourcing",
            "insourced, outsourced, cloud, cross-jurisdictional",
            "How the office gets what the supplier delivers.",
        ),
        boolean("platform", "Whether it takes part in the shared services platform."),
    ),
)
