"""What needs somebody, soonest first."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.shared import INCLUDE, OF

UNTIL = Argument("until", Form.DAY, "What is due up to here.", default="P3M")

QUESTION = Question(
    "attention",
    "What needs somebody, soonest first: of contracts, promises, redundancy, sources, tickets?",
    "queries.attention.attention:answer",
    arguments=(OF, UNTIL, INCLUDE),
    tables=(
        Table(
            "matters",
            columns(
                BY="on",
                WHEN="when",
                KIND="kind",
                WHAT="what",
                ITEM="item.id",
                NAME="item.name",
                WHAT_IT_TAKES="takes",
                OWNERS="owners?",
                AGENCIES="agencies?",
                SUPPLIERS="suppliers?",
                CONTRACT="contract.id?",
                VALUE="value?",
                A_YEAR="annual_value?",
            ),
            empty="nothing recorded needs anybody by then",
        ),
        Table(
            "triage",
            columns(
                DUE="when",
                MATTERS="count",
                WORTH="value",
                A_YEAR="annual_value",
                WITHOUT_A_VALUE="unvalued",
                FIRST="items",
            ),
            "how soon",
            whole=True,
            above=True,
        ),
    ),
    lead=(
        Table(
            "matters",
            columns(
                BY="on",
                DECIDE="what",
                ABOUT="item.name",
                WHAT_IT_TAKES="takes",
                WORTH="value?",
                OWNER="owners?",
            ),
            "what to decide first",
        ),
    ),
)
