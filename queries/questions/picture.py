"""A picture of what a change touches, of a substitution, or of what surrounds an item."""

from queries.questions.declaration import Argument, Form, Note, Question, Table, columns
from queries.questions.impact import ITEM, MIN_LEVEL
from queries.questions.substitution import SERVICES

OF = Argument("of", Form.IDS, "What it is of: ids or aliases; a supplier.", positional=True)
SHOWING = Argument(
    "showing",
    Form.CHOICE,
    "What it shows of them.",
    default="impact",
    choices="queries.picture.showing:Showing",
    option="show",
)
LENS = Argument("lens", Form.LENS, "The lens of an impact; absent: outage.", default=None)
TO = Argument(
    "to", Form.ID, "An item whose chain from a start is drawn step by step.", default=None
)
DEPTH = Argument(
    "depth", Form.INTEGER, "How many relations deep surroundings go.", default=1, least=1, most=6
)
MARKS = Argument(
    "marks", Form.INTEGER, "How many marks it may have.", default=60, least=20, most=300
)

QUESTION = Question(
    "picture",
    "How does what a change touches, or what surrounds an item, look?",
    "queries.picture.question:answer",
    arguments=(OF, SHOWING, LENS, TO, SERVICES, DEPTH, MIN_LEVEL, MARKS),
    tables=(
        Table("marks", columns(LANE="lane", LEVEL="said?", **ITEM), "drawn alone", whole=True),
        Table("bundles", columns(LANE="lane", LEVEL="said?", WHAT="label"), "together", whole=True),
        Table(
            "brackets",
            columns(GROUP="said", BROKEN="broken"),
            "redundancy groups",
            whole=True,
        ),
    ),
    notes=(
        Note("", "chosen"),
        Note("not drawn", "not_drawn"),
        Note("relations that are not drawn", "relations_not_drawn"),
    ),
    drawn=True,
    example={"of": ["ci:san-1"], "to": "agency:labor"},
)
