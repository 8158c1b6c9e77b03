"""Why an item is not affected, or no worse: what stopped the effect."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.impact import BACKGROUND, LENS, OF
from queries.questions.why import TO

LEVEL = Argument(
    "level", Form.LEVEL, "The level; absent: the next above what it has.", default=None
)
FIRST = Argument(
    "first", Form.INTEGER, "How many, the nearest first.", default=20, least=0, most=1_000
)

QUESTION = Question(
    "why_not",
    "What kept an item from being affected, or from being worse?",
    "queries.impact.why_not:why_not_to",
    arguments=(OF, TO, LENS, BACKGROUND, LEVEL, FIRST),
    tables=(
        Table(
            "blockers",
            columns(
                STOPPED_BY="said",
                WHERE="place",
                FAILED="failed?",
                STILL_HOLDING="holding?",
                MORE="more?",
            ),
            whole=True,
        ),
    ),
    crawls=True,
    example={"of": ["ci:san-1"], "to": "service:tax-processing"},
)
