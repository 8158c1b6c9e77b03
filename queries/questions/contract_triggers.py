"""What contracts make happen: triggers, benchmarks that are due, rights never called on."""

from queries.questions.declaration import Argument, Form, Note, Question, Table, columns
from queries.questions.shared import INCLUDE, OF

FROM = Argument("from_", Form.DAY, "From here on.", default="P0D")
UNTIL = Argument("until", Form.DAY, "Up to here; absent: all that are dated.", default=None)
TYPES = Argument(
    "types",
    Form.CHOICES,
    "Only of these types.",
    default=None,
    kind="Trigger",
    field="type",
    option="type",
)

QUESTION = Question(
    "contract_triggers",
    "Which contract triggers fire when, which benchmarks are due, which rights lie unused?",
    "queries.expiration.trigger:answer",
    arguments=(OF, FROM, UNTIL, TYPES, INCLUDE),
    tables=(
        Table(
            "firings",
            columns(
                ON="on",
                TYPE="type",
                TRIGGER="trigger.id",
                CONTRACT="contract.id",
                CONDITION="condition",
                LAPSED="lapsed",
            ),
            empty="no trigger recorded that fires",
        ),
        Table(
            "benchmarksDue",
            columns(CONTRACT="contract.id", LAST="last", NEXT="next"),
            "benchmarks due",
        ),
        Table(
            "rights",
            columns(CONTRACT="contract.id", RIGHT="right", LAST="last", NEXT="next"),
            "rights of contracts in force",
        ),
    ),
    notes=(Note("left out, on no contract", "withoutContract"),),
    short="triggers",
)
