"""GraphQL's scalars for the model's values: ISO text for days and moments, 64-bit integers."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any, NewType

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from graph_model.values import Shape, read

Date = NewType("Date", str)
DateTime = NewType("DateTime", str)
Int64 = NewType("Int64", int)
Amount = NewType("Amount", str)
JSON = NewType("JSON", object)


def _reads(shape: Shape) -> Callable[[Any], Any]:
    """Read an input value of a shape; null never comes here."""

    def read_input(raw: Any) -> Any:
        try:
            value = read(shape, raw)
        except ValueError as error:
            raise GraphQLError(f"expected {error}, found {raw!r}") from None
        if value is None:
            raise GraphQLError(f"expected a {shape.value}, found nothing")
        return value

    return read_input


def _int64(raw: Any) -> Any:
    if isinstance(raw, str):
        raise ValueError(f"expected a whole number, found {raw!r}")
    return _reads(Shape.INTEGER)(raw)


def _amount(raw: Any) -> str:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float):
        raise GraphQLError(f"expected a decimal number, found {raw!r}")
    try:
        amount = Decimal(str(raw))
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite():
        raise GraphQLError(f"expected a decimal number, found {raw!r}")
    return str(amount)


SCALARS: dict[object, ScalarDefinition] = {
    Date: strawberry.scalar(
        name="Date", description="A calendar day as YYYY-MM-DD.", parse_value=_reads(Shape.DATE)
    ),
    DateTime: strawberry.scalar(
        name="DateTime",
        description="A moment as YYYY-MM-DDThh:mm:ssZ, or a whole day as YYYY-MM-DD.",
        parse_value=_reads(Shape.MOMENT),
    ),
    Int64: strawberry.scalar(
        name="Int64",
        description="A whole number of 64 bits, written as a JSON number.",
        parse_value=_int64,
    ),
    Amount: strawberry.scalar(
        name="Decimal",
        description="A decimal number, written as text so that no digit is lost.",
        parse_value=_amount,
    ),
    JSON: strawberry.scalar(
        name="JSON",
        description="Any JSON value.",
        specified_by_url="https://ecma-international.org/publications-and-standards/standards/ecma-404/",
    ),
}
"""Which Python type stands for which scalar, for the schema's configuration."""
