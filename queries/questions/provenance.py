"""Where the facts come from, how fresh that is, and what of it did not get in."""

from queries.questions.declaration import Question, Table, columns

QUESTION = Question(
    "provenance",
    "Where do the facts come from, how fresh is it, and what of it did not get in?",
    "queries.graph.provenance:provenance",
    tables=(
        Table(
            "sources",
            columns(
                SOURCE="name",
                ROLE="role?",
                FRESHNESS="freshness",
                LAST_HEARD_OF="last_heard_of",
                OUT_OF_DATE_AFTER="out_of_date_on?",
                MADE_AT="said_at?",
                ITEMS="items",
                RELATIONS="relations",
                ALONE="alone",
                CONFLICTS="conflicts",
                WAITING="waiting",
                KEPT_BACK="kept_back",
            ),
        ),
        Table(
            "waiting",
            columns(
                WAITS="relation", FOR="missing", SAID_BY="said_by", SINCE="since", UNTIL="until"
            ),
            title="Waiting for an item that is not there",
        ),
    ),
    takes=("as_of",),
    called="sources",
)
