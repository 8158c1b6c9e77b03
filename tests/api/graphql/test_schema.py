"""The schema against the declarations it is made from, all violations at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    build_client_schema,
    get_introspection_query,
    get_named_type,
    lexicographic_sort_schema,
    print_schema,
)
from graphql import (
    build_schema as read_schema,
)

from api.graphql.registry import Registry
from api.graphql.schema import build_schema, schema_text
from graph_model.customisation import extend
from graph_model.declare import ITEM_FIELDS, Field, Kind, RelationType, constant, text
from graph_model.errors import InvalidModel
from graph_model.model import standard_model
from graph_model.values import Shape
from tests.support.graphql_door import SETTINGS, opened_door, standard_schema

MODEL = standard_model()
SCHEMA = standard_schema()._schema
QUERY = SCHEMA.query_type
INTROSPECTION = get_introspection_query(specified_by_url=True, input_value_deprecation=True)
NAMED = {
    Shape.TEXT: "String",
    Shape.DATE: "Date",
    Shape.MOMENT: "DateTime",
    Shape.DURATION: "String",
    Shape.CLOCK: "String",
    Shape.INTEGER: "Int64",
    Shape.NUMBER: "Float",
    Shape.BOOLEAN: "Boolean",
    Shape.MONEY: "Money",
    Shape.TEXTS: "String",
    Shape.DATES: "Date",
    Shape.READINGS: "Reading",
}


def object_type(name: str) -> GraphQLObjectType:
    found = SCHEMA.type_map[name]
    assert isinstance(found, GraphQLObjectType)
    return found


def field_violations(fields: tuple[Field, ...], type_: GraphQLObjectType) -> Iterator[str]:
    for field in fields:
        where = f"{type_.name}.{field.graphql_name}"
        answered = type_.fields.get(field.graphql_name)
        if answered is None:
            yield f"{where} is missing"
            continue
        named = get_named_type(answered.type)
        if isinstance(named, GraphQLEnumType):
            if set(named.values) != {constant(choice) for choice in field.choices}:
                yield f"{where} has other values than {field.choices}"
        elif named.name != NAMED.get(field.shape):
            yield f"{where} is a {named}, not a {NAMED.get(field.shape)}"
        if str(answered.type).startswith("[") != field.shape.many:
            yield f"{where} is {answered.type}"
        if answered.description != field.meaning:
            yield f"{where} says {answered.description!r}"


def kind_violations(kind: Kind) -> Iterator[str]:
    assert QUERY is not None
    root = QUERY.fields.get(kind.plural)
    if root is None or get_named_type(root.type).name != f"{kind.name}Connection":
        yield f"{kind.plural} is no root connection of {kind.name}"
    type_ = object_type(kind.name)
    if "Item" not in [interface.name for interface in type_.interfaces]:
        yield f"{kind.name} is no Item"
    yield from field_violations(kind.fields, type_)
    if kind.open != ("attributes" in type_.fields and "attribute" in type_.fields):
        yield f"{kind.name}: open attributes"
    asked = SCHEMA.type_map[f"{kind.name}Filter"]
    assert isinstance(asked, GraphQLInputObjectType)
    ways = [r.forward for r in MODEL.relations_from(kind.name)]
    ways += [r.backward for r in MODEL.relations_to(kind.name)]
    for name in (*(field.graphql_name for field in kind.fields), *ways, "id", "and", "or", "not"):
        if name not in asked.fields:
            yield f"{kind.name}Filter.{name} is missing"


def relation_violations(relation: RelationType) -> Iterator[str]:
    for start, end in relation.joins:
        for kind, name, other in ((start, relation.forward, end), (end, relation.backward, start)):
            field = object_type(kind).fields.get(name)
            if field is None:
                yield f"{kind}.{name} is missing"
                continue
            connection = get_named_type(field.type)
            assert isinstance(connection, GraphQLObjectType)
            edge = get_named_type(connection.fields["edges"].type)
            assert isinstance(edge, GraphQLObjectType)
            node = get_named_type(edge.fields["node"].type)
            if node.name not in (other, "Item"):
                yield f"{kind}.{name} leads to {node}, not to {other}"
            yield from field_violations(relation.fields, edge)


@pytest.mark.parametrize("what", ["kinds", "relations"])
def test_the_schema_has_everything_that_is_declared(what: str) -> None:
    violations = [
        violation
        for declared in getattr(MODEL, what)
        for violation in (
            kind_violations(declared) if what == "kinds" else relation_violations(declared)
        )
    ]
    assert not violations, "\n" + "\n".join(violations)


def test_what_every_item_has_is_on_the_interface() -> None:
    item = SCHEMA.type_map["Item"]
    assert isinstance(item, GraphQLInterfaceType)
    assert set(item.fields) == {"id", "kind", *(field.graphql_name for field in ITEM_FIELDS)}


def test_every_type_and_field_says_what_it_is() -> None:
    silent = [
        where
        for name, type_ in SCHEMA.type_map.items()
        if not name.startswith("__") and isinstance(type_, GraphQLObjectType)
        for where, said in (
            (name, type_.description),
            *((f"{name}.{field}", found.description) for field, found in type_.fields.items()),
        )
        if not said
    ]
    assert not silent


def test_the_printed_schema_is_the_introspected_one() -> None:
    printed = lexicographic_sort_schema(read_schema(schema_text(standard_schema())))
    with opened_door() as door:
        introspected = build_client_schema(door.ask(INTROSPECTION))  # type: ignore[arg-type]
    assert print_schema(printed) == print_schema(lexicographic_sort_schema(introspected))


def test_a_field_of_an_installation_is_in_its_schema() -> None:
    added = {"fields": {"Service": {"cost_center": {"type": "text", "meaning": "Its center."}}}}
    text_ = schema_text(build_schema(extend(MODEL, added), SETTINGS))
    assert "costCenter: String" in text_
    assert "costCenter: TextFilter" in text_
    assert "COST_CENTER_ASC" in text_


def test_two_declarations_that_make_one_type_are_refused() -> None:
    kinds = (*MODEL.kinds, Kind("ServiceTier", "serviceTiers", "Clashes with an enum."))
    with pytest.raises(InvalidModel, match="two types named ServiceTier"):
        build_schema(replace(MODEL, kinds=kinds), SETTINGS)


def test_two_fields_of_one_name_are_refused() -> None:
    from api.graphql.field import DeclaredField

    registry = Registry()
    twice = [DeclaredField(text("a_b", "One."), "str", registry) for _ in range(2)]
    with pytest.raises(InvalidModel, match="two fields named a_b on Pair"):
        registry.object("Pair", twice, "A pair.")
