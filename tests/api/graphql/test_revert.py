"""Undoing a revision and dating facts anew, through GraphQL and by command."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph_model.errors import InvalidInput
from tests.support.door import Door, door_of_drawn
from tests.support.sketch import sketch

UNDO = """
mutation ($revision: Int!, $dryRun: Boolean) {
  revertRevision(input: {revision: $revision, reason: "a mistake", dryRun: $dryRun}) {
    changeSet applied { revision entry { author door reason count } } } }
"""
RENAME = """
mutation { applyChangeSet(input: {id: "r", changes: [{set: {id: "service:tax", name: "T"}}]})
  { revision } }
"""
SEEN = """
mutation ($ids: [ID!], $relations: [JSON!]) {
  stillTrue(input: {ids: $ids, relations: $relations, on: "2026-01-02"}) { revision } }
"""
LINK = {"type": "CONSUMES", "from": "agency:a", "to": "service:tax"}


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with door_of_drawn(sketch("agency:a -CONSUMES-> service:tax"), tmp_path) as door:
        door.ask(RENAME)
        yield door


def named(door: Door) -> str:
    door.graph.refresh()
    name: str = door.ask('{ item(id: "service:tax") { name } }')["item"]["name"]
    return name


def test_a_revision_is_shown_and_undone(door: Door) -> None:
    shown = door.ask(UNDO, revision=2, dryRun=True)["revertRevision"]
    assert (shown["applied"], named(door)) == (None, "T")
    (change,) = shown["changeSet"]["changes"]
    assert change["put"]["name"] == "service:tax"
    made = door.ask(UNDO, revision=2)["revertRevision"]
    assert made["changeSet"] == shown["changeSet"]
    entry = {"author": "local", "door": "graphql", "reason": "a mistake", "count": 1}
    assert made["applied"] == {"revision": 3, "entry": entry}
    assert named(door) == "service:tax"


def test_what_is_in_the_way_has_its_code(door: Door) -> None:
    door.ask(RENAME.replace('"r"', '"s"').replace('"T"', '"U"'))
    code, message = door.refused(UNDO, revision=2)
    assert code == "LATER_CHANGES"
    assert "revision 2, service:tax: found it was changed by revision 3" in message


def test_the_command_shows_and_undoes(door: Door) -> None:
    assert door.printed("revert", "2", "--dry-run") == ["CHANGE OF", "put service:tax"]
    assert door.json("revert", "2", "--dry-run")["base"] == 2
    assert named(door) == "T"
    door.printed("revert", "2", "--as", "me", "--reason", "a mistake")
    (entry,) = door.graph.journal(2)
    assert (entry.author, entry.via.door, entry.reason) == ("me", "command line", "a mistake")
    assert named(door) == "service:tax"


def test_a_person_is_erased(door: Door) -> None:
    change = {"put": {"kind": "Stakeholder", "id": "who:1", "name": "Jane"}}
    apply = 'mutation ($c: [JSON!]!) { applyChangeSet(input: {id: "p", changes: $c}) { revision } }'
    door.ask(apply, c=[change])
    erase = 'mutation { erasePerson(input: {id: "who:1", reason: "asked"}) { revision } }'
    assert door.ask(erase) == {"erasePerson": {"revision": 5}}
    assert "Jane" not in repr(list(door.graph.journal(0)))
    assert door.printed("erase", "who:1", "--as", "me") == ["erased; revision 6 says so"]
    assert isinstance(door.run("erase", "agency:a").exception, InvalidInput)


def test_facts_are_dated_anew(door: Door) -> None:
    assert door.ask(SEEN, ids=["service:tax"], relations=[LINK]) == {"stillTrue": {"revision": 3}}
    found = door.ask('{ item(id: "service:tax") { verifiedOn } }')
    assert found == {"item": {"verifiedOn": "2026-01-02"}}
    assert door.refused(SEEN, ids=["service:tax"])[0] == "INVALID_QUESTION"
    assert door.refused(SEEN, relations=[{"type": "CONSUMES"}])[0] == "INVALID_CHANGE_SET"
    assert door.refused(SEEN, ids=["service:none"])[0] == "NOT_FOUND"


def test_the_command_dates_facts_anew(door: Door) -> None:
    link = '{"type": "CONSUMES", "from": "agency:a", "to": "service:tax"}'
    told = door.printed("still-true", "service:tax", "--relation", link, "--reason", "asked")
    assert told == ["revision 3: 2 verified"]
    (entry,) = door.graph.journal(2)
    today = door.graph.today().isoformat()
    assert {image.after.fields["verified_on"] for image in entry.images if image.after} == {today}
    assert entry.reason == "asked"
