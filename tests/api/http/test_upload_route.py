"""Files over HTTP: sent, compared and loaded by a steward, and by nobody below."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from fastapi.testclient import TestClient

from access.role import AccessRole
from api.app import create_app
from application.graph import Graph
from application.settings import Settings
from application.tokens import Wanted, create
from stores.sqlite import SqliteStore
from tests.support.graphql_door import standard_schema
from tests.support.graphs import MODEL
from tests.support.http_client import client_of

ROWS = b"Contract Number,Vendor,End Date\nC-1,Cirrus Hosting,12/31/2027\n"
MOST = 10_000


@dataclass(frozen=True)
class Door:
    """The server over an empty store, and who may ask it."""

    client: TestClient
    graph: Graph

    def token(self, role: AccessRole) -> dict[str, str]:
        secret = create(self.graph, Wanted(str(role), role), "test")
        return {"authorization": f"Bearer {secret.text}"}


@pytest.fixture
def door() -> Iterator[Door]:
    settings = Settings(store="sqlite://", sign_in="required", max_change_bytes=MOST)
    store = SqliteStore(":memory:", MODEL)
    graph = Graph(settings, store, MODEL)
    yield Door(client_of(create_app(graph, standard_schema())), graph)
    graph.close()
    store.close()


def test_a_steward_sends_compares_and_loads(door: Door) -> None:
    who = door.token(AccessRole.STEWARD)
    kept = door.client.post("/uploads?name=contracts.csv", content=ROWS, headers=who)
    assert kept.status_code == 201
    place, wish = f"/uploads/{kept.json()['id']}", {"mapping": kept.json()["mapping"]}
    told = door.client.post(f"{place}/difference", json=wish, headers=who).json()
    assert (told["applied"], told["rejectCount"], door.graph.store.revision()) == (False, 0, 0)
    assert {row["record"].get("kind") for row in told["rows"]} >= {"Contract", "Supplier"}
    wish["approve"] = told["difference"]
    done = door.client.post(f"{place}/load", json=wish, headers=who).json()
    assert (done["applied"], done["revisions"]) == (True, [1])
    (entry,) = door.graph.journal(0)
    assert (entry.author, entry.via.door) == ("steward", "http")
    gone = door.client.post(f"{place}/load", json=wish, headers=who)
    assert gone.status_code == 404


def test_rows_kept_back_come_as_the_file_had_them(door: Door) -> None:
    who = door.token(AccessRole.STEWARD)
    content = ROWS + b"C-2,Nova,02/30/2027\n"
    kept = door.client.post("/uploads?name=contracts.csv", content=content, headers=who).json()
    wish = {"mapping": kept["mapping"]}
    told = door.client.post(f"/uploads/{kept['id']}/difference", json=wish, headers=who).json()
    (made,) = told["rejectFiles"]
    assert (made["name"], told["rejectCount"]) == ("contracts.csv.rejects.csv", 1)
    assert b64decode(made["content"]).endswith(b",C-2,Nova,02/30/2027\r\n")


@pytest.mark.parametrize(
    "path", ["/uploads?name=x.csv", "/uploads/x/difference", "/uploads/x/load"]
)
def test_below_a_steward_nobody_sends_or_loads(door: Door, path: str) -> None:
    for role in (AccessRole.VIEWER, AccessRole.EDITOR):
        refused = door.client.post(path, content=b"{}", headers=door.token(role))
        assert refused.status_code == 403
    assert door.client.post(path, content=b"{}").status_code == 401


def test_a_file_that_is_too_large_is_refused(door: Door) -> None:
    who = door.token(AccessRole.STEWARD)
    refused = door.client.post("/uploads?name=x.csv", content=b"x" * (MOST + 1), headers=who)
    assert refused.status_code == 413


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no archive"])
def test_what_cannot_be_read_is_told(door: Door, content: bytes) -> None:
    who = door.token(AccessRole.STEWARD)
    refused = door.client.post("/uploads?name=x.xlsx", content=content, headers=who)
    assert refused.status_code == 400
    assert "found" in refused.json()["errors"][0]["message"]
