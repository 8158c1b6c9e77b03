"""The single points of failure in GraphQL: ranked by what hangs on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from api.graphql.answer import answer_fields, masked_fields
from api.graphql.batch import Node
from api.graphql.context import PAGE, Context
from api.graphql.criticality import LossCounts, kinds_argument
from api.graphql.field import ComputedField, PlainField, argument
from api.graphql.question import question_field
from api.graphql.ranking import RankedPage, ranked_type
from api.graphql.registry import Registry
from queries.failure.criticality import taken_by
from queries.failure.single_points_of_failure import SinglePointsOfFailure, single_points_of_failure

NAME = "SinglePointOfFailure"
COLUMNS = ("agencies", "citizenFacing", "slas", "services", "items")


@dataclass(frozen=True, slots=True)
class SinglePointOfFailure:
    """One of them."""

    answer: SinglePointsOfFailure
    at: int
    item: Node

    @property
    def counts(self) -> LossCounts:
        """What hangs on it."""
        return LossCounts.of(self.answer.counts, self.at)


def single_points_of_failure_field(registry: Registry) -> ComputedField:
    """The root field ``singlePointsOfFailure``, and its types."""
    _declare(registry)
    arguments = [
        kinds_argument(registry),
        argument("first", "int | None", registry, "How many.", PAGE),
        argument("after", "str | None", registry, "Begin after this cursor."),
    ]
    said = (
        "Whose loss alone makes an agency, a service or an SLA LOST? Ranked by agencies, then "
        "citizen-facing services, SLAs, services and all items, most first, then by id."
    )
    return question_field(
        "singlePointsOfFailure", f"{NAME}Connection", resolve, registry, said, arguments
    )


def resolve(
    source: None,
    context: Context,
    kinds: list[str],
    **given: Any,
) -> RankedPage[SinglePointOfFailure]:
    """The page that is asked for."""
    found = single_points_of_failure(context.snapshot, context.day(), kinds=kinds)
    columns = {n: c.tolist() for n, c in zip(COLUMNS, found.counts.columns, strict=True)}
    return RankedPage(
        context,
        found,
        found.rows,
        columns,
        given,
        lambda at, item: SinglePointOfFailure(found, at, item),
    )


def _declare(registry: Registry) -> None:
    fields = [
        PlainField("item", "Item", registry, "Whose loss it is."),
        PlainField("counts", "LossCounts", registry, "What hangs on it."),
        *masked_fields(
            "takes",
            "What its loss alone makes LOST, itself left out.",
            registry,
            lambda s, kinds: taken_by(s.answer.snapshot, s.item.row, s.answer.as_of, kinds),
        ),
    ]
    registry.object(NAME, fields, "An item whose loss alone makes others LOST.")
    ranked_type(NAME, "single points of failure", registry, answer_fields(registry))
