"""A stakeholder has to be told or asked: a role, a group or a person with a stake."""

from graph_model.declare import Kind, choice, date, duration, prose

LEVELS = "low, medium, high"

KIND = Kind(
    "Stakeholder",
    "stakeholders",
    "A role, group or person with a stake.",
    (
        choice("category", "role, group, person", "Whether it is a role, a group or a person."),
        choice(
            "force", "political, market, customer, inertial", "The force through which it acts."
        ),
        date("engaged_on", "The day it was last engaged."),
        choice("influence", LEVELS, "How much it can move; only for roles and groups."),
        choice("interest", LEVELS, "How much it cares; only for roles and groups."),
        prose("wants", "What it says that it wants."),
        prose("needs", "What it needs, whether it says so or not."),
        prose("message", "What it is to be told."),
        date("messaged_on", "The day the message was last given."),
        duration("cadence", "How often it is to be listened to."),
    ),
    forbids=(("category", "person", ("influence", "interest")),),
)
