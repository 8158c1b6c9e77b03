"""More ways than one by which an effect reaches an item."""

from queries.questions.declaration import Argument, Form, Question, Table
from queries.questions.impact import BACKGROUND, LENS, OF
from queries.questions.why import STEP, TO

FIRST = Argument(
    "first", Form.INTEGER, "How many, the shortest first.", default=5, least=0, most=1_000
)

QUESTION = Question(
    "paths",
    "By which other ways does an effect give an item its level?",
    "queries.impact.paths:paths_to",
    arguments=(OF, TO, LENS, BACKGROUND, FIRST),
    tables=(Table("chains.steps", STEP, whole=True),),
    crawls=True,
    example={"of": ["ci:san-1"], "to": "agency:labor"},
)
