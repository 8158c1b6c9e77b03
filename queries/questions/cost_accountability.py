"""What agencies are charged a year beside what the contracts cost."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.shared import INCLUDE, OF

UNCHARGED = Argument(
    "uncharged", Form.FLAG, "Only services that somebody consumes without a charge.", default=False
)

QUESTION = Question(
    "cost_accountability",
    "What are agencies charged a year, beside what the contracts cost?",
    "queries.health.cost_accountability:answer",
    arguments=(OF, INCLUDE),
    list_arguments=(UNCHARGED,),
    tables=(
        Table(
            "services",
            columns(
                SERVICE="service.id",
                NAME="service.name",
                CONSUMERS="consumers",
                UNCHARGED="uncharged",
                CHARGED_A_YEAR="charged",
                CONTRACTS="contracts",
                COST_A_YEAR="cost",
                WITHOUT_A_VALUE="unvalued",
                ALSO_COVERED="also_covered",
            ),
            empty="no service is consumed or under contract",
        ),
    ),
    example={"of": ["supplier:cirrus"]},
)
