"""An operating level agreement is what a promise to a customer rests on."""

from graph_model.declare import Kind

KIND = Kind(
    "OperatingLevelAgreement",
    "operatingLevelAgreements",
    "An obligation between providers, or provider and client.",
)
