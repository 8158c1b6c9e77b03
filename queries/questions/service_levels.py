"""What is promised for services, whether it can be held, and what is missing."""

from queries.questions.declaration import Question, Table, columns
from queries.questions.shared import INCLUDE, OF

QUESTION = Question(
    "service_levels",
    "What is promised for these services, can what lies beneath hold it, what is missing?",
    "queries.service_level.service_level:answer",
    arguments=(OF, INCLUDE),
    tables=(
        Table(
            "services.promises",
            columns(
                SLA="sla.id",
                TARGET="target.id",
                PROMISED="promised",
                SUPPORT="support",
                IF_INDEPENDENT="support.independent_in_words",
                VERDICT="verdict",
                SHORT_BY="short_by_in_words",
                WHY="why",
                FAIL_TOGETHER="shared?",
            ),
            empty="no promise is recorded",
            whole=True,
        ),
        Table("services.gaps", columns(GAP="kind", WHERE="items"), "gaps"),
        Table(
            "services.changes",
            columns(
                TARGET="target.id",
                BEFORE="before.support",
                WAS="before.verdict",
                AFTER="after.support",
                IS="after.verdict",
            ),
            "promises that change",
        ),
    ),
    example={"of": ["service:benefits-portal"]},
)
