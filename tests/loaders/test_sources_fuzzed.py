"""Whatever a source is given: facts, rows kept back, or a problem that is told; never a crash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.errors import InvalidInput
from loaders.files import read_files
from loaders.known_sources import known_sources, source_named
from loaders.sources.servicenow.verbs import verb
from tests.loaders.sources.cyclonedx.test_bill_of_materials import BILL, XML
from tests.support.fuzz import fuzzed
from tests.support.loading import MODEL

GRAPH = {"items": [{"kind": "Service", "id": "a", "name": "A"}], "relations": []}
TABLE = {"result": [{"sys_id": "a" * 32, "name": "A", "sys_class_name": "cmdb_ci_server"}]}
ROWS = "name,sys_class_name,install_status,duplicate_of\nrelay,cmdb_ci_linux_server,1,\n"
GIVEN: dict[str, tuple[str, str]] = {
    "bill.json": ("cyclonedx", json.dumps(BILL)),
    "bill.xml": ("cyclonedx", XML),
    "cmdb_ci.json": ("servicenow", json.dumps(TABLE)),
    "cmdb_ci.csv": ("servicenow", ROWS),
    "graph.json": ("json", json.dumps(GRAPH)),
    "graph.jsonl": ("jsonl", json.dumps(GRAPH["items"][0])),
    "graph.yaml": ("yaml", "items:\n- {kind: Service, id: a, name: A}\n"),
    "market.json": ("fedramp", '{"data": {"Providers": [{"Package_ID": "F1", "CSP": "A"}]}}'),
}
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)


@contextmanager
def told(folder: str) -> Iterator[None]:
    """What is wrong is told of the file, in the house's own error."""
    try:
        yield
    except InvalidInput as error:
        if folder not in str(error):
            raise


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each damaged file stands in the place of the one before."""
    return tmp_path_factory.mktemp("damaged")


def check(path: Path, content: bytes) -> None:
    """The source reads it, or says why not; every row is a fact, is kept back, or is told."""
    path.write_bytes(content)
    with told(str(path.parent)):
        found = read_files([path], MODEL, source_named(GIVEN[path.name][0]))
        assert all(reject.problems and reject.where for _, reject in found.rejects)


def test_every_declared_source_is_tried() -> None:
    assert {source for source, _ in GIVEN.values()} == {one.name for one in known_sources()}


PUT_IN = st.binary(max_size=4) | st.sampled_from([b'"', b"{", b"]", b"<", b"\x00"])
EDITS = st.lists(
    st.tuples(st.integers(0, 2**16), st.integers(0, 3), PUT_IN), min_size=1, max_size=4
)
"""Where (from the start again beyond the end), how many bytes go, and what comes instead."""


@fuzzed
@given(edits=EDITS)
def test_a_file_with_bytes_changed_cut_or_put_in(
    folder: Path, edits: list[tuple[int, int, bytes]]
) -> None:
    for name, (_, text) in GIVEN.items():  # each the same edits: to draw them takes longest
        content = bytearray(text.encode())
        for place, gone, new in edits:
            at = place % max(1, len(content))
            content[at : at + gone] = new
        check(folder / name, bytes(content) or b"\n")


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where the values of a document stand."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for name, one in inner:
        yield (*at, name)
        if isinstance(one, dict | list):
            yield from places(one, (*at, name))


PLACED = st.lists(st.tuples(st.integers(0, 2**16), VALUES), min_size=1, max_size=3)
"""Which of a document's places (from the first again beyond the last), and what stands there."""


@fuzzed
@given(placed=PLACED)
def test_a_document_with_other_values_in_places(
    folder: Path, placed: list[tuple[int, object]]
) -> None:
    for name, (_, text) in GIVEN.items():
        if not name.endswith(".json"):
            continue
        document = json.loads(text)
        for which, value in placed:
            known = list(places(document))
            *way, last = known[which % len(known)]
            holder = document
            for step in way:
                holder = holder[step]
            holder[last] = deepcopy(value)  # another may be put into it
        check(folder / name, json.dumps(document).encode())


@fuzzed
@given(st.text())
def test_any_text_is_a_relation_s_word_or_not(text: str) -> None:
    found = verb(text)
    assert found.known or not found.dependent
