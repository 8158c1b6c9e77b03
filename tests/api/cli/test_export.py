"""``ramify export``: the graph as it is, was, or would be, in files that load as they were."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from application.loading import load
from graph_model.errors import InvalidQuestion
from graph_model.model import standard_model
from stores.sqlite import SqliteStore
from tests.support.door import Door, door_of_drawn
from tests.support.office import OFFICE
from tests.support.store_graphs import StoredGraph, graph_in

MODEL = standard_model()
EDITS = [
    {"set": {"id": "service:tax", "name": "Levies"}},
    {"put": {"kind": "Service", "id": "service:new", "name": "New"}},
    {"put": {"type": "DEPENDS_ON", "from": "service:new", "to": "ci:site-a"}},
    {"remove": {"id": "ci:site-b"}},
    {"replaceSupplier": {"supplier": "supplier:cirrus", "by": "supplier:alto"}},
]


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with door_of_drawn(OFFICE, tmp_path) as door:
        yield door


@pytest.fixture
def edits(tmp_path: Path) -> Path:
    """A file with the edits."""
    path = tmp_path / "edits.json"
    path.write_text(json.dumps(EDITS), encoding="utf-8")
    return path


def apply(door: Door, edits: Path) -> None:
    """The edits made facts, by way of a scenario's file."""
    saved = edits.with_name("scenario.json")
    kept = ("--id", "scenario:one", "--format", "file", "-o", str(saved))
    assert door.printed("scenario", str(edits), *kept) == []
    door.printed("apply", str(saved))


def loaded(file: Path) -> StoredGraph:
    """The graph of a file, loaded into a store of its own."""
    store = SqliteStore(file.with_suffix(".db"), MODEL)
    load([file], store, MODEL, source="unused")
    found = graph_in(store)
    store.close()
    return found


@pytest.mark.parametrize("name", ["graph.json", "graph.jsonl", "graph.any"])
def test_what_is_exported_can_be_loaded_again(name: str, door: Door, tmp_path: Path) -> None:
    assert door.printed("export", "-o", str(tmp_path / name)) == []
    assert loaded(tmp_path / name) == graph_in(door.graph.store)


def test_the_output_is_a_file_as_well(door: Door) -> None:
    lines = door.run("export", "--format", "jsonl").stdout.splitlines()
    assert len(lines) == len(OFFICE.records["items"]) + len(OFFICE.records["relations"])
    assert all(isinstance(json.loads(line), dict) for line in lines)


@pytest.mark.parametrize("name", ["graph.json", "graph.jsonl"])
def test_what_edits_would_make_is_what_they_make(
    name: str, door: Door, edits: Path, tmp_path: Path
) -> None:
    before = graph_in(door.graph.store)
    door.printed("export", "-o", str(tmp_path / name), "--what-if", str(edits))
    assert graph_in(door.graph.store) == before
    apply(door, edits)
    door.printed("export", "-o", str(tmp_path / f"applied-{name}"))
    assert loaded(tmp_path / name) == loaded(tmp_path / f"applied-{name}")
    assert loaded(tmp_path / name).keys() - before.keys() >= {"service:new"}


@pytest.mark.parametrize("name", ["graph.json", "graph.jsonl"])
def test_an_earlier_revision_is_what_was_there(
    name: str, door: Door, edits: Path, tmp_path: Path
) -> None:
    before = graph_in(door.graph.store)
    apply(door, edits)
    door.printed("export", "-o", str(tmp_path / name), "--at-revision", "1")
    assert loaded(tmp_path / name) == before
    empty = door.run("export", "--at-revision", "0").stdout
    assert json.loads(empty) == {"items": [], "relations": []}


@pytest.mark.parametrize(("option", "added"), [((), False), (("--what-if",), True)])
def test_graphml_shows_the_edits_as_well(
    door: Door, edits: Path, option: tuple[str, ...], added: bool
) -> None:
    given = (*option, str(edits)) if option else ()
    document = door.run("export", "--format", "graphml", *given).stdout
    assert ("service:new" in document, "ci:site-b" not in document) == (added, added)


def test_a_revision_that_there_is_not_writes_no_file(door: Door, tmp_path: Path) -> None:
    path = tmp_path / "graph.json"
    with pytest.raises(InvalidQuestion, match="atRevision: found 9, expected a revision from 0"):
        door.printed("export", "-o", str(path), "--at-revision", "9")
    assert not path.exists()
