"""Which store a URL names, and what is said where it names none."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph_model.errors import StoreUnavailable, UnknownStore
from graph_model.model import standard_model
from stores.opening import folder_beside, open_store
from stores.sqlite import SqliteStore
from tests.support.neo4j_server import Neo4jServer


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite:///{folder}/a.sqlite", "{folder}/a.sqlite"),
        ("sqlite:///{folder}/with%20space.sqlite", "{folder}/with space.sqlite"),
    ],
)
def test_sqlite_url_names_a_file(tmp_path: Path, url: str, path: str) -> None:
    store = open_store(url.format(folder=tmp_path), standard_model())
    try:
        assert isinstance(store, SqliteStore)
        assert store.path == Path(path.format(folder=tmp_path))
        assert store.path.is_file()
    finally:
        store.close()


def test_relative_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///here.sqlite", standard_model()).close()
    assert (tmp_path / "here.sqlite").is_file()


def test_temporary_store_goes_when_it_is_closed() -> None:
    store = open_store("sqlite://", standard_model())
    assert isinstance(store, SqliteStore)
    assert store.path.is_file()
    store.close()
    assert not store.path.exists()


def test_bolt_url_names_a_neo4j(empty_neo4j: Neo4jServer) -> None:
    server = empty_neo4j
    store = open_store(server.uri, standard_model(), server.user, server.password)
    try:
        assert store.revision() == 0
        assert repr(store) == f"Neo4jStore({server.uri!r})"
    finally:
        store.close()


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("postgres://host/db", "begins with 'postgres'"),
        ("store.sqlite", "text without a scheme"),
        ("", "text without a scheme"),
        ("sqlite://host/path", "sqlite:///path"),
        ("bolt://", "sqlite:///path"),
        ("neo4j:ann:secret@host", "begins with 'neo4j'"),
        ("bolt://ann:secret@host:7687", "user and password apart"),
        ("bolt://ann@host:7687", "user and password apart"),
    ],
)
def test_unknown_store_is_told_without_its_url(url: str, told: str) -> None:
    with pytest.raises(UnknownStore, match=told) as caught:
        open_store(url, standard_model())
    assert "secret" not in str(caught.value)


def test_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="its folder exists"):
        open_store(f"sqlite:///{tmp_path}/nowhere/a.sqlite", standard_model())


@pytest.mark.parametrize(
    ("url", "folder"),
    [
        ("sqlite:///a.sqlite", "."),
        ("sqlite:///kept/a.sqlite", "kept"),
        ("sqlite:////with%20space/a.sqlite", "/with space"),
        ("sqlite://", "."),
        ("bolt://localhost:7687", "."),
        ("neo4j+s://example.org/kept/a", "."),
    ],
)
def test_what_belongs_to_a_store_lies_beside_its_file(url: str, folder: str) -> None:
    assert folder_beside(url) == Path(folder)
