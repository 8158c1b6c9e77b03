"""From when to when no contract in force covers an item."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.shared import INCLUDE, OF

FROM = Argument("from_", Form.DAY, "From here on.", default="P0D")
UNTIL = Argument("until", Form.DAY, "Up to here; absent: two years on.", default=None)
COVERED = Argument("covered", Form.FLAG, "Items without a gap as well.", default=False)

QUESTION = Question(
    "coverage_gaps",
    "From when to when does no contract in force cover these? Tacit renewals happen.",
    "queries.expiration.coverage_gap:answer",
    arguments=(OF, FROM, UNTIL, INCLUDE),
    list_arguments=(COVERED,),
    tables=(
        Table(
            "items",
            columns(ITEM="item.id", KIND="item.kind", GAPS="gaps", EVER_COVERED="recorded"),
            empty="no gap",
        ),
    ),
)
