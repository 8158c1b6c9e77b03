"""A snapshot told as facts is the graph that it was built from, whatever was laid on top."""

from __future__ import annotations

from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.changes import Change, Put, Remove
from graph_model.facts import Fact, Item, Ref, ref_of
from graph_model.plan import plan
from queries.snapshot.facts import facts_of
from tests.support.graphs import Graph, graphs


def told(facts: Iterable[Fact]) -> dict[Ref, Fact]:
    return {ref_of(fact): fact for fact in facts}


@settings(max_examples=60)
@given(graphs())
def test_a_base_is_told_whole(graph: Graph) -> None:
    assert told(facts_of(graph.snapshot)) == told(graph.facts)


@settings(max_examples=60)
@given(graphs(), st.data())
def test_a_patch_is_told_in_place_of_what_it_changed(graph: Graph, data: st.DataObject) -> None:
    snapshot = graph.snapshot
    gone = data.draw(st.lists(st.sampled_from(graph.items), max_size=3, unique_by=lambda i: i.id))
    kept = [item for item in graph.items if item not in gone]
    renamed = [Put(Item(i.kind, i.id, {**i.fields, "name": "another"})) for i in kept[:2]]
    changes: list[Change] = [*renamed, *(Remove(item.id) for item in gone)]
    expected = told(graph.facts)
    for image in plan(changes, snapshot, snapshot.model):
        expected.pop(image.ref)
        if image.after is not None:
            expected[image.ref] = image.after
    assert told(facts_of(snapshot.edited(tuple(changes)))) == expected
