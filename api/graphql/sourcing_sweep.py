"""The sweep over all suppliers in GraphQL: one line a supplier, ranked by any one column."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from api.graphql.answer import answer_fields
from api.graphql.batch import Node
from api.graphql.context import PAGE, Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.question import question_field
from api.graphql.ranking import RankedPage, ranked_type
from api.graphql.registry import Registry
from graph_model.declare import camel
from queries.snapshot.days import day_of
from queries.substitution.sourcing_sweep import ACT_BY, COLUMNS, ORDERS, Sweep, sourcing_sweep

NAME = "SupplierSubstitution"
SAID = {
    "contracts": "Contracts that change hands.",
    "services": "Services that change hands.",
    "exposed_services": "Services that are exposed.",
    "citizen_facing": "Citizen-facing services of both.",
    "slas": "SLAs to be re-papered.",
    "olas": "OLAs to be renegotiated.",
    "metrics": "Metrics that lose their source.",
    "agencies": "Agencies touched as customers.",
}


@dataclass(frozen=True, slots=True)
class SupplierSubstitution:
    """One supplier's line."""

    sweep: Sweep
    at: int
    supplier: Node

    @property
    def act_by(self) -> str | None:
        """The first deadline among its contracts."""
        day = day_of(int(self.sweep.act_by[self.at]))
        return None if day is None else day.isoformat()


def sourcing_sweep_field(registry: Registry) -> ComputedField:
    """The root field ``substitutionSweep``, and its types."""
    fields = [
        PlainField("supplier", "Supplier", registry, "Who would be replaced."),
        *(ComputedField(camel(c), "int", _number(c), registry, SAID[c]) for c in COLUMNS),
        PlainField("act_by", "Date | None", registry, "The first deadline of its contracts."),
    ]
    registry.object(NAME, fields, "What one supplier's substitution touches.")
    registry.enum("SweepOrder", ORDERS, "What suppliers are ranked by; actBy: soonest first.")
    ranked_type(NAME, "suppliers", registry, answer_fields(registry))
    arguments = [
        argument("orderBy", "SweepOrder | None", registry, "The column; absent: contracts."),
        argument("first", "int | None", registry, "How many.", PAGE),
        argument("after", "str | None", registry, "Begin after this cursor."),
    ]
    said = "What would the substitution of every supplier touch, each by itself?"
    return question_field(
        "substitutionSweep", f"{NAME}Connection", resolve, registry, said, arguments
    )


def _number(column: str) -> Callable[[SupplierSubstitution, Context], int]:
    return lambda source, context: int(source.sweep.column(column)[source.at])


def resolve(
    source: None,
    context: Context,
    orderBy: Enum | None = None,  # noqa: N803
    **given: Any,
) -> RankedPage[SupplierSubstitution]:
    """The page that is asked for."""
    found = sourcing_sweep(context.snapshot, context.day(), context.settings.calendar)
    name = COLUMNS[0] if orderBy is None else str(orderBy.value)
    order = found.ordered(name)
    sign = -1 if name == ACT_BY else 1
    return RankedPage(
        context,
        found,
        found.suppliers[order],
        {name: (sign * found.column(name)[order].astype(int)).tolist()},
        given,
        lambda at, item: SupplierSubstitution(found, int(order[at]), item),
    )
