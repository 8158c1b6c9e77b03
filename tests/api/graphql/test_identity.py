"""Deciding which items are one through GraphQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.graphql_door import GraphQLDoor, facts_of, opened_door

ITEMS = [
    {"kind": "Supplier", "id": "v:1", "name": "Carahsoft Technology Corp."},
    {"kind": "Supplier", "id": "v:2", "name": "CARAHSOFT TECHNOLOGY"},
    {"kind": "Supplier", "id": "v:3", "name": "Carasoft Technology"},
]
PAIRS = """{ identities { verdict pairs { nodes { one { id } other { id } score sure reasoning } }
  decided { nodes { one other decision names by } } } }"""
DECIDE = "decided { one other decision by } revision"


@pytest.fixture
def door() -> Iterator[GraphQLDoor]:
    with opened_door(facts_of(ITEMS)) as door:
        yield door


def pairs(door: GraphQLDoor) -> list[tuple[str, str, bool]]:
    nodes = door.ask(PAIRS)["identities"]["pairs"]["nodes"]
    return [(node["one"]["id"], node["other"]["id"], node["sure"]) for node in nodes]


def test_pairs_are_told_the_surest_first(door: GraphQLDoor) -> None:
    assert pairs(door) == [("v:1", "v:2", True), ("v:1", "v:3", False), ("v:2", "v:3", False)]


def test_two_are_made_one_and_two_again(door: GraphQLDoor) -> None:
    made = door.ask(f'mutation {{ acceptIdentity(one: "v:1", other: "v:2") {{ {DECIDE} }} }}')
    assert made["acceptIdentity"]["decided"] == {
        "one": "v:1",
        "other": "v:2",
        "decision": "SAME",
        "by": "local",
    }
    assert made["acceptIdentity"]["revision"] == 2
    assert door.ask('{ item(id: "v:2") { id } }') == {"item": {"id": "v:1"}}
    assert pairs(door) == [("v:1", "v:3", False)]
    back = door.ask(f'mutation {{ splitIdentity(other: "v:2") {{ {DECIDE} }} }}')
    assert back["splitIdentity"]["revision"] == 3
    assert door.ask('{ item(id: "v:2") { id } }') == {"item": {"id": "v:2"}}
    assert ("v:1", "v:2", True) not in pairs(door)


def test_two_are_kept_apart(door: GraphQLDoor) -> None:
    made = door.ask(f'mutation {{ rejectIdentity(one: "v:3", other: "v:1") {{ {DECIDE} }} }}')
    assert made["rejectIdentity"]["revision"] is None
    assert pairs(door) == [("v:1", "v:2", True), ("v:2", "v:3", False)]


def test_what_is_not_there_is_told(door: GraphQLDoor) -> None:
    error = door.refused('mutation { acceptIdentity(one: "v:1", other: "v:9") { revision } }')
    assert error["extensions"]["code"] == "NOT_FOUND"
