"""Why an item is affected: a chain that leads to it."""

from queries.questions.declaration import Argument, Form, Note, Question, Table, columns
from queries.questions.impact import BACKGROUND, LENS, OF

TO = Argument("to", Form.ID, "The item's id or alias.", option="to")
STEP = columns(
    LEVEL="level", OVER="over", ID="item.id", NAME="item.name", FAILED_TOGETHER_WITH="together?"
)

QUESTION = Question(
    "why",
    "Why is an item affected: what chain of relations leads to it?",
    "queries.impact.why:why",
    arguments=(OF, TO, LENS, BACKGROUND),
    tables=(Table("steps", STEP, whole=True),),
    notes=(Note("", "confidence"),),
    crawls=True,
    example={"of": ["ci:san-1"], "to": "agency:labor"},
)
