"""Who speaks for whom, who owns what, and which forum looks after it."""

from graph_model.declare import RelationType, choice, joins

ROLE = "decide, consult, tell"

RELATIONS = (
    RelationType(
        "REPRESENTS",
        joins("Stakeholder", "Agency, Program, Supplier"),
        "represents",
        "representedBy",
        "The stakeholder speaks for the end.",
    ),
    RelationType(
        "OWNS",
        joins(
            "Stakeholder",
            "Service, ConfigurationItem, Contract, ServiceLevelAgreement, OperatingLevelAgreement, "
            "Source",
        ),
        "owns",
        "ownedBy",
        "The stakeholder answers for the end.",
    ),
    RelationType(
        "SITS_ON",
        joins("Stakeholder, Supplier", "Forum"),
        "sitsOn",
        "members",
        "The start is a member of the forum.",
        (choice("role", ROLE, "Whether it decides there, is consulted or is told."),),
    ),
    RelationType(
        "OVERSEES",
        joins("Forum", "Service, Contract, Supplier"),
        "oversees",
        "overseenBy",
        "The forum decides about the end, or coordinates its changes.",
        (choice("role", ROLE, "Whether it decides about it, is consulted or is told."),),
    ),
)
