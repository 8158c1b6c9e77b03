"""How much of the office hangs on each supplier."""

from queries.failure.concentration_column import ConcentrationOrder
from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.shared import INCLUDE, OF

ORDER_BY = Argument(
    "order_by",
    Form.CHOICE,
    "The column that ranks first.",
    default=None,
    choices=ConcentrationOrder,
)

QUESTION = Question(
    "concentration",
    "How much of the office do the loss and the substitution of each supplier touch?",
    "queries.failure.concentration:answer",
    arguments=(OF, INCLUDE),
    list_arguments=(ORDER_BY,),
    tables=(
        Table(
            "suppliers",
            columns(
                SUPPLIER="supplier.id",
                AGENCIES_LOST="outage_agencies_lost",
                CITIZEN_FACING_LOST="outage_citizen_facing_lost",
                SLAS_LOST="outage_slas_lost",
                SERVICES_LOST="outage_services_lost",
                SERVICE_SHARE="service_share",
                AGENCY_SHARE="agency_share",
                CONTRACTS_DIRECT="sourcing_contracts_direct",
                AGENCIES_DIRECT="sourcing_agencies_direct",
                SERVICES_DIRECT="sourcing_services_direct",
                UNDERLYING="underlying.total_count",
            ),
            first=20,
            ordered="order_by",
        ),
    ),
)
