"""Dependencies and composition: how a failure climbs from a rack to a citizen."""

from graph_model.declare import RelationType, integer, joins, text

RELATIONS = (
    RelationType(
        "DEPENDS_ON",
        joins("Service, ConfigurationItem", "Service, ConfigurationItem"),
        "dependsOn",
        "dependedOnBy",
        "The start stops or suffers without the end; housing, hosting, power and runs-on are "
        "dependencies. Those of one dependent with the same group are alternatives.",
        (
            text("group", "The redundancy group; absent: a requirement of its own.", most=512),
            integer("need", "How many of the group must hold; missing or below 1 is 1."),
        ),
        discriminator="group",
    ),
    RelationType(
        "PART_OF",
        joins("Service", "Service")
        + joins("ConfigurationItem", "ConfigurationItem")
        + joins("Agency", "Agency")
        + joins("Program", "Agency")
        + joins("Document", "Document")
        + joins("Supplier", "Supplier, Agency"),
        "partOf",
        "parts",
        "Composition; a supplier's parent company; an in-house unit's body.",
    ),
)
