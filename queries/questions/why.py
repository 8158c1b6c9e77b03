"""Why an item is affected: a chain that leads to it."""

from queries.questions.declaration import Argument, Form, Note, Question, Table, columns
from queries.questions.impact import LENS, OF

TO = Argument("to", Form.ID, "The item's id or alias.", option="to")
STEP = columns(
    LEVEL="level", OVER="type", ID="item.id", NAME="item.name", FAILED_TOGETHER_WITH="together"
)

QUESTION = Question(
    "why",
    "Why is an item affected: what chain of relations leads to it?",
    "queries.impact.why:why",
    arguments=(OF, TO, LENS),
    tables=(Table("steps", STEP, empty="it was asked about itself"),),
    notes=(
        Note("begins at", "start"),
        Note("facts it rests on", "confidence.facts"),
        Note("never verified", "confidence.unverified"),
        Note("the oldest verified on", "confidence.oldest"),
        Note("weakest source", "confidence.weakestSource"),
    ),
    crawls=True,
    example={"of": ["ci:san-1"], "to": "agency:labor"},
)
