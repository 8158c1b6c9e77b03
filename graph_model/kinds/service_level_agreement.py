"""A service level agreement is a promise to a customer, the thing that is broken or kept."""

from graph_model.declare import Kind

KIND = Kind(
    "ServiceLevelAgreement",
    "serviceLevelAgreements",
    "A promise to a customer; may cover several services and customers.",
)
