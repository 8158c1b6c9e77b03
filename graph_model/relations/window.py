"""What may be worked on only, or not at all, while a window is open."""

from graph_model.declare import RelationType, joins

RELATIONS = (
    RelationType(
        "APPLIES_TO",
        joins("Window", "Service, ConfigurationItem, Agency"),
        "appliesTo",
        "windows",
        "The window is for the end, and for what an agency consumes.",
    ),
)
