"""The order that answers are told in is that of kinds and ids, in a base and in a patch alike."""

from __future__ import annotations

from random import Random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from graph_model.changes import Image
from graph_model.facts import Fact, Item
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot
from tests.support.graphs import MODEL, SEEDS, Graph, graph_of, graphs

KINDS = {kind.name: n for n, kind in enumerate(MODEL.kinds)}
TYPES = {relation.name: n for n, relation in enumerate(MODEL.relations)}


def told(snapshot: Snapshot) -> tuple[list[str], list[tuple[object, ...]]]:
    """Every item and relation of a snapshot, in its order."""
    rows = snapshot.standing(np.arange(snapshot.size, dtype=np.int32))
    numbers = np.concatenate([snapshot.all_relations(type_) for type_ in TYPES])
    keys = [snapshot.key_at(n) for n in snapshot.order.relations(as_ints(numbers)).tolist()]
    return snapshot.ids_of(snapshot.order.rows(rows)), [tuple(key) for key in keys]


def expected(graph: Graph) -> tuple[list[str], list[tuple[object, ...]]]:
    kind = {item.id: KINDS[item.kind] for item in graph.items}
    place = {id_: (kind[id_], id_) for id_ in kind}
    relations = sorted(
        (r.key for r in graph.relations),
        key=lambda k: (TYPES[k.type], place[k.start], place[k.end], k.discriminator),
    )
    return sorted(kind, key=place.__getitem__), [tuple(key) for key in relations]


@given(graphs(), SEEDS, st.floats(0, 1))
def test_rows_and_relations_are_told_by_kind_and_id(
    graph: Graph, seed: int, arrived: float
) -> None:
    """In whatever order they came, and whether in bulk or later, over a base."""
    random = Random(seed)
    items = random.sample(graph.items, len(graph.items))
    first = {item.id for item in items if random.random() < arrived}
    relations = random.sample(graph.relations, len(graph.relations))
    early: list[Fact] = [item for item in items if item.id in first]
    early += [r for r in relations if {r.start, r.end} <= first and random.random() < 0.5]
    late: list[Fact] = [item for item in items if item not in early]
    late += [relation for relation in relations if relation not in early]
    snapshot = graph_of(early).snapshot.overlaid([Image(None, fact) for fact in late], 2)
    assert told(snapshot) == expected(graph)
    assert told(graph_of([*items, *relations]).snapshot) == expected(graph)


def test_a_patch_finds_its_place_at_either_end_and_between() -> None:
    def item(id_: str) -> Item:
        return Item("Agency" if id_[0] == "a" else "Service", id_, {"name": id_})

    base = graph_of([item("s:5"), item("a:5")]).snapshot
    fresh = [item(id_) for id_ in ("s:9", "a:1", "s:1", "a:9", "a:7", "s:4")]
    snapshot = base.overlaid([Image(None, one) for one in fresh], 2)
    rows = np.arange(snapshot.size, dtype=np.int32)
    ids = ["a:1", "a:5", "a:7", "a:9", "s:1", "s:4", "s:5", "s:9"]
    assert snapshot.ids_of(snapshot.order.rows(rows)) == ids
