"""What is doubtful in the facts, and against the policies."""

from queries.check.severity import Severity
from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.shared import INCLUDE, OF

RULES = Argument(
    "rules",
    Form.IDS,
    "Only these rules or policies, by id.",
    default=None,
    option="rule",
    of_items=False,
)
MIN_SEVERITY = Argument(
    "min_severity", Form.CHOICE, "Only this bad or worse.", default=None, choices=Severity
)

QUESTION = Question(
    "check",
    "What is doubtful in the facts, and against the policies?",
    "queries.check.question:answer",
    arguments=(RULES, OF, INCLUDE),
    list_arguments=(MIN_SEVERITY,),
    tables=(Table("findings", columns(SEVERITY="rule.severity", RULE="rule.id", FOUND="message")),),
)
