"""What a contract is with, held by, under, and covers."""

from graph_model.declare import RelationType, joins
from graph_model.relations.service import EXTENT

RELATIONS = (
    RelationType(
        "WITH",
        joins("Contract", "Supplier"),
        "with",
        "contracts",
        "The supplier the contract is with.",
    ),
    RelationType(
        "HELD_BY",
        joins("Contract", "Agency"),
        "heldBy",
        "holds",
        "The agency that signed the contract.",
    ),
    RelationType(
        "UNDER",
        joins("Contract, ServiceLevelAgreement, OperatingLevelAgreement", "Contract"),
        "under",
        "subordinates",
        "The start is made under the terms of the contract: MSA, statement of work, order.",
    ),
    RelationType(
        "COVERS",
        joins("Contract", "Service, ConfigurationItem"),
        "covers",
        "coveredBy",
        "The contract pays for the end.",
        (EXTENT,),
    ),
    RelationType(
        "SUCCEEDS",
        joins("Contract", "Contract"),
        "succeeds",
        "succeededBy",
        "The newer contract follows the older.",
    ),
    RelationType(
        "TRIGGERS_ON",
        joins("Trigger", "Contract"),
        "triggersOn",
        "triggers",
        "The contract has the trigger.",
    ),
    RelationType(
        "REBIDS",
        joins("Procurement", "Contract, Service"),
        "rebids",
        "rebidBy",
        "The procurement tests the market for the end, or bids it again.",
    ),
    RelationType(
        "RESULTS_IN",
        joins("Procurement", "Contract"),
        "resultsIn",
        "resultOf",
        "The contract is the outcome that was adopted.",
    ),
)
