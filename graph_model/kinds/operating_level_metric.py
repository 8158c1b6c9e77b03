"""A metric is what was really measured, beside what was promised."""

from graph_model.declare import Kind, of_shape, text
from graph_model.values import Shape

KIND = Kind(
    "OperatingLevelMetric",
    "operatingLevelMetrics",
    "A measured figure against a target, with its readings.",
    (
        text("unit", "The unit of its readings."),
        of_shape(Shape.CLOCK, "window", "How often it is to be read.", unit="ISO 8601"),
        of_shape(
            Shape.READINGS, "readings", 'Its readings, each "YYYY-MM-DD figure", oldest first.'
        ),
    ),
)
