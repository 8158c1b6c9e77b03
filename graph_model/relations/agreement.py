"""Promises, what they rest on, and what measures them."""

from graph_model.declare import RelationType, choice, joins

SLA, OLA = "ServiceLevelAgreement", "OperatingLevelAgreement"

RELATIONS = (
    RelationType(
        "GOVERNS",
        joins(f"{SLA}, {OLA}", "Service, ConfigurationItem"),
        "governs",
        "governedBy",
        "The agreement is about the end.",
    ),
    RelationType(
        "PROMISED_TO",
        joins(SLA, "Agency, Program"),
        "promisedTo",
        "promises",
        "The customer the promise is made to.",
    ),
    RelationType(
        "BINDS",
        joins(OLA, "Supplier, Agency"),
        "binds",
        "boundBy",
        "A party to the agreement, as provider or as client.",
        (choice("role", "provider, client", "In which role it is bound."),),
        discriminator="role",
    ),
    RelationType(
        "UNDERPINNED_BY",
        joins(SLA, f"{OLA}, {SLA}") + joins(OLA, OLA),
        "underpinnedBy",
        "underpins",
        "The start can only be kept while the end is.",
    ),
    RelationType(
        "SETS",
        joins(f"{SLA}, {OLA}, Offering", "ServiceLevelTarget"),
        "sets",
        "setBy",
        "The target is a figure of the agreement or offering.",
    ),
    RelationType(
        "MEASURES",
        joins("OperatingLevelMetric", f"ServiceLevelTarget, {OLA}"),
        "measures",
        "measuredBy",
        "The metric tells whether the end is kept.",
    ),
)
