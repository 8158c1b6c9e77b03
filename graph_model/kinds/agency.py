"""An agency is whom the office serves: most answers end at one."""

from graph_model.declare import Kind, choice

KIND = Kind(
    "Agency",
    "agencies",
    "An executive-branch body or a customer jurisdiction.",
    (choice("body", "executive branch, customer jurisdiction", "What sort of body it is."),),
)
