"""What is read of an item: every value of every kind, relations both ways, open attributes."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.declare import Field, Kind, constant
from graph_model.facts import Item
from graph_model.model import standard_model
from graph_model.values import Shape, Value
from tests.support.facts import kept, raw_items
from tests.support.graphql_door import facts_of, opened_door

MODEL = standard_model()


def answered(field: Field, value: Value | None) -> object:
    """A kept value as GraphQL has to answer it, written down a second time."""
    if value is None:
        return [] if field.shape.many else None
    if field.shape is Shape.CHOICE:
        return constant(str(value))
    if field.shape is Shape.CHOICES:
        assert isinstance(value, list)
        return [constant(one) for one in value]
    if field.shape is Shape.MONEY:
        amount, currency = str(value).split()
        return {"amount": amount, "currency": currency}
    if field.shape is Shape.READINGS:
        assert isinstance(value, list)
        pairs = (one.split() for one in value)
        return [{"on": on, "value": float(figure)} for on, figure in pairs]
    return value


def selection(kind: Kind) -> str:
    parts = {Shape.MONEY: " { amount currency }", Shape.READINGS: " { on value }"}
    fields = " ".join(f.graphql_name + parts.get(f.shape, "") for f in kind.fields)
    return f"id {fields}" + (" attributes { name value }" if kind.open else "")


@settings(max_examples=60)
@given(raw=st.sampled_from(MODEL.kinds).flatmap(raw_items))
def test_every_value_is_answered_as_it_is_kept(raw: dict[str, object]) -> None:
    item = kept(raw, MODEL)
    assert isinstance(item, Item)
    kind = MODEL.kind_by_name[item.kind]
    expected: dict[str, Any] = {"id": item.id}
    expected |= {f.graphql_name: answered(f, item.fields.get(f.name)) for f in kind.fields}
    if kind.open:
        declared = {field.name for field in kind.fields}
        rest = sorted(item.fields.keys() - declared)
        expected["attributes"] = [{"name": n, "value": item.fields[n]} for n in rest]
    query = f"query ($id: ID!) {{ node(id: $id) {{ ... on {kind.name} {{ {selection(kind)} }} }} }}"
    with opened_door([item]) as door:
        assert door.ask(query, id=item.id)["node"] == expected


RECORDS: list[dict[str, object]] = [
    {"kind": "Service", "id": "s:a"},
    {"kind": "Service", "id": "s:b"},
    {"kind": "Supplier", "id": "u:child"},
    {"kind": "Supplier", "id": "u:parent"},
    {"kind": "Agency", "id": "a:body"},
    {"kind": "ConfigurationItem", "id": "ci:1", "attributes": {"rack": "B4"}},
    {"type": "DEPENDS_ON", "from": "s:a", "to": "s:b", "group": "g", "need": 2},
    {"type": "DEPENDS_ON", "from": "s:a", "to": "ci:1", "until": "2027-01-01"},
    {"type": "PART_OF", "from": "u:child", "to": "u:parent"},
    {"type": "PART_OF", "from": "u:child", "to": "a:body"},
    {"type": "PROVIDES", "from": "u:child", "to": "s:a", "extent": "part"},
]


def test_relations_read_from_both_ends_with_their_fields() -> None:
    query = """
    {
      a: node(id: "s:a") { ... on Service {
        dependsOn { edges { group need until node { __typename id } } }
        today: dependsOn(asOf: "2027-01-01") { nodes { id } }
        dependedOnBy { totalCount }
        providedBy { edges { extent node { id sourcing } } } } }
      b: node(id: "s:b") { ... on Service { dependedOnBy { nodes { id } } } }
      child: node(id: "u:child") { ... on Supplier {
        partOf(orderBy: [NAME_DESC]) { nodes { __typename id } } } }
      body: node(id: "a:body") { ... on Agency { parts { nodes { __typename id } } } }
    }
    """
    with opened_door(facts_of(RECORDS)) as door:
        found = door.ask(query)
    assert found["a"]["dependsOn"]["edges"] == [
        {
            "group": None,
            "need": None,
            "until": "2027-01-01",
            "node": {"__typename": "ConfigurationItem", "id": "ci:1"},
        },
        {"group": "g", "need": 2, "until": None, "node": {"__typename": "Service", "id": "s:b"}},
    ]
    assert found["a"]["today"]["nodes"] == [{"id": "s:b"}]
    assert found["a"]["dependedOnBy"] == {"totalCount": 0}
    assert found["a"]["providedBy"]["edges"] == [
        {"extent": "PART", "node": {"id": "u:child", "sourcing": None}}
    ]
    assert found["b"]["dependedOnBy"]["nodes"] == [{"id": "s:a"}]
    assert [node["__typename"] for node in found["child"]["partOf"]["nodes"]] == [
        "Supplier",
        "Agency",
    ]
    assert found["body"]["parts"]["nodes"] == [{"__typename": "Supplier", "id": "u:child"}]


def test_one_alias_may_ask_each_kind_something_else() -> None:
    """Items of several kinds are answered together; arguments and values must not mix."""
    query = """
    { nodes(ids: ["s:a", "u:child", "nothing", "ci:1", "s:a"]) {
        __typename
        ... on Service { x: dependsOn(first: 1) { nodes { id } } type: tier }
        ... on Supplier { x: partOf(first: 2) { nodes { id } } }
        ... on ConfigurationItem { rack: attribute(name: "rack") none: attribute(name: "name") } } }
    """
    with opened_door(facts_of(RECORDS)) as door:
        nodes = door.ask(query.replace("type: tier", ""))["nodes"]
    assert nodes == [
        {"__typename": "Service", "x": {"nodes": [{"id": "ci:1"}]}},
        {"__typename": "Supplier", "x": {"nodes": [{"id": "a:body"}, {"id": "u:parent"}]}},
        None,
        {"__typename": "ConfigurationItem", "rack": "B4", "none": None},
        {"__typename": "Service", "x": {"nodes": [{"id": "ci:1"}]}},
    ]
