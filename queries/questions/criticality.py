"""Whose loss alone takes what, from both ends."""

from queries.questions.declaration import Argument, Form, Question, Table, columns

CAUSES = Argument(
    "kinds",
    Form.KINDS,
    "Only causes of these kinds: what can break or walk away.",
    default=("ConfigurationItem", "Service", "Supplier"),
    option="kind",
)
COUNTS = columns(
    AGENCIES="counts.agencies",
    CITIZEN_FACING="counts.citizen_facing",
    SLAS="counts.slas",
    SERVICES="counts.services",
    ITEMS="counts.items",
)
"""How much hangs on a line's item."""
MOST = 500
"""How many lines of a list are shown where somebody asks about one item."""
LIST = columns(KIND="kind", ID="id", NAME="name")
OF = Argument("of", Form.IDS, "What is lost, or hangs on others.", positional=True)

QUESTION = Question(
    "criticality",
    "What does the loss of each of these alone make LOST, and whose loss alone takes it?",
    "queries.failure.criticality:answer",
    arguments=(OF, CAUSES),
    tables=(
        Table("items", (*columns(ID="item.id"), *COUNTS), "what hangs on each", whole=True),
        Table("items.takes", LIST, "lost with it", first=MOST),
        Table("items.critical", LIST, "critical to it", first=MOST),
    ),
    example={"of": ["service:tax-processing", "ci:db-node-1"]},
)
