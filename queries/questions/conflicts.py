"""Where sources say different things of one field."""

from queries.questions.declaration import Argument, Form, Question, Table, columns

OF = Argument(
    "of",
    Form.IDS,
    "Only of these items and their relations: ids or aliases; absent: of all.",
    default=None,
    positional=True,
)
SOURCES = Argument(
    "sources",
    Form.TEXTS,
    "Only what one of these sources says, by name; edits: what people say.",
    default=None,
    option="source",
)

QUESTION = Question(
    "conflicts",
    "Where do sources say different things, which counts, why, and who may mend it?",
    "queries.graph.conflicts:conflicts_question",
    arguments=(OF, SOURCES),
    tables=(
        Table(
            "conflicts",
            columns(
                OF="of",
                NAME="item.name",
                FIELD="field",
                COUNTS="value",
                SAID_BY="said_by",
                OTHERWISE="otherwise",
                WHY="reasoning",
                TO_MEND="mending",
            ),
        ),
    ),
    takes=("as_of",),
)
