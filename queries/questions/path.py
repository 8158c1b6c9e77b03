"""How two items hang together."""

from queries.questions.declaration import Argument, Form, Question, Table, columns

FROM = Argument("from_", Form.ID, "One end: an id or alias.", positional=True)
TO = Argument("to", Form.ID, "The other end: an id or alias.", positional=True)

QUESTION = Question(
    "path",
    "How do two items hang together, by the shortest way?",
    "queries.graph.path:path_between",
    arguments=(FROM, TO),
    tables=(Table("steps", columns(STEP="said", TO="item.name"), whole=True),),
    example={"from": "supplier:cirrus", "to": "agency:health"},
)
