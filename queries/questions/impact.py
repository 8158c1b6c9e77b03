"""What a change touches, how badly, and why."""

from dataclasses import replace

from queries.questions.declaration import Argument, Form, Note, Question, Table, columns

OF = Argument(
    "of",
    Form.IDS,
    "What changes or fails; a ticket for what it affects, alone on the day it is planned to begin.",
    positional=True,
    starts=True,
)
OF_UNLESS_REPLAYED = replace(OF, default=None, unless="replay")
REPLAY = Argument(
    "replay",
    Form.TEXT,
    "Instead of all else: the digest below a text that was told before, to be told it again.",
    default=None,
)
LENS = Argument(
    "lens", Form.LENS, "What impact means: outage, sourcing, or your own.", default="outage"
)
BACKGROUND = Argument(
    "background",
    Form.FLAG,
    "On top of what is open: other incidents, and the changes at that time.",
    default=False,
)
SINCE = Argument(
    "since",
    Form.MOMENT,
    "When it began, from which it is counted how long services may be away; absent: when its "
    "tickets are planned to begin.",
    default=None,
)
KINDS = Argument("kinds", Form.KINDS, "Of one of these kinds.", default=None, option="kind")
MIN_LEVEL = Argument("min_level", Form.LEVEL, "At this level or above.", default=None)
ITEM = {"KIND": "item.kind", "ID": "item.id", "NAME": "item.name"}
"""The columns by which a line tells its item."""
CHANGES = columns(WAS="was", IS="now", **ITEM)
"""How what differs reads: a line an item, before beside after."""
OPEN = (
    Note("on top of the open incidents", "background.incidents"),
    Note("on top of the changes at that time", "background.changes"),
    Note("open changes of which no window is known, not counted", "background.unplanned"),
)
"""What a question is asked on top of."""
TOUCHED = (
    Note("in the room", "called"),
    Note("reached, but not in force", "notInForce"),
    Note("reached, but out of service", "notInService"),
    Note(
        "only if they outlive what they are under, of which nothing is recorded", "surviving_unsaid"
    ),
    Note("services without a contract", "unknowns.withoutContract"),
    Note("services without an SLA", "unknowns.withoutSla"),
    Note("services without an OLA", "unknowns.withoutOla"),
    Note("services without a consumer", "unknowns.withoutConsumer"),
    Note("facts not verified for more than 180 days", "unknowns.stale.total_count"),
    Note("the same of reference data", "unknowns.ofReference.total_count"),
)
"""What could not be known about what an impact reaches."""

ROOM = Table(
    "room",
    columns(ROLE="role", ID="who.id", NAME="who.name", WHY="reason"),
    "who must be in the room",
)
CALLED = columns(WHO="who.name", ROLE="role", WHY="reason")
"""How a report begins with them."""

BRIEF = (
    Note("", "replayed.said"),
    Note("agencies", "hit"),
    Note("promises", "promises"),
    Note("away", "away"),
    Note("still holds", "holds"),
    Note("worse together", "together"),
    Note("closed then", "closed"),
    Note("call", "calls"),
    Note("open beside", "background.open_said"),
    Note("not known", "not_known"),
)
"""What a ticket is told of an impact, a line each."""

QUESTION = Question(
    "impact",
    "If these change, what does it touch, how badly, and why?",
    "queries.impact.asking:answer",
    arguments=(OF_UNLESS_REPLAYED, LENS, BACKGROUND, SINCE, REPLAY),
    list_arguments=(KINDS, MIN_LEVEL),
    tables=(
        Table(
            "affected",
            columns(LEVEL="said", ALREADY="already?", **ITEM, WHY="witness"),
        ),
        Table(
            "background.adds",
            columns(LEVEL="said", ALREADY="already?", **ITEM),
            "what this adds to what is open",
            first=20,
        ),
        Table(
            "exposures",
            columns(AGENCY="agency.id", NAME="agency.name", AFFECTED="said"),
            "how much of what each agency consumes",
        ),
        ROOM,
        Table("difference.changes", CHANGES, "before and after the edits"),
    ),
    lead=(
        Table(
            "hardest_hit",
            columns(AGENCY="agency.name", AFFECTED_OF_WHAT_IT_USES="said"),
            "who is hit hardest",
        ),
        Table("room", CALLED, ROOM.title),
    ),
    notes=(Note("", "replayed.said"), *OPEN, *TOUCHED),
    brief=BRIEF,
    kept=True,
    crawls=True,
    drawn=True,
    example={"of": ["ci:san-1"]},
)
