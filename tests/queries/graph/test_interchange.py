"""The graph as networkx and rustworkx know it: nothing lost, and their answers as oracles."""

from __future__ import annotations

from datetime import date

import networkx as nx
import numpy as np
import rustworkx as rx
from hypothesis import given
from hypothesis import strategies as st

from graph_model.changes import Remove
from graph_model.facts import Item, Relation
from graph_model.lens import Direction, Lens, LensRule, Redundancy
from graph_model.model import standard_model
from queries.engine.adjacency import adjacency
from queries.engine.propagation import propagate
from queries.failure.criticality import criticality
from queries.graph.interchange import edge_key, to_networkx, to_rustworkx
from queries.snapshot.days import day_number
from queries.snapshot.in_service import out_of_service
from queries.snapshot.rows import as_ints
from tests.support.graphs import DATES, Graph, graphs
from tests.support.naive import holds
from tests.support.snapshots import snapshot_of, snapshot_of_facts

TODAY = date(2026, 11, 25)
MODEL = standard_model()


@given(graphs())
def test_networkx_has_every_item_and_relation_with_its_fields(graph: Graph) -> None:
    found = to_networkx(graph.snapshot)
    assert {node: found.nodes[node] for node in found} == {
        item.id: {"kind": item.kind, **item.fields} for item in graph.items
    }
    assert {(s, e, k): d for s, e, k, d in found.edges(keys=True, data=True)} == {
        (r.start, r.end, edge_key(r.key)): {"type": r.type, **marked(r), **r.fields}
        for r in graph.relations
    }


def marked(relation: Relation) -> dict[str, str]:
    discriminator = MODEL.relation_by_name[relation.type].discriminator
    return (
        {discriminator: relation.discriminator} if discriminator and relation.discriminator else {}
    )


@given(graphs(), st.sampled_from(DATES))
def test_as_of_a_day_it_has_what_holds(graph: Graph, day: str) -> None:
    as_of = date.fromisoformat(day)
    found = to_networkx(graph.snapshot, as_of)
    held = [r for r in graph.records["relations"] if holds(r, as_of)]
    assert found.number_of_edges() == len(held)
    assert found.number_of_nodes() == len(graph.items)
    assert found.graph == {"revision": 0, "asOf": day}


@given(graphs(), st.data())
def test_rustworkx_has_the_rows_and_relations_of_what_stands(
    graph: Graph, data: st.DataObject
) -> None:
    removed = data.draw(st.lists(st.sampled_from(graph.ids()), max_size=3, unique=True))
    snapshot = graph.snapshot.edited(tuple(Remove(id_) for id_ in removed))
    found = to_rustworkx(snapshot)
    assert sorted(map(snapshot.id, found.nodes())) == sorted(set(graph.ids()) - set(removed))
    for start, end, number in found.weighted_edge_list():
        key = snapshot.key_at(number)
        assert (snapshot.id(found[start]), snapshot.id(found[end])) == (key.start, key.end)
    kept = [r for r in graph.relations if not {r.start, r.end} & set(removed)]
    assert sorted(map(str, (snapshot.key_at(n) for n in found.edges()))) == sorted(
        str(relation.key) for relation in kept
    )


def test_types_narrow_it() -> None:
    snapshot = snapshot_of(
        {"kind": "ConfigurationItem", "id": "a"},
        {"kind": "ConfigurationItem", "id": "b"},
        {"type": "DEPENDS_ON", "from": "a", "to": "b", "group": "g"},
        {"type": "DEPENDS_ON", "from": "a", "to": "b"},
        {"type": "PART_OF", "from": "a", "to": "b"},
    )
    found = to_networkx(snapshot, TODAY, ["DEPENDS_ON"])
    assert sorted(found.edges(keys=True)) == [
        ("a", "b", "DEPENDS_ON"),
        ("a", "b", "DEPENDS_ON[g]"),
    ]
    assert to_rustworkx(snapshot, TODAY, ["PART_OF"]).num_edges() == 1


# A lens that every relation carries unchanged, forwards: impact is then reachability.
REACH = Lens(
    "reach",
    "Whatever can be reached.",
    ("LOW", "MIDDLE", "TOP"),
    tuple(
        LensRule(relation.name, Direction.FORWARD, {"TOP": "TOP"})
        for relation in MODEL.relations
        if relation.name != "UNDER"
    ),
    Redundancy(("TOP",), "TOP", "MIDDLE"),
)
WITHOUT_CONTRACTS = tuple(kind.name for kind in MODEL.kinds if kind.name != "Contract")


@given(graphs(WITHOUT_CONTRACTS), st.sampled_from(DATES), st.data())
def test_the_engine_reaches_what_networkx_reaches(
    drawn: Graph, day: str, data: st.DataObject
) -> None:
    plain = (r for r in drawn.relations if r.type != "DEPENDS_ON" or not r.discriminator)
    snapshot, as_of = Graph(drawn.items, tuple(plain)).snapshot, date.fromisoformat(day)
    start = data.draw(st.sampled_from(drawn.ids()))
    found = to_networkx(snapshot, as_of)
    idle = snapshot.ids_of(as_ints(np.flatnonzero(out_of_service(snapshot, day_number(as_of)))))
    found.remove_edges_from([*found.out_edges([id_ for id_ in idle if id_ != start], keys=True)])
    expected = nx.descendants(found, start) | {start}
    rows = snapshot.rows([start])
    under_lens = adjacency(snapshot, REACH, day_number(as_of), rows)
    reached = propagate(under_lens, rows, np.array([3], np.uint8))
    assert set(snapshot.ids_of(as_ints(np.flatnonzero(reached.levels)))) == expected


@st.composite
def dependencies(draw: st.DrawFn, group: str) -> list[Item | Relation]:
    """Items that depend on earlier ones only, all on requirements or all on alternatives."""
    size = draw(st.integers(2, 12))
    items = [Item("ConfigurationItem", f"c{n}", {"name": f"C{n}"}) for n in range(size)]
    pairs = st.tuples(st.integers(1, size - 1), st.integers(0, size - 2))
    drawn = draw(st.lists(pairs, max_size=30, unique=True))
    links = [Relation("DEPENDS_ON", f"c{a}", f"c{b}", group) for a, b in drawn if b < a]
    return [*items, *links]


@given(dependencies(group=""))
def test_without_groups_all_that_something_depends_on_is_critical(
    facts: list[Item | Relation],
) -> None:
    snapshot = snapshot_of_facts(facts, MODEL)
    found = to_networkx(snapshot)
    rows = snapshot.rows(list(found))
    answer = criticality(snapshot, snapshot.ids_of(rows), TODAY)
    for at, id_ in enumerate(snapshot.ids_of(answer.rows)):
        assert set(snapshot.ids_of(answer.critical(at))) == nx.descendants(found, id_)


@given(dependencies(group="alternatives"))
def test_among_alternatives_the_dominators_are_critical(facts: list[Item | Relation]) -> None:
    """Whatever every way down to the ground leads through: Lengauer and Tarjan, by rustworkx."""
    snapshot = snapshot_of_facts(facts, MODEL)
    graph = to_rustworkx(snapshot)
    graph.reverse()
    ground = graph.add_node(-1)
    grounded = [
        node for node in graph.node_indices() if node != ground and not graph.in_degree(node)
    ]
    graph.add_edges_from([(ground, node, -1) for node in grounded])
    over = rx.immediate_dominators(graph, ground)
    answer = criticality(snapshot, [fact.id for fact in facts if isinstance(fact, Item)], TODAY)
    for at, row in enumerate(answer.rows.tolist()):
        expected, node = set(), over[row]
        while node != ground:
            expected.add(node)
            node = over[node]
        assert set(answer.critical(at).tolist()) == expected
