"""Who takes part in the shared services platform, and what of what is ahead they could bid for."""

from queries.questions.declaration import Question, Table, columns
from queries.questions.shared import INCLUDE, OF

QUESTION = Question(
    "platform_members",
    "Who takes part in the shared services platform, and what could they bid for?",
    "queries.roadmap.platform_member:answer",
    arguments=(OF, INCLUDE),
    tables=(
        Table(
            "members",
            columns(
                SUPPLIER="supplier.id",
                NAME="supplier.name",
                OFFERS="offers",
                PROVIDES="provides",
                CONTRACTS="contracts",
                COULD_BID_FOR="openings",
                ENGAGED="engaged_on",
            ),
            empty="nobody takes part",
        ),
        Table(
            "openings",
            columns(
                PROCUREMENT="procurement.id",
                STAGE="stage",
                OPENS="opens_on",
                OFFERS_DUE="closes_on",
                AWARD="awards_on",
                NEEDED="needed",
                MEMBERS_READY="members_ready",
                OTHERS_READY="others_ready",
            ),
            "procurements ahead",
        ),
    ),
)
