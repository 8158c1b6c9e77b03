"""Items by name, id or alias."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.impact import KINDS

TEXT = Argument("text", Form.TEXT, "Words of a name, an id or an alias.", positional=True)

QUESTION = Question(
    "search",
    "Which items have such a name, id or alias? Names that are alike where none has.",
    "queries.graph.search:search_for",
    arguments=(TEXT, KINDS),
    tables=(Table("hits", columns(KIND="item.kind", ID="item.id", NAME="item.name"), first=20),),
    example={"text": "benefits portal"},
)
