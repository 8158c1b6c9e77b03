"""The structure of the graph as a graph: components, rings and where it would fall apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from graph_model.changes import Remove
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import hiding
from queries.graph.interchange import to_networkx
from queries.graph.structure import Structure, structure
from queries.snapshot.rows import Ints
from tests.support.asking import view_of
from tests.support.facts import Raw
from tests.support.graphs import DATES, Graph, graphs
from tests.support.snapshots import snapshot_of

TODAY = date(2026, 11, 25)


def depends(*pairs: str) -> list[Raw]:
    """Items and what they depend on; "ab" says that a depends on b."""
    ids = sorted({id_ for pair in pairs for id_ in pair})
    items: list[Raw] = [{"kind": "ConfigurationItem", "id": id_} for id_ in ids]
    links: list[Raw] = [{"type": "DEPENDS_ON", "from": p[0], "to": p[1]} for p in pairs]
    return [*items, *links]


def named(found: Structure, sets: Iterable[Ints]) -> list[str]:
    return ["".join(found.snapshot.ids_of(rows)) for rows in sets]


#   a → b → c → a    a ring, from which c → d → e leads away;  f → g stands apart
RING = snapshot_of(*depends("ab", "bc", "ca", "cd", "de", "fg"), {"kind": "Agency", "id": "z"})


def test_components_are_told_largest_first() -> None:
    found = structure(RING, TODAY)
    assert (found.items, found.relations) == (8, 6)
    assert named(found, found.component_rows) == ["abcde", "fg", "z"]
    assert named(found, found.cycle_rows) == ["abc"]
    assert named(found, found.biconnected_rows) == ["abc"]
    assert found.snapshot.ids_of(found.articulation_rows) == ["c", "d"]
    parts = {id_: found.parts_without(RING.rows([id_])[0]) for id_ in "acdez"}
    assert parts == {"a": 1, "c": 2, "d": 2, "e": 1, "z": 0}


def test_relations_narrow_it() -> None:
    found = structure(RING, TODAY, ["PART_OF", "PART_OF"])
    assert (found.types, found.relations) == (("PART_OF",), 0)
    assert len(found.component_rows) == 8


def test_what_is_hidden_is_counted_in_its_set_and_not_named() -> None:
    found = structure(RING, TODAY)
    told = record(Shown(found, view_of(RING, TODAY, hiding(["c", "z"]))))
    first, _, alone = told["components"]["nodes"]
    assert first["size"] == 5
    assert [node["id"] for node in first["items"]["nodes"]] == ["a", "b", "d", "e"]
    assert first["itemsHidden"] == 1
    assert (alone["size"], alone["itemsHidden"], alone["items"]["nodes"]) == (1, 1, [])
    points = told["articulationPoints"]
    assert [(node["item"]["id"], node["parts"]) for node in points["nodes"]] == [("d", 2)]
    assert (points["totalCount"], points["hidden"]) == (1, 1)
    assert told["verdict"] == (
        "8 items and 6 relations in 3 components, with 1 ring and 2 articulation points."
    )


@given(graphs(), st.sampled_from(DATES), st.data())
def test_measures_are_those_of_networkx(graph: Graph, day: str, data: st.DataObject) -> None:
    removed = data.draw(st.lists(st.sampled_from(graph.ids()), max_size=2, unique=True))
    snapshot = graph.snapshot.edited(tuple(Remove(id_) for id_ in removed))
    as_of = date.fromisoformat(day)
    found, directed = structure(snapshot, as_of), to_networkx(snapshot, as_of)
    plain = nx.Graph(directed)
    plain.remove_edges_from(list(nx.selfloop_edges(plain)))

    assert sets(found, found.component_rows) == as_sets(nx.connected_components(plain))
    strong = nx.strongly_connected_components(directed)
    assert sets(found, found.cycle_rows) == as_sets(s for s in strong if len(s) > 1)
    blocks: Iterable[set[str]] = nx.biconnected_components(plain)  # type: ignore[assignment]
    assert sets(found, found.biconnected_rows) == as_sets(b for b in blocks if len(b) > 2)
    points = snapshot.ids_of(found.articulation_rows)
    assert sorted(points) == sorted(nx.articulation_points(plain))
    before = nx.number_connected_components(plain)
    for id_ in points:
        without = plain.copy()
        without.remove_node(id_)
        more = nx.number_connected_components(without) - before + 1
        assert found.parts_without(snapshot.rows([id_])[0]) == more


def sets(found: Structure, many: Iterable[Ints]) -> list[list[str]]:
    return sorted(sorted(found.snapshot.ids_of(rows)) for rows in many)


def as_sets(many: Iterable[Iterable[str]]) -> list[list[str]]:
    return sorted(sorted(one) for one in many)
