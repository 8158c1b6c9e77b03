"""What every kind shares: the interface that all of them implement."""

from __future__ import annotations

from typing import Any

import strawberry

from api.graphql.batch import Node
from api.graphql.field import DeclaredField, PlainField
from api.graphql.registry import Registry
from api.graphql.shape import output
from graph_model.declare import ITEM_FIELDS


class Item:
    """Anything that is recorded, whatever its kind."""

    @staticmethod
    def resolve_type(obj: Any, info: Any, abstract: Any) -> str:
        """The kind's name is the type's."""
        kind: str = obj.kind
        return kind

    @staticmethod
    def is_type_of(obj: Any, info: Any) -> bool:
        """Every item is answered as a node."""
        return isinstance(obj, Node)


def id_field(registry: Registry) -> PlainField:
    """The id, which every kind has."""
    said = "Its id, unique across the graph, as its source chose it."
    return PlainField("id", "ID", registry, said)


def _declare() -> None:
    registry = Registry()
    fields = (DeclaredField(f, output(f, "Item", registry), registry) for f in ITEM_FIELDS)
    for field in (id_field(registry), *fields):
        setattr(Item, field.python_name, field)
    strawberry.interface(Item, description="Anything that is recorded, whatever its kind.")


_declare()
