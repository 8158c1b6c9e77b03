"""A service is what agencies consume and suppliers provide: the middle of every chain."""

from graph_model.declare import Kind, boolean, choice, date, of_shape, texts
from graph_model.values import Shape

KIND = Kind(
    "Service",
    "services",
    "A catalog entry, or an element of one.",
    (
        choice("tier", "catalog, element", "Whether it stands in the catalog or below an entry."),
        choice("mode", "managed, brokered", "Whether the office runs it or brokers it."),
        choice("group", "infrastructure, application", "The service group it is counted in."),
        choice(
            "lifecycle",
            "proposed, planned, pilot, live, retiring, retired",
            "Where it stands in its life.",
        ),
        date("live_on", "The first day it is in service."),
        date("retires_on", "The first day it is no longer in service."),
        choice("criticality", "low, medium, high, mission critical", "How much hangs on it."),
        boolean("citizen_facing", "Whether citizens use it directly."),
        boolean("plug_and_play", "Whether another supplier could take it over as it stands."),
        texts("certifications", "The certifications it requires of whoever delivers it."),
        of_shape(Shape.CLOCK, "recovery_time", "How long it may be away.", unit="ISO 8601"),
        of_shape(
            Shape.CLOCK, "recovery_point", "How much work, in time, may be lost.", unit="ISO 8601"
        ),
        choice(
            "data_classification",
            "public, internal, confidential, restricted",
            "How its data must be guarded.",
        ),
    ),
)
