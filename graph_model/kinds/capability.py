"""A capability names what services need and suppliers can deliver, so that both can be compared."""

from graph_model.declare import Kind

KIND = Kind(
    "Capability",
    "capabilities",
    "A named thing services need and suppliers can deliver.",
)
