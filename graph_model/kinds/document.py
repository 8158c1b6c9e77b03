"""A document is a page of the service management manual, which encompasses the CMDB."""

from graph_model.declare import Kind, date, text

KIND = Kind(
    "Document",
    "documents",
    "A page of the service management manual; documents form a hierarchy.",
    (
        text("url", "Where it can be read."),
        text("version", "Its version.", most=100),
        date("reviewed_on", "The day it was last reviewed."),
    ),
)
