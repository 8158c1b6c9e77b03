"""A forum decides or coordinates, and meets on dates that deadlines must respect."""

from graph_model.declare import Kind, choice, of_shape, prose
from graph_model.values import Shape

KIND = Kind(
    "Forum",
    "forums",
    "A governance or change-coordination body.",
    (
        prose("purpose", "What it decides or coordinates."),
        choice("tier", "strategic, tactical, operational", "At which tier it governs."),
        of_shape(Shape.DATES, "meetings", "The days it meets."),
    ),
)
