"""What lies beneath an item, or above it."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.impact import ITEM, KINDS

OF = Argument("of", Form.IDS, "What is asked about: ids or aliases.", positional=True)
DIRECTION = Argument(
    "direction",
    Form.CHOICE,
    "What it rests on, or what rests on it.",
    default="beneath",
    choices="queries.graph.dependencies:DependencyDirection",
)
DEPTH = Argument(
    "depth", Form.INTEGER, "How many relations deep; absent: to the end.", default=None, least=0
)
LENS = Argument(
    "lens",
    Form.LENS,
    "Along what carries an effect under this lens; absent: along dependencies, parts, suppliers "
    "and consumers.",
    default=None,
)

QUESTION = Question(
    "dependencies",
    "What lies beneath an item, or above it, step by step?",
    "queries.graph.dependencies:dependencies_of",
    arguments=(OF, DIRECTION, DEPTH, KINDS, LENS),
    tables=(
        Table("items", columns(LIES="direction", DEPTH="depth", **ITEM, OVER="relation"), first=50),
    ),
    example={"of": ["service:tax-processing"], "direction": "BOTH", "depth": 2},
)
