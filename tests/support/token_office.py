"""An office whose server asks who comes, and a token of each sort."""

from __future__ import annotations

import atexit
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from fastapi.testclient import TestClient

from access.role import AccessRole
from access.token import Secret
from api.app import create_app
from application.graph import Graph
from application.settings import Settings
from application.tokens import Wanted, create, revoke
from stores.sqlite import SqliteStore
from tests.support.graphql_door import door_on, standard_schema
from tests.support.graphs import MODEL
from tests.support.http_client import client_of
from tests.support.sketch import sketch

FACTS = sketch(
    "agency:a -CONSUMES-> service:s",
    "service:s -DEPENDS_ON-> ci:x",
    "agency:b -CONSUMES-> service:t",
    "service:t -DEPENDS_ON-> ci:x",
)
READ = '{ item(id: "service:t") { id } }'


def write(id_: str, change: str) -> str:
    given = f'{{id: "{id_}", changes: [{change}]}}'
    return f"mutation {{ applyChangeSet(input: {given}) {{ revision }} }}"


RENAME = write("r", '{set: {id: "service:s", name: "S"}}')


@dataclass(frozen=True)
class Office:
    """A server that asks who comes, and the tokens of those who may."""

    client: TestClient
    graph: Graph
    tokens: dict[str, Secret]

    def ask(self, token: str | None, query: str = READ, **headers: str) -> tuple[int, object]:
        """The status of a GraphQL request, and its data or its error's code."""
        bearer = {"authorization": f"Bearer {token}"} if token is not None else {}
        response = self.client.post("/graphql", json={"query": query}, headers=bearer | headers)
        told = response.json()
        errors = told.get("errors")
        return response.status_code, errors[0]["extensions"]["code"] if errors else told["data"]


@contextmanager
def token_office(
    proxies: tuple[str, ...] = ("10.0.0.1",), poll_seconds: float = 60
) -> Iterator[Office]:
    """The office, open as long as this lasts; nobody writes beside it, whom it had to look for."""
    original, tokens = _written()
    settings = Settings(
        store="sqlite://", sign_in="required", poll_seconds=poll_seconds, proxies=proxies
    )
    with TemporaryDirectory(prefix="ramify-office-") as folder:
        store = SqliteStore(copyfile(original, Path(folder, "office.sqlite")), MODEL)
        graph = Graph(settings, store, MODEL)
        with client_of(create_app(graph, standard_schema())) as client:
            yield Office(client, graph, dict(tokens))
        store.close()


@cache
def _written() -> tuple[Path, Mapping[str, Secret]]:
    """The office's store, made once a process and never written to, and its tokens."""
    folder = TemporaryDirectory(prefix="ramify-office-")
    atexit.register(folder.cleanup)
    path = Path(folder.name) / "office.sqlite"
    store = SqliteStore(path, MODEL)
    door = door_on(store)
    door.put(FACTS.facts)
    tokens = _tokens(door.graph)
    store.close()
    return path, tokens


def _tokens(graph: Graph) -> dict[str, Secret]:
    over = (datetime.now(UTC) - timedelta(minutes=5)).isoformat(timespec="seconds")
    wanted = {
        "viewer": Wanted("v", AccessRole.VIEWER),
        "scoped": Wanted("s", AccessRole.VIEWER, ("agency:a",)),
        "editor": Wanted("e", AccessRole.EDITOR, ("agency:a",)),
        "admin": Wanted("a", AccessRole.ADMIN),
        "expired": Wanted("x", AccessRole.ADMIN, expires_at=over),
        "elsewhere": Wanted("n", AccessRole.ADMIN, networks=("192.0.2.0/24",)),
        "revoked": Wanted("r", AccessRole.ADMIN),
    }
    tokens = {name: create(graph, one, "test") for name, one in wanted.items()}
    revoke(graph, tokens["revoked"].key)
    return tokens
