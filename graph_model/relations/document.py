"""What the service management manual says something about."""

from graph_model.declare import RelationType, joins

RELATIONS = (
    RelationType(
        "DESCRIBES",
        joins(
            "Document",
            "Service, OperatingLevelAgreement, ServiceLevelAgreement, ConfigurationItem, Contract, "
            "Supplier, Forum",
        ),
        "describes",
        "describedBy",
        "The page of the manual is about the end.",
    ),
)
