"""What every kind shares: the interfaces that all of them implement."""

from __future__ import annotations

from typing import Any

from api.graphql.field import DeclaredField, PlainField
from api.graphql.registry import Registry
from api.graphql.shape import output
from graph_model.declare import ITEM_FIELDS
from queries.answers.batch import Node


class Resolved:
    """How GraphQL tells of what type an item is."""

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


def kind_field(registry: Registry) -> PlainField:
    """The name of the kind, which every item has."""
    return PlainField("kind", "Kind", registry, "What kind of item it is.")


def declare_interfaces(registry: Registry) -> None:
    """The interfaces ``Node``, as Relay has it, and ``Item``."""
    said = "Whatever can be asked for by its id (Relay)."
    registry.interface("Node", [id_field(registry)], said, Resolved)
    declared = [DeclaredField(f, output(f, "Item", registry), registry) for f in ITEM_FIELDS]
    fields = [id_field(registry), kind_field(registry), *declared]
    registry.interface("Item", fields, "Anything that is recorded, whatever its kind.", Resolved)
