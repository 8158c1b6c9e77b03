"""No mutation does for a lesser role, or outside a scope, what it does for a greater one."""

from __future__ import annotations

import pytest

from access.permission import role_of_mutation
from access.role import AccessRole
from application.tokens import Wanted, create
from graph_model.errors import InvalidInput
from tests.support.graphql_door import standard_schema
from tests.support.token_office import Office

HIDDEN = {
    # every mutation, doing to what is hidden from agency:a what it does
    "applyChangeSet": 'input: {id: "x", changes: [{set: {id: "service:t", name: "T"}}]}',
    "revertRevision": "input: {revision: 1}",
    "stillTrue": 'input: {ids: ["service:t"]}',
    "erasePerson": 'input: {id: "stakeholder:t"}',
    "acceptIdentity": 'one: "service:t", other: "service:t2"',
    "rejectIdentity": 'one: "service:t", other: "service:t2"',
    "splitIdentity": 'other: "service:t"',
    "uploadFile": 'input: {name: "a.json", content: "e30="}',
    "compareUpload": 'input: {id: "x"}',
    "loadUpload": 'input: {id: "x", approve: "3f9c"}',
    "withdrawSource": 'name: "cmdb", approve: "3f9c"',
    "pauseConnection": 'name: "jira"',
    "resumeConnection": 'name: "jira"',
    "syncConnection": 'name: "jira"',
    "testConnection": 'name: "jira"',
    "replayDelivery": 'name: "jira"',
}
REST = {
    "revertRevision": "{ changeSet }",
    "uploadFile": "{ id }",
    "compareUpload": "{ applied }",
    "loadUpload": "{ applied }",
    "withdrawSource": "{ applied }",
    **dict.fromkeys(("pauseConnection", "resumeConnection", "syncConnection"), "{ name }"),
    "testConnection": "{ found }",
    "replayDelivery": "{ id }",
}


def document(name: str) -> str:
    return f"mutation {{ {name}({HIDDEN[name]}) {REST.get(name, '{ revision }')} }}"


def test_every_mutation_is_tried() -> None:
    mutation = standard_schema()._schema.mutation_type
    assert mutation is not None
    assert sorted(HIDDEN) == sorted(mutation.fields)


@pytest.mark.parametrize("name", HIDDEN)
def test_a_role_below_the_declared_one_may_not(name: str, office: Office) -> None:
    for role in AccessRole:
        token = create(office.graph, Wanted("x", role), "test").text
        revision = office.graph.store.revision()
        status, told = office.ask(token, document(name))
        forbidden = (status, told) == (200, "FORBIDDEN")
        assert forbidden is not role.may(role_of_mutation(name)), role
        assert not forbidden or office.graph.store.revision() == revision, role


@pytest.mark.parametrize("name", HIDDEN)
def test_nobody_reaches_beyond_a_scope(name: str, quiet_office: Office) -> None:
    """Whatever is hidden is answered as what is not recorded; nothing is changed."""
    revision = quiet_office.graph.store.revision()
    status, told = quiet_office.ask(quiet_office.tokens["editor"].text, document(name))
    codes = {"INVALID_CHANGE_SET", "INVALID_QUESTION", "NOT_FOUND", "FORBIDDEN"}
    assert (status, told in codes) == (200, True), told
    assert quiet_office.graph.store.revision() == revision


@pytest.mark.parametrize("name", HIDDEN)
def test_a_mutation_is_no_get(name: str, quiet_office: Office) -> None:
    headers = {"authorization": f"Bearer {quiet_office.tokens['admin'].text}"}
    response = quiet_office.client.get(
        "/graphql", params={"query": document(name)}, headers=headers
    )
    assert response.status_code == 405


def test_a_scope_and_a_role_above_editor_do_not_go_together(office: Office) -> None:
    """Else a steward's load would reach what the scope hides."""
    for role in (AccessRole.STEWARD, AccessRole.ADMIN):
        with pytest.raises(InvalidInput, match="a role below steward"):
            create(office.graph, Wanted("x", role, ("agency:a",)), "test")
