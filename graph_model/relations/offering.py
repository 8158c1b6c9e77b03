"""What the market could deliver."""

from graph_model.declare import RelationType, joins

RELATIONS = (
    RelationType(
        "OFFERS",
        joins("Supplier", "Offering"),
        "offers",
        "offeredBy",
        "The supplier offers it.",
    ),
    RelationType(
        "DELIVERS",
        joins("Offering", "Capability"),
        "delivers",
        "deliveredBy",
        "The offering delivers the capability.",
    ),
)
