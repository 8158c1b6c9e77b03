"""A trigger is a clause of a contract that makes something happen on a date or a condition."""

from graph_model.declare import Kind, choice, date, prose

KIND = Kind(
    "Trigger",
    "triggers",
    "A contract trigger.",
    (
        choice("type", "timing, rights, audit, financial", "What sort of trigger it is."),
        date("fires_on", "The day it fires, where it is a date."),
        prose("condition", "When it fires, where it is a condition."),
    ),
)
