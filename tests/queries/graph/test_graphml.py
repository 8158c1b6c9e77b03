"""GraphML: what networkx reads back is the graph, with every value in its type."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from xml.etree import ElementTree

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph_model.changes import Put
from graph_model.facts import Item, Relation
from graph_model.model import standard_model
from graph_model.values import Value
from queries.graph.graphml import graphml, joined, parted
from queries.graph.interchange import to_networkx
from queries.graph.xml_text import REPLACEMENT
from queries.snapshot.snapshot import Snapshot
from tests.support.facts import any_fact, kept
from tests.support.graphs import DATES, Graph, graphs
from tests.support.snapshots import snapshot_of, snapshot_of_facts

MODEL = standard_model()
NAMESPACE = "{http://graphml.graphdrawing.org/xmlns}"


def read_back(snapshot: Snapshot, as_of: date | None = None) -> nx.MultiDiGraph[str]:
    document = "".join(graphml(snapshot, as_of)).encode()
    found = nx.read_graphml(BytesIO(document), force_multigraph=True)
    assert isinstance(found, nx.MultiDiGraph)
    return found


Edges = list[tuple[str, str, list[tuple[str, str]]]]


def edges_of(graph: nx.MultiDiGraph[str]) -> Edges:
    """The edges without their keys, and of networkx's own ``id`` that it reads from the file."""
    found = (
        (s, e, sorted((n, repr(as_xml(v))) for n, v in data.items() if n != "id"))
        for s, e, data in graph.edges(data=True)
    )
    return sorted(found)


def as_xml(value: Value) -> Value:
    """The value as XML can hold it."""
    if isinstance(value, list):
        return joined([str(as_xml(one)) for one in value])
    if not isinstance(value, str):
        return value
    return "".join(REPLACEMENT if forbidden(c) else c for c in value)


def forbidden(character: str) -> bool:
    return (character < " " and character not in "\t\n\r") or character in "\ufffe\uffff"


def nodes_of(graph: nx.MultiDiGraph[str]) -> dict[str, dict[str, Value]]:
    return {node: {n: as_xml(v) for n, v in data.items()} for node, data in graph.nodes(data=True)}


@given(graphs(), st.none() | st.sampled_from(DATES))
def test_networkx_reads_the_graph_back(graph: Graph, day: str | None) -> None:
    as_of = date.fromisoformat(day) if day else None
    found, expected = read_back(graph.snapshot, as_of), to_networkx(graph.snapshot, as_of)
    assert nodes_of(found) == nodes_of(expected)
    assert edges_of(found) == edges_of(expected)


@given(st.lists(any_fact(MODEL), max_size=6))
def test_values_of_every_type_come_back(facts: list[Item | Relation]) -> None:
    items = {fact.id: fact for fact in facts if isinstance(fact, Item)}
    snapshot = snapshot_of_facts(items.values(), MODEL)
    assert nodes_of(read_back(snapshot)) == nodes_of(to_networkx(snapshot))


def test_a_name_of_two_types_is_declared_twice() -> None:
    snapshot = snapshot_of(
        {"kind": "ConfigurationItem", "id": "a", "attributes": {"size": 4, "on": True}},
        {"kind": "ConfigurationItem", "id": "b", "attributes": {"size": "large", "on": 0.5}},
    )
    found = read_back(snapshot)
    assert [found.nodes[id_]["size"] for id_ in "ab"] == [4, "large"]
    assert [found.nodes[id_]["on"] for id_ in "ab"] == [True, 0.5]


def test_what_a_patch_changed_is_in_it() -> None:
    base = snapshot_of({"kind": "Agency", "id": "a"})
    changes = (
        {"kind": "Service", "id": "s", "name": "S", "citizen_facing": True},
        {"type": "CONSUMES", "from": "a", "to": "s", "volume": 2.5},
    )
    found = read_back(base.edited(tuple(Put(kept(raw, MODEL)) for raw in changes)))
    assert found.nodes["s"]["citizen_facing"] is True
    ((_, _, data),) = found.edges(data=True)
    assert data["volume"] == 2.5


@pytest.mark.parametrize(
    "text", ['<&>"', "two\nlines\r\nand\ttabs", "nul-ish \x01\x1f", "ends in \\", "  outer  ", "𝄞"]
)
def test_any_text_is_well_formed(text: str) -> None:
    snapshot = snapshot_of_facts(
        [
            Item("Agency", "a <&>'\"", {"name": text, "description": text}),
            Item("Agency", "b", {"name": "B"}),
            Relation("PART_OF", "a <&>'\"", "b", "", {"source": text}),
        ],
        MODEL,
    )
    found = read_back(snapshot)
    assert nodes_of(found)["a <&>'\""]["name"] == as_xml(text)
    ((start, _, data),) = found.edges(data=True)
    assert (start, data["source"]) == ("a <&>'\"", as_xml(text))


def test_ids_in_the_document_are_unique_and_every_key_is_declared() -> None:
    snapshot = snapshot_of(
        {"kind": "ConfigurationItem", "id": "a"},
        {"kind": "ConfigurationItem", "id": "b"},
        {"type": "DEPENDS_ON", "from": "a", "to": "b", "group": "g"},
        {"type": "DEPENDS_ON", "from": "a", "to": "b", "group": "h"},
    )
    root = ElementTree.fromstring("".join(graphml(snapshot)))
    declared = {key.attrib["id"] for key in root.iter(f"{NAMESPACE}key")}
    assert {data.attrib["key"] for data in root.iter(f"{NAMESPACE}data")} <= declared
    for element in ("key", "node", "edge"):
        ids = [found.attrib["id"] for found in root.iter(NAMESPACE + element)]
        assert len(ids) == len(set(ids))


@given(st.lists(st.text(alphabet="ab|\\"), min_size=1, max_size=4))
def test_a_joined_list_can_be_parted_again(elements: list[str]) -> None:
    assert parted(joined(elements)) == elements
