"""Which items, lost together, take one, though no part of them does."""

from queries.questions.criticality import CAUSES
from queries.questions.declaration import Argument, Form, Note, Question, Table, columns

OF = Argument("of", Form.ID, "The service, or any other item that can be lost.", positional=True)
SIZE = Argument("size", Form.INTEGER, "How many items at most.", default=3, least=2, most=3)

QUESTION = Question(
    "cut_sets",
    "Which items, lost together, make this LOST, though no part of them does?",
    "queries.failure.cut_sets:answer",
    arguments=(OF, SIZE, CAUSES),
    tables=(Table("sets", columns(SIZE="size", WAYS="ways", LOST_TOGETHER="classes"), first=20),),
    notes=(Note("each takes it alone (see criticality)", "single"),),
    example={"of": "service:tax-processing"},
)
