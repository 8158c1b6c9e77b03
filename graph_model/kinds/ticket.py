"""A ticket is what a ticketing tool asks about: a change, an incident, a problem, a request."""

from graph_model.declare import Kind, choice, date, of_shape, text
from graph_model.values import Shape

KIND = Kind(
    "Ticket",
    "tickets",
    "An incident, problem, change or request from a ticketing tool.",
    (
        choice("type", "incident, problem, change, request", "What sort of ticket it is."),
        choice("change_type", "standard, normal, emergency", "What sort of change it is."),
        text("priority", "Its priority, in the words of its tool.", most=100),
        text("status", "Its status, in the words of its tool.", most=100),
        of_shape(Shape.MOMENT, "planned_start", "When the work is planned to begin."),
        of_shape(Shape.MOMENT, "planned_end", "When the work is planned to end."),
        date("closed_on", "The day it was closed; absent: it is open."),
        text("assignment_group", "The group that works on it.", most=200),
        text("link", "Where it can be read.", most=2_000),
    ),
)
