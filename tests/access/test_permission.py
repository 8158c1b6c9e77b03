"""The table of permissions names every address and mutation that there is, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from starlette.routing import Mount

from access.permission import PERMISSIONS, permission_for, role_of_mutation, role_of_query
from access.role import MEANINGS, AccessRole
from api.app import create_app
from tests.support.graphql_door import opened_door, standard_schema


@pytest.fixture(scope="module")
def app() -> Iterator[FastAPI]:
    with opened_door() as door:
        yield create_app(door.graph, standard_schema())


def addresses(app: FastAPI) -> Iterator[tuple[str, str]]:
    """The method and path of everything that the application serves."""
    for method, path in routes(app.routes):
        yield method, path.replace("{id:path}", "agency:a").replace("{path:path}", "x.js")


def routes(found: object) -> Iterator[tuple[str, str]]:
    for route in found:  # type: ignore[attr-defined]
        if isinstance(route, Mount):
            yield "GET", f"{route.path}/x.js"
        elif hasattr(route, "methods"):
            yield from ((method, route.path) for method in route.methods)
        else:  # FastAPI keeps an included router as one route
            yield from routes(route.original_router.routes)


def test_every_address_needs_a_permission(app: FastAPI) -> None:
    found = sorted(set(addresses(app)))
    assert len(found) > 100
    assert [one for one in found if permission_for(*one) is None] == []


def test_every_permission_names_an_address_that_there_is(app: FastAPI) -> None:
    needed = {permission_for(*one) for one in addresses(app)}
    needed |= {permission_for("GET", "/graphql", query=True)}
    assert [one.said for one in PERMISSIONS if one.addresses and one not in needed] == []


def test_every_mutation_is_in_it_and_no_other() -> None:
    mutation = standard_schema()._schema.mutation_type
    assert mutation is not None
    declared = [name for one in PERMISSIONS for name in one.mutations]
    assert sorted(declared) == sorted(mutation.fields)


def test_what_not_everybody_may_ask_is_a_root_field() -> None:
    query = standard_schema()._schema.query_type
    assert query is not None
    declared = {name for one in PERMISSIONS for name in one.queries}
    assert declared == {"toolConnections", "deliveries"}
    assert declared <= query.fields.keys()
    assert role_of_query("deliveries") is AccessRole.ADMIN
    assert role_of_query("dropEverything") is AccessRole.ADMIN


UNKNOWN = [("PUT", "/graphql"), ("DELETE", "/questions/impact"), ("GET", "/admin"), ("POST", "/")]


@pytest.mark.parametrize(("method", "path"), UNKNOWN)
def test_what_is_not_in_it_nobody_may(method: str, path: str) -> None:
    assert permission_for(method, path) is None


def test_the_explorer_is_open_and_a_query_is_not() -> None:
    page, asked = permission_for("GET", "/graphql"), permission_for("GET", "/graphql", query=True)
    assert page is not None
    assert asked is not None
    assert (page.role, asked.role) == (None, AccessRole.VIEWER)


def test_a_mutation_that_is_not_declared_needs_the_highest_role() -> None:
    assert role_of_mutation("applyChangeSet") is AccessRole.EDITOR
    assert role_of_mutation("dropEverything") is AccessRole.ADMIN


def test_each_role_may_what_those_before_it_may() -> None:
    steps = [AccessRole.VIEWER, AccessRole.EDITOR, AccessRole.STEWARD, AccessRole.ADMIN]
    for n, role in enumerate(steps):
        assert [role.may(least) for least in steps] == [least in steps[: n + 1] for least in steps]
    assert list(MEANINGS) == steps
