"""Who keeps promises, what follows where not, and whether to retain or to source."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.shared import INCLUDE, OF

MONTHS = Argument(
    "months",
    Form.INTEGER,
    "Over how many months up to the day misses are counted.",
    default=12,
    least=1,
    most=120,
)

QUESTION = Question(
    "performance",
    "Who keeps what was promised, what follows where not; is it better retained or sourced?",
    "queries.performance.question:answer",
    arguments=(OF, INCLUDE, MONTHS),
    tables=(
        Table(
            "figures",
            columns(
                STANDS="standing",
                MISSED="missed",
                MEASURED="measured",
                ON="measured_on",
                TREND="trend?",
                METRIC="metric",
                PROMISED="promised?",
                COMMITTED="committed",
                TARGET="target.id",
                SUPPLIERS="suppliers",
                CONTRACTS="contracts",
                REMEDY="remedy_state",
            ),
            empty="nothing is promised or committed",
            first=20,
        ),
        Table(
            "suppliers",
            columns(
                SUPPLIER="supplier.id",
                SOURCING="sourcing",
                COMMITMENTS="commitments",
                MEASURED="measured",
                MISSED="missed",
                MONTHS_MISSED="months_missed",
                CLAIMED="months_claimed",
                NOT_CLAIMED="months_unclaimed",
                NO_REMEDY="months_without_remedy",
                CONTRACTS="contracts",
            ),
            "who misses, and what we get for it, in months",
            whole=True,
        ),
        Table(
            "remedies",
            columns(
                TARGET="target.id",
                MISSED="missed",
                REMEDY="remedy",
                STATE="remedy_state",
                CLAIMED_ON="remedies_claimed",
                PROMISE="promisor",
            ),
            "what follows from what was missed",
            whole=True,
        ),
        Table(
            "groups",
            columns(
                GROUP="group",
                BASELINE="baseline.id",
                WANTED="wanted",
                SOURCING="sourcing",
                SERVICES="services.total_count",
                MEASURED="measured.total_count",
                MEET_IT="meeting.total_count",
                AVERAGE="average",
                MISSED="missed",
            ),
            "service groups against their baselines, by how they are sourced",
            whole=True,
        ),
        Table(
            "services",
            columns(
                SERVICE="service.id",
                SOURCING="sourcing",
                EVIDENCE="evidence",
                WHY="why",
            ),
            "retain or source (market information, not an evaluation)",
            first=20,
        ),
    ),
    example={"of": ["service:database"]},
)
