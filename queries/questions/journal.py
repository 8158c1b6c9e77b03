"""What was changed, when and by whom."""

from queries.questions.declaration import Argument, Form, Question, Table, columns

SINCE = Argument(
    "since", Form.INTEGER, "Only revisions after this one.", default=0, least=0, positional=True
)
OF = Argument(
    "of",
    Form.IDS,
    "Only what changed these items or a relation at them: ids or aliases.",
    default=None,
)

QUESTION = Question(
    "journal",
    "What was changed since a revision, when and by whom? Of all, or of some items.",
    "queries.graph.journal:journal_since",
    arguments=(SINCE, OF),
    tables=(
        Table(
            "entries",
            columns(
                REVISION="number",
                RECORDED="recorded_at",
                AUTHOR="author",
                DOOR="door",
                SOURCE="source",
                CHANGES="count",
                CHANGE_SET="change_set",
                REASON="reason?",
            ),
        ),
    ),
    takes=("at_revision",),  # what is supposed was never recorded, and what was has its own day
)
