"""How many more failures until each service and promise is LOST."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.impact import ITEM
from queries.questions.shared import INCLUDE, OF

KINDS = Argument(
    "kinds",
    Form.KINDS,
    "Failures of items of these kinds.",
    default=("ConfigurationItem",),
    option="kind",
)
ON = Argument("on", Form.DAY, "A later day to compare with: what retires shrinks groups.", None)

QUESTION = Question(
    "margins",
    "How many more failures until each service and promise is LOST, and which one does it?",
    "queries.failure.margins:answer",
    arguments=(OF, INCLUDE, KINDS, ON),
    tables=(
        Table(
            "targets",
            columns(
                FAILURES="failures",
                THEN="failures_then?",
                **ITEM,
                ALONE="alone.total_count",
                NEXT="alone",
                TOGETHER="together?",
            ),
            empty="nothing recorded of which a margin could be told",
            first=20,
        ),
        Table(
            "agencies",
            columns(
                AGENCY="agency.id",
                NAME="agency.name",
                AT_1="one",
                AT_2="two",
                MORE="more",
                UNKNOWN="unknown",
            ),
            "services of each agency by how many failures take them",
            first=20,
        ),
        Table(
            "diversity",
            columns(BREAKS="breaks", DEPENDENT="dependent.id", GROUP="group", SHARES="said"),
            "members of one group that share something",
            first=20,
        ),
    ),
    example={"of": ["service:tax-processing"]},
)
