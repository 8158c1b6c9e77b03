"""What a connection over a kind may be asked for: a filter and an ordering, derived from fields."""

from __future__ import annotations

from collections.abc import Sequence

from strawberry.types.arguments import StrawberryArgument

from api.graphql.field import InputField, argument
from api.graphql.registry import Registry
from api.graphql.value_filter import filter_of, named_filter
from graph_model.declare import ITEM_FIELDS, Field, Kind
from graph_model.model import Model
from queries.answers.derived import fields_of
from queries.answers.ordering import terms
from queries.answers.way import Way, ways
from queries.questions.catalog import derived_fields

_ALL = "What an item must be: all that is given; null is not a condition."


def declare_inputs(model: Model, registry: Registry) -> None:
    """The filter and the ordering of every kind, and of Item, for what may be of any."""
    for kind in model.kinds:
        fields = fields_of(kind, derived_fields())
        _filter(kind.name, fields, registry, _of_kind(kind, model, registry))
        _order(kind.name, fields, registry)
    kinds = InputField("kinds", "list[Kind] | None", registry, "Of one of these kinds.")
    _filter("Item", ITEM_FIELDS, registry, [kinds])
    _order("Item", ITEM_FIELDS, registry)


def _filter(
    type_: str, fields: Sequence[Field], registry: Registry, more: Sequence[InputField]
) -> None:
    name = f"{type_}Filter"
    found = [
        InputField("and", f"list[{name}] | None", registry, "All of these."),
        InputField("or", f"list[{name}] | None", registry, "At least one of these."),
        InputField("not", f"{name} | None", registry, "Not this."),
        InputField("id", f"{named_filter('IDFilter', registry)} | None", registry, "Its id."),
    ]
    for field in fields:
        given = f"{filter_of(field, type_, registry)} | None"
        found.append(InputField(field.graphql_name, given, registry, field.meaning))
    registry.input(name, [*found, *more], _ALL)
    related = [
        InputField("some", f"{name} | None", registry, "At least one is this; {} for any."),
        InputField("none", f"{name} | None", registry, "None is this; {} for none at all."),
        InputField("asOf", "Date | None", registry, "Only relations that hold on the day."),
    ]
    registry.input(f"{type_}RelationFilter", related, f"What related {type_} must be.")


def _of_kind(kind: Kind, model: Model, registry: Registry) -> list[InputField]:
    """What only a declared kind can be filtered by: its relations, and open attributes."""
    found = [_way(way, registry) for way in ways(model, kind)]
    if kind.open:
        name = registry.once("AttributeFilter", lambda: _attribute(registry))
        found.append(InputField("attribute", f"{name} | None", registry, "An open attribute."))
    return found


def _way(way: Way, registry: Registry) -> InputField:
    given = f"{way.target}RelationFilter | None"
    return InputField(way.name, given, registry, way.relation.meaning)


def _attribute(registry: Registry) -> None:
    fields = [
        InputField("name", "str", registry, "The attribute's name."),
        InputField("eq", "JSON | None", registry, "Equal to it."),
        InputField("ne", "JSON | None", registry, "Not equal to it, or absent."),
        InputField("in", "list[JSON] | None", registry, "One of these."),
        InputField("contains", "str | None", registry, "Text with this in it."),
        InputField("startsWith", "str | None", registry, "Text that begins with this."),
        InputField("isNull", "bool | None", registry, "Whether it is absent."),
    ]
    registry.input("AttributeFilter", fields, "What an open attribute must be.")


def _order(type_: str, fields: Sequence[Field], registry: Registry) -> None:
    registry.enum(f"{type_}Order", list(terms(fields)), "What to sort by; absent values come last.")


def connection_arguments(
    type_: str, registry: Registry, related: bool = False
) -> list[StrawberryArgument]:
    """The arguments of a connection over a type; ``related`` for one over relations."""
    cursor = "A cursor of this connection, in the same order."
    given = [
        argument("first", "int | None", registry, "How many from the start; absent: 100."),
        argument("after", "str | None", registry, f"Begin after this. {cursor}"),
        argument("last", "int | None", registry, "How many from the end."),
        argument("before", "str | None", registry, f"End before this. {cursor}"),
        argument("filter", f"{type_}Filter | None", registry, "Only those."),
        argument("orderBy", f"list[{type_}Order] | None", registry, "What to sort by; id at last."),
    ]
    if related:
        said = "Only relations that hold on the day; absent: all that are recorded."
        given.append(argument("asOf", "Date | None", registry, said))
    return given
