"""Whether changes may go ahead: what collides, is forbidden then, or is away for too long."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.shared import INCLUDE, OF

UNTIL = Argument("until", Form.DAY, "Changes that begin up to here.", default="P1M")

QUESTION = Question(
    "changes",
    "Which changes may not go ahead as planned: together, in a freeze, or away for too long?",
    "queries.change.changes:answer",
    arguments=(OF, UNTIL, INCLUDE),
    tables=(
        Table(
            "collisions",
            columns(
                FROM="begins",
                UNTIL="ends",
                TICKETS="tickets",
                TOGETHER="said",
                ITEMS="count",
                AGENCIES="agencies",
            ),
            "together they take what none takes alone",
            empty="no tickets take more together than each alone",
        ),
        Table(
            "closed",
            columns(
                TICKET="ticket.id",
                NAME="ticket.name",
                WINDOW="window.id",
                FROM="begins",
                UNTIL="ends",
                SAID="said",
                TOUCHES="touches",
            ),
            "in a freeze or blackout",
        ),
        Table(
            "outages",
            columns(
                AWAY="away",
                FROM="begins",
                TICKET="ticket.id",
                SERVICE="service.id",
                SAID="said",
            ),
            "services away, beside how long they may be",
            first=20,
        ),
        Table(
            "without_window",
            columns(ITEM="item.id", NAME="item.name", WHY="said"),
            "cannot be told when",
            whole=True,
        ),
    ),
)
