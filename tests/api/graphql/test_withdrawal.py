"""Withdrawing a source through GraphQL, and by the command: the difference first."""

from __future__ import annotations

from tests.support.graphql_door import facts_of, opened_door

SERVICES = [
    {"kind": "Service", "id": "service:mail", "name": "Mail", "source": "cmdb"},
    {"kind": "Service", "id": "service:files", "name": "Files"},
]
ASK = "{ difference applied revisions meaning changeCount changes { before after } }"


def test_a_source_is_withdrawn_once_its_difference_is_approved() -> None:
    with opened_door(facts_of(SERVICES)) as door:
        told = door.ask(f'mutation {{ withdrawSource(name: "cmdb") {ASK} }}')["withdrawSource"]
        assert (told["applied"], told["changeCount"]) == (False, 1)
        assert told["changes"][0]["before"]["id"] == "service:mail"
        given = f'name: "cmdb", approve: "{told["difference"]}"'
        done = door.ask(f"mutation {{ withdrawSource({given}) {ASK} }}")["withdrawSource"]
        assert (done["applied"], done["revisions"]) == (True, [2])
        assert door.ask("{ services { nodes { id } } }") == {
            "services": {"nodes": [{"id": "service:files"}]}
        }
        error = door.refused(f"mutation {{ withdrawSource({given}) {ASK} }}")
        assert "one that says something" in error["message"]
