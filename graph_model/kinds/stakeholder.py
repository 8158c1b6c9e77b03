"""A stakeholder has to be told or asked: a role, a group or a person with a stake."""

from graph_model.declare import Kind, choice, date

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
    ),
    forbids=(("category", "person", ("influence", "interest")),),
)
