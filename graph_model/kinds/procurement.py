"""A procurement is a planned market test or re-bid, an event on the roadmap."""

from graph_model.declare import Kind, choice, date

KIND = Kind(
    "Procurement",
    "procurements",
    "A planned market test or re-bid.",
    (
        choice("stage", "market test, RFI, RFQ, RFP, award", "The stage it is at."),
        date("opens_on", "The day it opens to suppliers."),
        date("closes_on", "The day offers are due."),
        date("awards_on", "The day the award is planned."),
    ),
)
