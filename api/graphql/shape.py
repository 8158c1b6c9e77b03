"""How a declared field's shape reads in GraphQL."""

from __future__ import annotations

from collections.abc import Mapping

from api.graphql.registry import Registry
from graph_model.declare import Field
from graph_model.values import Shape

_OUTPUT: Mapping[Shape, str] = {
    Shape.TEXT: "str",
    Shape.DATE: "Date",
    Shape.MOMENT: "DateTime",
    Shape.DURATION: "str",
    Shape.CLOCK: "str",
    Shape.INTEGER: "Int64",
    Shape.NUMBER: "float",
    Shape.BOOLEAN: "bool",
    Shape.MONEY: "Money",
    Shape.TEXTS: "str",
    Shape.DATES: "Date",
    Shape.READINGS: "Reading",
}


def enum_name(field: Field, owner: str) -> str:
    """``ServiceTier`` for a Service's tier."""
    return owner + "".join(part.title() for part in field.name.split("_"))


def output(field: Field, owner: str, registry: Registry) -> str:
    """The field's GraphQL type as an annotation; ``owner`` is the kind or relation it is of."""
    named = enum(field, owner, registry) if field.choices else _OUTPUT[field.shape]
    if field.shape.many:
        return f"list[{named}]"
    return named if field.required else f"{named} | None"


def enum(field: Field, owner: str, registry: Registry) -> str:
    """The name of the enum of a field's choices."""
    name = enum_name(field, owner)
    return registry.once(name, lambda: registry.enum(name, field.choices, field.meaning))
