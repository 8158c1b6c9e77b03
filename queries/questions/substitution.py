"""What changes hands if a supplier is replaced; may we, can they, by when; before and after."""

from queries.questions.declaration import Argument, Form, Note, Question, Table, columns
from queries.questions.impact import CALLED, CHANGES, ITEM, KINDS, MIN_LEVEL, ROOM, TOUCHED
from queries.supplier.candidate_part import CandidatePart

SUPPLIER = Argument("supplier", Form.ID, "The supplier that is replaced.", positional=True)
BY = Argument("by", Form.ID, "The supplier that takes its place, if one is known.", default=None)
SERVICES = Argument(
    "services", Form.IDS, "Only for these services.", default=None, option="service"
)
ON = Argument("on", Form.DAY, "The day of the replacement; absent: at once.", default=None)
ORDER_BY = Argument(
    "order_by",
    Form.CHOICE,
    "The part that candidates are ordered by; absent: by id.",
    default=None,
    choices=CandidatePart,
)
CONTRACT = {"CONTRACT": "contract.id", "NUMBER": "contract.number?"}
QUESTION = Question(
    "substitution",
    "What changes hands, and what is exposed, if a supplier is replaced? May we, can they, when?",
    "queries.substitution.substitution:answer",
    arguments=(SUPPLIER, BY, SERVICES, ON, ORDER_BY),
    list_arguments=(KINDS, MIN_LEVEL),
    tables=(
        Table("impact.affected", columns(LEVEL="said", **ITEM), "what it touches"),
        Table("impact.room", ROOM.columns, ROOM.title),
        Table("forces.stakeholders", columns(ID="id", NAME="name"), "to engage"),
        Table(
            "may",
            columns(
                **CONTRACT,
                NAME="contract.name",
                MAY_WE="may",
                RIGHTS="rights",
                TRIGGERS_UNTIL_THEN="triggers",
            ),
            "may we",
            "no contract changes hands: nothing recorded that allows or forbids it",
        ),
        Table(
            "candidates",
            columns(
                SUPPLIER="supplier.id",
                NAME="supplier.name",
                DELIVERS="delivered.total_count",
                LACKS="lacking.total_count",
                MEETS="targets_met",
                SHORT="targets_short",
                UNKNOWN="targets_unknown",
                NOT_CERTIFIED="uncertified",
                PRICES="prices",
                SHARE_BEFORE="share_before",
                SHARE_AFTER="share_after",
                CONCENTRATION_BEFORE="spread_before",
                CONCENTRATION_AFTER="spread_after",
            ),
            "can they (market information, not an evaluation)",
            "nothing recorded that anybody offers of what is needed",
        ),
        Table(
            "candidates.levels",
            columns(
                TARGET="target.id",
                NAME="target.name",
                VERDICT="verdict",
                SHORT_BY="short_by_in_words",
                OFFERED="offered.id",
            ),
            "target by target",
            only_with="by",
        ),
        Table(
            "when.milestones",
            columns(BY="on", WHAT="what", **CONTRACT, HOW_IT_WAS_WORKED_OUT="arithmetic"),
            "by when",
        ),
        Table("when.notes", columns(**CONTRACT, NOTE="note"), "what the dates take for granted"),
        Table("difference.replaced.changes", CHANGES, "what hangs on who is replaced"),
        Table("difference.by.changes", CHANGES, "what hangs on who takes the place"),
        Table(
            "promises",
            columns(
                AGREEMENT="sla.id",
                TARGET="target.id",
                BEFORE="before.verdict",
                SUPPORT_BEFORE="before.support",
                AFTER="after.verdict",
                SUPPORT_AFTER="after.support",
            ),
            "promises whose support changes",
        ),
    ),
    lead=(
        Table(
            "when.ahead",
            columns(
                BY="on",
                WHAT="what",
                CONTRACT="contract.name",
                WORTH="contract.value?",
                OWNER="owners?",
            ),
            "what is due first",
        ),
        Table("impact.room", CALLED, ROOM.title),
    ),
    notes=(
        Note("", "candidates_note"),
        Note("metrics that lose their source", "metrics"),
        Note("at the earliest", "when.earliest"),
        Note("leaving contracts before their end costs", "fees"),
        *(Note(note.said, f"impact.{note.path}") for note in TOUCHED),
    ),
    short="substitute",
    drawn=True,
    example={
        "supplier": "supplier:cirrus",
        "by": "supplier:bridgewater",
        "on": "2027-12-31",
        "orderBy": "LEVELS",
    },
)
