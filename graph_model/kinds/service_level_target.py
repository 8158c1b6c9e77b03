"""A target is one figure of a promise, in a unit and over a window, so promises can be compared."""

from graph_model.declare import Kind, choice, number, of_shape, prose, text
from graph_model.values import Shape

KIND = Kind(
    "ServiceLevelTarget",
    "serviceLevelTargets",
    "One figure promised; a baseline is a target that nothing sets.",
    (
        text("metric", "What is measured, such as availability or response time."),
        choice("comparator", "at least, at most, equals", "How a figure must stand to the value."),
        number("value", "The figure, in its unit."),
        text("unit", "The unit of the value, such as percent, minutes or days."),
        of_shape(Shape.CLOCK, "window", "The period the figure is taken over.", unit="ISO 8601"),
        prose("remedy", "What follows if it is missed."),
        of_shape(Shape.DATES, "remedies_claimed", "The days on which the remedy was claimed."),
        choice(
            "baseline_for",
            "infrastructure, application",
            "The service group whose baseline it is, if it is one.",
        ),
    ),
)
