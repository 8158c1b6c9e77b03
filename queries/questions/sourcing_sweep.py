"""What the substitution of every supplier would touch, each by itself."""

from queries.questions.declaration import Argument, Form, Question, Table, columns
from queries.questions.shared import INCLUDE, OF
from queries.substitution.sweep_order import SweepOrder

ORDER_BY = Argument(
    "order_by",
    Form.CHOICE,
    "The column, the greatest first; act by: the soonest.",
    default=SweepOrder.CONTRACTS,
    choices=SweepOrder,
)

QUESTION = Question(
    "sourcing_sweep",
    "What would the substitution of every supplier touch, each by itself?",
    "queries.substitution.sourcing_sweep:answer",
    arguments=(OF, INCLUDE),
    list_arguments=(ORDER_BY,),
    tables=(
        Table(
            "suppliers",
            columns(
                SUPPLIER="supplier.id",
                CONTRACTS="contracts",
                SERVICES="services",
                EXPOSED_SERVICES="exposed_services",
                CITIZEN_FACING="citizen_facing",
                SLAS="slas",
                OLAS="olas",
                METRICS="metrics",
                AGENCIES="agencies",
                ACT_BY="act_by",
            ),
            first=20,
        ),
    ),
)
