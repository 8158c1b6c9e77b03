"""All witnesses at once pass exactly what they pass one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from queries.engine.witness_tree import WitnessTree
from queries.impact.impact import Impact, impact
from queries.snapshot.rows import Ints, as_ints
from tests.support.graphs import DATES, Graph, graphs
from tests.support.naive import LEVELS
from tests.support.sketch import sketch

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
DEPENDENCIES = ("Service", "ConfigurationItem", "ConfigurationItem", "Supplier")


def one_by_one(found: Impact, rows: Ints) -> tuple[list[int], list[int]]:
    """The rows and relation numbers on the witnesses of some rows."""
    chains = [found.witness(row) for row in rows.tolist()]
    items = {row for c in chains for row in (c.start, *(step.target for step in c.steps))}
    return sorted(items), sorted({step.relation for c in chains for step in c.steps})


def check(graph: Graph, of: Sequence[str], as_of: date, data: st.DataObject) -> None:
    for lens in LEVELS:
        found = impact(graph.snapshot, of, lens, as_of)
        affected = found.rows.tolist()
        some = data.draw(st.lists(st.sampled_from(affected))) if affected else []
        for rows in (found.rows, as_ints(some), as_ints(affected[-1:])):
            items, relations = WitnessTree(found.witnesses).passed(rows)
            assert (items.tolist(), relations.tolist()) == one_by_one(found, rows)


@settings(max_examples=150)
@given(graphs(), st.data(), AS_OF)
def test_the_tree_is_all_the_witnesses(graph: Graph, data: st.DataObject, as_of: date) -> None:
    check(graph, data.draw(st.lists(st.sampled_from(graph.ids()), min_size=1)), as_of, data)


@settings(max_examples=250)
@given(graphs(DEPENDENCIES, most_items=16, most_relations=60), st.data(), AS_OF)
def test_the_tree_through_groups(graph: Graph, data: st.DataObject, as_of: date) -> None:
    of = st.lists(st.sampled_from(graph.ids()), min_size=2, max_size=6)
    check(graph, data.draw(of), as_of, data)


def test_two_relations_between_the_same_items_tie_by_their_mark() -> None:
    """A supplier bound in both roles, and a service that depends on a machine in two groups."""
    graph = sketch(
        "ola:o -BINDS[provider]-> supplier:s",
        "ola:o -BINDS[client]-> supplier:s",
        "service:m -DEPENDS_ON[b:1]-> ci:a",
        "service:m -DEPENDS_ON[a:1]-> ci:a",
    )
    for of, lens in ((["supplier:s"], "sourcing"), (["ci:a"], "outage")):
        found = impact(graph.snapshot, of, lens, date(2027, 1, 1))
        items, relations = WitnessTree(found.witnesses).passed(found.rows)
        assert (items.tolist(), relations.tolist()) == one_by_one(found, found.rows)
        discriminators = [
            found.snapshot.key_at(number).discriminator for number in relations.tolist()
        ]
        assert discriminators == (["client"] if lens == "sourcing" else ["a"])


def test_the_group_is_broken_by_the_second_of_two_that_are_as_near() -> None:
    pair = [f"service:m -DEPENDS_ON[g:1]-> ci:{name}" for name in "ba"]
    found = impact(sketch(*pair).snapshot, ["ci:a", "ci:b"], "outage", date(2027, 1, 1))
    items, _ = WitnessTree(found.witnesses).passed(found.snapshot.rows(["service:m"]))
    assert sorted(found.snapshot.ids_of(items)) == ["ci:b", "service:m"]
