"""Whose loss alone takes an agency, a service or an SLA, worst first."""

from queries.questions.criticality import CAUSES, COUNTS
from queries.questions.declaration import Question, Table, columns
from queries.questions.impact import ITEM
from queries.questions.shared import INCLUDE, OF

QUESTION = Question(
    "single_points_of_failure",
    "Whose loss alone makes an agency, a service or an SLA LOST?",
    "queries.failure.single_points_of_failure:answer",
    arguments=(CAUSES, OF, INCLUDE),
    tables=(Table("points", (*COUNTS, *columns(**ITEM)), first=20),),
    short="spof",
)
