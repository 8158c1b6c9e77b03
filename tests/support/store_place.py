"""Where a store can be opened, several times at once, as several processes would."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from graph_model.changes import MOST_CHANGES
from graph_model.model import Model, standard_model
from stores.neo4j import Neo4jStore
from stores.opening import open_store
from stores.protocol import Store
from stores.sqlite import SqliteStore
from tests.support.neo4j_server import Neo4jServer

BOTH = ("sqlite", pytest.param("neo4j", marks=pytest.mark.neo4j))
"""What a fixture has as ``params`` that is there once for each of the stores."""
URL, USER, PASSWORD = "STORE_URL", "STORE_USER", "STORE_PASSWORD"


@dataclass
class Place:
    """A place for a store: its URL, and who may open it."""

    url: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    model: Model = field(default_factory=standard_model, repr=False)
    opened: list[Store] = field(default_factory=list, repr=False)

    def open(self, most_changes: int = MOST_CHANGES) -> Store:
        """Open the store once more."""
        if self.url.startswith("sqlite"):
            path = self.url.removeprefix("sqlite:///")
            store: Store = SqliteStore(path, self.model, most_changes)
        else:
            store = Neo4jStore(self.url, self.model, self.user, self.password, most_changes)
        self.opened.append(store)
        return store

    def environment(self) -> dict[str, str]:
        """What :func:`open_named` needs in another process."""
        named = {URL: self.url, USER: self.user or "", PASSWORD: self.password or ""}
        return {**os.environ, **named}

    def close(self) -> None:
        """Close every store that was opened here."""
        while self.opened:
            self.opened.pop().close()


def sqlite_place(folder: Path) -> Place:
    """A file in the folder."""
    return Place(f"sqlite:///{folder / 'store.sqlite'}")


def neo4j_place(server: Neo4jServer) -> Place:
    """The server's one database."""
    return Place(server.uri, server.user, server.password)


def open_named() -> Store:
    """Open the store that the environment names."""
    user, password = os.environ[USER] or None, os.environ[PASSWORD] or None
    return open_store(os.environ[URL], standard_model(), user, password)
