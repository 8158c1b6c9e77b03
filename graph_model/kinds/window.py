"""A window says when work may be done, or may not: what changes are held against."""

from graph_model.declare import Kind, choice, date, duration, of_shape, prose
from graph_model.values import Shape

KIND = Kind(
    "Window",
    "windows",
    "A maintenance window, freeze or blackout.",
    (
        choice(
            "type",
            "maintenance, freeze, blackout",
            "Whether work belongs into it, waits for its end, or is forbidden in it.",
        ),
        prose("purpose", "What it is for."),
        of_shape(Shape.MOMENT, "starts_at", "When it begins, the first time."),
        of_shape(Shape.MOMENT, "ends_at", "When it ends, the first time; a day: with that day."),
        duration("repeats", "How long after its beginning it begins again; absent: once."),
        date("repeats_until", "The last day on which it begins again; absent: no end."),
    ),
)
