"""Changing the graph through GraphQL, and reading the journal of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.graphql_door import GraphQLDoor, facts_of, opened_door

APPLY = """
mutation ($input: ApplyChangeSetInput!) {
  applyChangeSet(input: $input) {
    revision
    entry { number changeSet count images { nodes { before after } } }
  }
}
"""
MAIL = {"kind": "Service", "id": "s:mail", "name": "Mail"}
RELAY = {"kind": "ConfigurationItem", "id": "ci:relay", "name": "Relay"}
NEEDS = {"type": "DEPENDS_ON", "from": "s:mail", "to": "ci:relay"}


@pytest.fixture
def door() -> Iterator[GraphQLDoor]:
    with opened_door(facts_of([MAIL, RELAY, NEEDS])) as door:
        yield door


def given(id_: str, *changes: object, **more: object) -> dict[str, Any]:
    return {"id": id_, "changes": list(changes), **more}


def test_a_change_set_is_applied_and_seen(door: GraphQLDoor) -> None:
    changes = ({"set": {"id": "s:mail", "name": "Post"}}, {"remove": {"id": "ci:relay"}})
    applied = door.ask(APPLY, input=given("a", *changes, expectedRevision=1))["applyChangeSet"]
    assert applied["revision"] == applied["entry"]["number"] == 2
    images = applied["entry"]["images"]["nodes"]
    assert {"before": MAIL, "after": MAIL | {"name": "Post"}} in images
    assert {"before": NEEDS, "after": None} in images
    found = door.ask('{ revision item(id: "s:mail") { name } gone: node(id: "ci:relay") { id } }')
    assert found == {"revision": 2, "item": {"name": "Post"}, "gone": None}


def test_changes_may_stand_in_the_document(door: GraphQLDoor) -> None:
    found = door.ask(
        'mutation { applyChangeSet(input: {id: "a", changes: [{put: {kind: "Agency", '
        'id: "a:1", name: "One", aliases: ["x:1"]}}]}) { revision } }'
    )
    assert found["applyChangeSet"]["revision"] == 2
    assert door.ask('{ node(id: "x:1") { id } }')["node"] == {"id": "a:1"}


def test_a_change_set_without_a_change_makes_no_revision(door: GraphQLDoor) -> None:
    error = door.refused(APPLY, input=given("none"))
    assert error["extensions"]["code"] == "INVALID_CHANGE_SET"
    assert error["message"].startswith("changes: found none, expected one or more")
    assert door.ask("{ revision }") == {"revision": 1}


def test_the_same_id_again_changes_nothing(door: GraphQLDoor) -> None:
    change = {"set": {"id": "s:mail", "name": "Post"}}
    first, again = (door.ask(APPLY, input=given("a", change, expectedRevision=1)) for _ in "ab")
    assert first == again
    assert door.ask("{ revision }") == {"revision": 2}


REFUSED = {
    # input, code, what the message says
    "stale": (
        given("a", {"remove": {"id": "s:mail"}}, expectedRevision=0),
        "STALE_REVISION",
        "revision 0, the store is at 1",
    ),
    "an unknown kind": (
        given("a", {"put": {"kind": "Serviette", "id": "s:1", "name": "x"}}),
        "INVALID_CHANGE_SET",
        "'Serviette'",
    ),
    "an end that is not there": (
        given("a", {"put": NEEDS | {"to": "ci:none"}}),
        "INVALID_CHANGE_SET",
        "ci:none",
    ),
    "no change at all": (given("a", "remove everything"), "INVALID_CHANGE_SET", "change 1"),
    "a reason that is no text": (
        given("a", {"remove": {"id": "s:mail"}}, reason="a\x00b"),
        "INVALID_CHANGE_SET",
        "reason",
    ),
    "an id that is none": (given(" a ", {"remove": {"id": "s:mail"}}), "INVALID_CHANGE_SET", "id"),
}


@pytest.mark.parametrize(("input_", "code", "said"), REFUSED.values(), ids=REFUSED)
def test_a_change_set_is_refused_whole(
    input_: dict[str, Any], code: str, said: str, door: GraphQLDoor
) -> None:
    good = {"set": {"id": "s:mail", "name": "Post"}}
    error = door.refused(APPLY, input=input_ | {"changes": [good, *input_["changes"]]})
    assert error["extensions"]["code"] == code
    assert said in error["message"] or said.replace("1", "2") in error["message"]
    assert door.ask('{ revision item(id: "s:mail") { name } }') == {
        "revision": 1,
        "item": {"name": "Mail"},
    }


def test_an_id_with_other_content_is_refused(door: GraphQLDoor) -> None:
    door.ask(APPLY, input=given("a", {"set": {"id": "s:mail", "name": "Post"}}))
    error = door.refused(APPLY, input=given("a", {"set": {"id": "s:mail", "name": "Letter"}}))
    assert error["extensions"]["code"] == "CHANGE_SET_REUSED"


def test_the_journal_tells_who_by_which_door_and_why(door: GraphQLDoor) -> None:
    change = {"set": {"id": "s:mail", "name": "Post"}}
    door.ask(APPLY, input=given("a", change, reason="renamed by the board"))
    asked = "{ journal(since: 1) { entries { nodes { author token door reason source } } } }"
    assert door.ask(asked)["journal"]["entries"]["nodes"] == [
        {
            "author": "local",
            "token": None,
            "door": "graphql",
            "reason": "renamed by the board",
            "source": "graphql",
        }
    ]


def test_the_journal_is_read_in_parts(door: GraphQLDoor) -> None:
    for name in ("b", "c", "d"):
        door.ask(APPLY, input=given(name, {"set": {"id": "s:mail", "name": name}}))
    query = """
    query ($first: Int, $after: String) {
      journal(since: 1) { verdict entries(first: $first, after: $after) {
      totalCount pageInfo { endCursor }
      nodes { number changeSet author source recordedAt digest
        images(first: 1) { nodes { after } } } } } }
    """
    page = door.ask(query, first=2)["journal"]["entries"]
    entries = page["nodes"]
    assert [(entry["number"], entry["changeSet"]) for entry in entries] == [(2, "b"), (3, "c")]
    assert [entry["images"]["nodes"] for entry in entries] == [
        [{"after": MAIL | {"name": "b"}}],
        [{"after": MAIL | {"name": "c"}}],
    ]
    assert all(entry["recordedAt"].endswith("Z") for entry in entries)
    rest = door.ask(query, after=page["pageInfo"]["endCursor"])["journal"]
    assert rest["verdict"] == "3 revisions after revision 1."
    assert [entry["number"] for entry in rest["entries"]["nodes"]] == [4]
    last = (
        "{ journal { entries(first: 1) { nodes { count images(last: 1) { nodes { after } } } } } }"
    )
    (first,) = door.ask(last)["journal"]["entries"]["nodes"]
    assert first == {"count": 3, "images": {"nodes": [{"after": NEEDS}]}}
