"""The concentration question in GraphQL: how much of the office hangs on each supplier."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from api.graphql.answer import answer_fields, masked_fields
from api.graphql.batch import Node
from api.graphql.context import PAGE, Context
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.question import question_field
from api.graphql.ranking import RankedPage, ranked_type
from api.graphql.registry import Registry
from graph_model.declare import camel
from graph_model.model import Model
from queries.failure.concentration import (
    SHARES,
    Column,
    Concentration,
    columns,
    concentration,
    orders,
)
from queries.failure.criticality import of_kinds

NAME = "SupplierConcentration"


@dataclass(frozen=True, slots=True)
class SupplierConcentration:
    """One supplier's line."""

    answer: Concentration
    at: int
    supplier: Node

    def number(self, column: str) -> float:
        """What stands in a column."""
        value: float = self.answer.column(column)[self.at].item()
        return value


def concentration_field(registry: Registry, model: Model) -> ComputedField:
    """The root field ``concentration``, and its types."""
    _declare(registry, model)
    registry.enum("ConcentrationOrder", orders(model), "What suppliers are ranked by, most first.")
    arguments = [
        argument("orderBy", "ConcentrationOrder | None", registry, "The column that ranks first."),
        argument("first", "int | None", registry, "How many.", PAGE),
        argument("after", "str | None", registry, "Begin after this cursor."),
    ]
    said = (
        "What do the loss and the substitution of each supplier touch? Ranked by one column, then "
        "by all in their order, most first, then by id."
    )
    return question_field("concentration", f"{NAME}Connection", resolve, registry, said, arguments)


def resolve(
    source: None,
    context: Context,
    orderBy: Enum | None = None,  # noqa: N803
    **given: Any,
) -> RankedPage[SupplierConcentration]:
    """The page that is asked for."""
    first = None if orderBy is None else str(orderBy.value)
    found = concentration(context.snapshot, context.day(), order_by=first)
    names = [*([first] if first else []), *(column.name for column in found.columns)]
    return RankedPage(
        context,
        found,
        found.rows,
        {name: found.column(name).tolist() for name in names},
        given,
        lambda at, item: SupplierConcentration(found, at, item),
    )


def _declare(registry: Registry, model: Model) -> None:
    beneath = "Who is beneath it: whose loss makes LOST what it provides and they do not."
    fields = [
        PlainField("supplier", "Supplier", registry, "Whose loss or substitution it is."),
        *masked_fields(
            "underlying",
            beneath,
            registry,
            lambda s, kinds: of_kinds(s.answer.snapshot, s.answer.underlying.of(s.at), kinds),
        ),
        *(_share(name, registry) for name in SHARES),
        *(_column(column, registry) for column in columns(model)),
    ]
    registry.object(NAME, fields, "How much hangs on a supplier.")
    ranked_type(NAME, "suppliers", registry, [*answer_fields(registry), *_totals(registry)])


def _share(name: str, registry: Registry) -> ComputedField:
    counted = "services" if name == "service_share" else "agencies"
    said = f"The part of all {counted} recorded that its loss alone makes LOST, 0 to 1."
    return ComputedField(camel(name), "float", _number(name), registry, said)


def _column(column: Column, registry: Registry) -> ComputedField:
    event = "loss" if column.lens == "outage" else "substitution"
    counted = column.measure.replace("citizen_facing", "citizen-facing services")
    said = f"How many {counted} its {event} brings to {column.level}."
    return ComputedField(camel(column.name), "int", _number(column.name), registry, said)


def _number(name: str) -> Callable[[SupplierConcentration, Context], float]:
    return lambda source, context: source.number(name)


def _totals(registry: Registry) -> list[ComputedField]:
    def services(source: RankedPage[SupplierConcentration], context: Context) -> int:
        assert isinstance(source.answer, Concentration)
        return source.answer.services

    def agencies(source: RankedPage[SupplierConcentration], context: Context) -> int:
        assert isinstance(source.answer, Concentration)
        return source.answer.agencies

    return [
        ComputedField("services", "int", services, registry, "How many services are recorded."),
        ComputedField("agencies", "int", agencies, registry, "How many agencies are recorded."),
    ]
