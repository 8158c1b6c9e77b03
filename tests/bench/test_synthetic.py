"""The synthetic state is a state: valid, of every kind and relation, the same for the same seed."""

from __future__ import annotations

import pytest

from bench.synthetic import change_sets, synthetic
from graph_model.columns import Tables
from graph_model.facts import Fact, Item
from graph_model.model import standard_model
from graph_model.plan import plan
from graph_model.state import MemoryState

MODEL = standard_model()


def facts(tables: Tables) -> list[Fact]:
    return list(tables.facts(MODEL))


@pytest.mark.parametrize("items", [300, 1_000, 7_000])
def test_it_can_be_applied_as_it_comes_in_whatever_parts(items: int) -> None:
    state, applied = MemoryState(), 0
    for change_set in change_sets(synthetic(items), MODEL, most=999):
        for image in plan(change_set.changes, state, MODEL):
            assert image.before is None, "each fact comes once"
            assert image.after is not None
            state.put(image.after)
            applied += 1
    assert applied == len(facts(synthetic(items)))


def test_it_has_as_many_items_as_asked_for_and_five_times_as_many_relations() -> None:
    made = facts(synthetic(7_000))
    items = sum(isinstance(fact, Item) for fact in made)
    assert (items, len(made) - items) == (7_000, 35_000)


def test_every_kind_and_every_relation_is_there() -> None:
    tables = synthetic(1_000)
    assert {table.kind for table in tables.items} == {kind.name for kind in MODEL.kinds}
    assert {table.type for table in tables.relations} == {r.name for r in MODEL.relations}


def test_the_same_seed_gives_the_same_state_and_another_another() -> None:
    assert facts(synthetic(500, seed=3)) == facts(synthetic(500, seed=3))
    assert facts(synthetic(500, seed=3)) != facts(synthetic(500, seed=4))
