"""Which items may be one."""

from queries.questions.declaration import Argument, Form, Question, Table, columns

KINDS = Argument(
    "kinds",
    Form.KINDS,
    "Items of these kinds; absent: suppliers and agencies.",
    default=None,
    option="kind",
)

QUESTION = Question(
    "identities",
    "Which items may be one, and what was decided about it?",
    "queries.graph.identities:identities_of",
    arguments=(KINDS,),
    tables=(
        Table(
            "pairs",
            columns(
                SCORE="score",
                ID="one.id",
                NAME="one.name",
                OTHER_ID="other.id",
                OTHER_NAME="other.name",
                WHY="reasoning",
            ),
        ),
        Table(
            "decided",
            columns(DECIDED="decision", ONE="one", OTHER="other", BY="by", AT="decided_at"),
            title="Decided",
        ),
    ),
    takes=(),
)
