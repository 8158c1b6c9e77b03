"""A source is where facts come from: how much it weighs, and how old it may grow."""

from graph_model.declare import Kind, choice, duration, integer

KIND = Kind(
    "Source",
    "sources",
    "Where facts come from; an item's and a relation's source names one by its id.",
    (
        choice(
            "role",
            "own, reference",
            "Whether it tells of the office's own estate (absent: it does) or is a catalogue or "
            "marketplace for reference.",
        ),
        integer("rank", "Its place among the sources: 1 is believed first.", least=1),
        duration("warn_after", "How long after its last load it counts as ageing."),
        duration("error_after", "How long after its last load it counts as out of date."),
    ),
)
