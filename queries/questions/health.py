"""How current, complete and manageable the office is; no single score."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.shared import INCLUDE

OF = Argument(
    "of",
    Form.ID,
    "A service, agency, program, supplier, contract, owner, forum or source; absent: the whole.",
    default=None,
    positional=True,
)
TREND = Argument(
    "trend",
    Form.POINTS,
    "Points to look back to: a day (what was recorded by its end), or a revision.",
    default=(),
)

QUESTION = Question(
    "health",
    "How current, complete and manageable is it? Each indicator by itself, no score.",
    "queries.health.health:answer",
    arguments=(OF, TREND, INCLUDE),
    tables=(
        Table(
            "indicators",
            columns(
                LEVER="lever",
                INDICATOR="name",
                SHARE="share",
                MET="met.total_count",
                OF="counted",
                FORMULA="formula",
            ),
            whole=True,
        ),
        Table(
            "levers",
            columns(LEVER="lever", KNOWN="known", LOWEST="lowest", SHARE="lowest_share"),
            "by lever, what is lowest",
        ),
        Table(
            "manual",
            columns(
                MANUAL="place",
                DESCRIBES="described.total_count",
                EMPTY_PAGES="empty.total_count",
                STALE_PAGES="stale.total_count",
            ),
            "the manual",
        ),
        Table("trend", columns(TREND="name", COURSE="course"), "trend"),
    ),
    example={"of": "service:benefits-portal"},
)
