"""Every dated change from as-is to to-be, and what of it conflicts."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.shared import INCLUDE, OF
from queries.roadmap.order import RoadmapOrder

UNTIL = Argument("until", Form.DAY, "Up to here.", default="P2Y")
MOST_HITS = Argument(
    "most_hits",
    Form.INTEGER,
    "How many changes an agency takes in a quarter; absent: as the installation sets.",
    default=None,
    least=0,
)
ORDER_BY = Argument(
    "order_by", Form.CHOICE, "What they are sorted by.", default=None, choices=RoadmapOrder
)
CURRENCY = Argument(
    "currency", Form.TEXT, "In which charges are compared; absent: the commonest.", default=None
)
SAID = (
    "What changes between the day asked for and another: contract ends, triggers, procurements, "
    "service lifecycles, from as-is to to-be; and what conflicts."
)

QUESTION = Question(
    "roadmap",
    SAID,
    "queries.roadmap.roadmap:answer",
    arguments=(OF, UNTIL, MOST_HITS, INCLUDE),
    list_arguments=(ORDER_BY, CURRENCY),
    tables=(
        Table(
            "events",
            columns(
                ON="on",
                CHANGE="type",
                ITEM="item.id",
                SERVICES="service_count",
                AGENCIES="agency_count",
                PROGRAMS="program_count",
                CHARGED_A_YEAR="annual_charge",
                READY="ready_count",
            ),
        ),
        Table(
            "increments",
            columns(
                FIRST="first", LAST="last", CHANGES="change_count", AS_IS="before", TO_BE="after"
            ),
            "increments",
        ),
        Table(
            "dates",
            columns(
                ON="on",
                DATE="type",
                CHANGES="change_count",
                CONTRACTS_TO_ACT_ON="to_act_on_count",
                CONTRACTS_ENDING="ending_count",
            ),
            "dates of the office, with what comes before each",
        ),
        Table("conflicts", columns(FROM="first", TO="last", CONFLICT="said"), "conflicts"),
        Table(
            "openings",
            columns(
                OPEN_BY="open_by",
                AWARD_BY="award_by",
                CONTRACT="contract.id",
                PLANNED="procurement.id",
                OPENS="opens_on",
                SUCCESSOR="successor.id",
                PROBLEMS="problems",
            ),
            "re-bid calendar",
        ),
        Table(
            "results",
            columns(
                PROCUREMENT="procurement.id",
                AWARD="awarded_on",
                REPLACED="replaced",
                A_YEAR_BEFORE="annual_before",
                RESULT="results",
                A_YEAR_NOW="annual_now",
            ),
            "what re-bids resulted in",
        ),
        Table("added", columns(ON="on", CHANGE="type", ITEM="item.id"), "added by the edits"),
        Table("gone", columns(ON="on", CHANGE="type", ITEM="item.id"), "gone with the edits"),
    ),
)
