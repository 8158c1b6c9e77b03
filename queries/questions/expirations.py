"""What ends or renews between two days, by when to act, and what falls uncovered."""

from queries.expiration.contract_state import ContractState
from queries.questions.declaration import Argument, Form, Note, Question, Table, columns
from queries.questions.shared import INCLUDE, OF

FROM = Argument("from_", Form.DAY, "Last days from here on.", default="P0D")
UNTIL = Argument("until", Form.DAY, "Up to here; absent: 180 days on from the first.", default=None)
ALL = Argument(
    "all", Form.FLAG, "Without a last day: all, those without an end included.", default=False
)
STATES = Argument(
    "states", Form.CHOICES, "Only in these states.", None, choices=ContractState, option="state"
)

QUESTION = Question(
    "expirations",
    "Which contracts end or renew, by when must we act, what falls uncovered?",
    "queries.expiration.expiration_list:answer",
    arguments=(OF, FROM, UNTIL, ALL, STATES, INCLUDE),
    tables=(
        Table(
            "contracts",
            columns(
                BY="next_step_on",
                NEXT_STEP="next_step",
                WHAT_IT_TAKES="takes",
                CONTRACT="contract.id",
                NAME="contract.name",
                NUMBER="contract.number?",
                ENDS="ends_on",
                STATE="state",
                EXIT_FROM="first_exit?",
                VALUE="contract.value?",
                A_YEAR="annual_value?",
                SUPPLIER="suppliers?",
                OWNER="owners?",
                USED_BY="used_by",
                FALLS_UNCOVERED="uncovered",
                PAST="past?",
                WHAT_STILL_HELPS="still_helps?",
                SLAS="slas",
                AGENCIES="agencies",
                STAKEHOLDERS="stakeholders",
            ),
            empty="no contract ends then",
        ),
        Table(
            "triage",
            columns(
                STEP_DUE="when",
                CONTRACTS="count",
                WORTH="value",
                A_YEAR="annual_value",
                WITHOUT_A_VALUE="unvalued",
                FIRST="contracts",
            ),
            "how soon to act",
            whole=True,
            above=True,
        ),
        Table("contracts.story", (), "how it was worked out"),
        Table(
            "gone",
            columns(ENDS="ends_on", STATE="state", CONTRACT="contract.id"),
            "gone with the edits",
        ),
    ),
    lead=(
        Table(
            "contracts",
            columns(
                BY="next_step_on",
                DECIDE="next_step",
                WHAT_IT_TAKES="takes",
                CONTRACT="contract.name",
                WORTH="contract.value?",
                A_YEAR="annual_value?",
                OWNER="owners?",
            ),
            "what to decide first",
        ),
    ),
    notes=(Note("left out", "left_out"),),
)
