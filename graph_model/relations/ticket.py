"""What a ticket touches, which is where its impact starts."""

from graph_model.declare import RelationType, choice, joins

RELATIONS = (
    RelationType(
        "AFFECTS",
        joins("Ticket", "ConfigurationItem, Service, Supplier, Contract"),
        "affects",
        "affectedBy",
        "The ticket's work or fault is about the end.",
        (choice("level", "full, partial, notice", "How far it affects it; absent: full."),),
    ),
)
