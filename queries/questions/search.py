"""Items by name, id, alias or number."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.impact import KINDS

TEXT = Argument("text", Form.TEXT, "Words of a name, an id, an alias or a number.", positional=True)

QUESTION = Question(
    "search",
    "Which items have such a name, id, alias or number? Names that are alike where none has.",
    "queries.graph.search:search_for",
    arguments=(TEXT, KINDS),
    tables=(Table("hits", columns(KIND="item.kind", ID="item.id", NAME="item.name"), first=20),),
    example={"text": "benefits portal"},
)
