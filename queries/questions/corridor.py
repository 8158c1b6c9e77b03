"""All that lies on some way of an effect to an item, ready to be drawn."""

from queries.questions.declaration import Question, Table, columns
from queries.questions.impact import BACKGROUND, LENS, OF
from queries.questions.why import TO

QUESTION = Question(
    "corridor",
    "What lies on some way of the effect to an item? Nothing where none reaches it.",
    "queries.impact.corridor:corridor_to",
    arguments=(OF, TO, LENS, BACKGROUND),
    tables=(
        Table(
            "nodes",
            columns(LEVEL="level", KIND="kind", ID="item.id", NAME="item.name"),
            whole=True,
        ),
        Table("edges", columns(RELATION="said"), "relations", whole=True),
    ),
    crawls=True,
    example={"of": ["ci:san-1"], "to": "agency:labor"},
)
