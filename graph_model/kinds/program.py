"""A program is why a service exists at all, in a citizen's eyes."""

from graph_model.declare import Kind

KIND = Kind(
    "Program",
    "programs",
    "An agency's program, the citizen-facing reason a service exists.",
)
