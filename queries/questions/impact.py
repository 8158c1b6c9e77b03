"""What a change touches, how badly, and why."""

from queries.questions.declaration import Argument, Form, Note, Question, Table, columns

OF = Argument(
    "of", Form.IDS, "What changes or fails; a ticket for what it affects.", positional=True
)
LENS = Argument(
    "lens", Form.LENS, "What impact means: outage, sourcing, or your own.", default="outage"
)
KINDS = Argument("kinds", Form.KINDS, "Of one of these kinds.", default=None, option="kind")
MIN_LEVEL = Argument("min_level", Form.LEVEL, "At this level or above.", default=None)

QUESTION = Question(
    "impact",
    "If these change, what does it touch, how badly, and why?",
    "queries.impact.impact:answer",
    arguments=(OF, LENS),
    list_arguments=(KINDS, MIN_LEVEL),
    tables=(
        Table(
            "affected",
            columns(
                LEVEL="level",
                KIND="item.kind",
                ID="item.id",
                NAME="item.name",
                SAID="said",
                WHY="witness",
            ),
        ),
        Table("difference.new", columns(LEVEL="level", ID="item.id"), "new with the edits"),
        Table("difference.gone", columns(LEVEL="level", ID="item.id"), "gone with the edits"),
        Table("difference.worse", columns(LEVEL="level", BEFORE="before", ID="item.id"), "worse"),
        Table("difference.better", columns(LEVEL="level", BEFORE="before", ID="item.id"), "better"),
    ),
    notes=(
        Note("reached, but not in force", "notInForce"),
        Note("services without a contract", "unknowns.withoutContract"),
        Note("services without an SLA", "unknowns.withoutSla"),
        Note("services without an OLA", "unknowns.withoutOla"),
        Note("services without a consumer", "unknowns.withoutConsumer"),
        Note("facts not verified for more than 180 days", "unknowns.stale"),
    ),
    crawls=True,
    example={"of": ["ci:san-1"]},
)
