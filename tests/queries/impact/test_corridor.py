"""The corridor is every item and relation on some walk of an effect, and holds every path."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.impact.corridor import corridor
from queries.impact.impact import impact
from queries.impact.paths import paths
from tests.support import chains
from tests.support.graphs import DATES, Graph, graphs, offices, start_sets
from tests.support.naive import LEVELS, Question
from tests.support.sketch import sketch

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
DEPENDENCIES = ("Service", "ConfigurationItem", "ConfigurationItem", "Supplier")
DAY = date(2027, 1, 1)


def check_every_corridor(graph: Graph, of: Sequence[str], lens: str, as_of: date) -> None:
    found = impact(graph.snapshot, of, lens, as_of)
    question = Question(graph.records, of, lens, as_of)
    for row in range(found.snapshot.size):
        told = corridor(found, row)
        items = set(found.snapshot.ids_of(told.rows))
        relations = {tuple(found.snapshot.key_at(n)) for n in told.relations.tolist()}
        id_ = found.snapshot.id(row)
        if id_ not in question.reached:
            assert (items, relations) == (set(), set())
            continue
        assert (items, relations) == chains.corridor(question, id_)
        for chain in paths(found, row, 50).found:
            assert {step.relation for step in chain.steps} <= set(told.relations.tolist())
            assert {step.target for step in chain.steps} <= set(told.rows.tolist())


@settings(max_examples=80)
@given(graphs(), st.data(), AS_OF)
def test_corridors_are_the_naive_ones(graph: Graph, data: st.DataObject, as_of: date) -> None:
    of = data.draw(start_sets(graph))
    for lens in LEVELS:
        check_every_corridor(graph, of, lens, as_of)


@settings(max_examples=80)
@given(offices(), st.data(), AS_OF)
def test_corridors_by_whose_contract_it_is(graph: Graph, data: st.DataObject, as_of: date) -> None:
    check_every_corridor(graph, data.draw(start_sets(graph)), "sourcing", as_of)


@settings(max_examples=60)
@given(graphs(DEPENDENCIES), st.data(), AS_OF)
def test_corridors_through_groups(graph: Graph, data: st.DataObject, as_of: date) -> None:
    of = data.draw(st.lists(st.sampled_from(graph.ids()), min_size=2, max_size=4))
    for lens in LEVELS:
        check_every_corridor(graph, of, lens, as_of)


RELAYS = ("service:m -DEPENDS_ON[r:1]-> ci:a", "service:m -DEPENDS_ON[r:1]-> ci:b")
TABLE = {
    "a start alone": (["service:m -DEPENDS_ON-> ci:a"], "ci:a", "ci:a", "ci:a", 0),
    "nothing leads there": (["service:m -DEPENDS_ON-> ci:a"], "service:m", "ci:a", "", 0),
    "a dead end is left out": (
        ["service:m -DEPENDS_ON-> ci:a", "ci:b -DEPENDS_ON-> ci:a"],
        "ci:a",
        "service:m",
        "ci:a service:m",
        1,
    ),
    "a detour is in": (
        ["ci:c -DEPENDS_ON-> ci:a", "ci:c -DEPENDS_ON-> ci:b", "ci:b -DEPENDS_ON-> ci:a"],
        "ci:a",
        "ci:c",
        "ci:a ci:b ci:c",
        3,
    ),
    "a group that holds is softened by one": (RELAYS, "ci:a", "service:m", "ci:a service:m", 1),
    "a broken group is broken by all": (
        RELAYS,
        "ci:a ci:b",
        "service:m",
        "ci:a ci:b service:m",
        2,
    ),
    "a level too low to go on leads nowhere": (
        [
            "agency:g -CONSUMES-> service:m",
            "service:m -DEPENDS_ON-> ci:a",
            "sla:s -UNDERPINNED_BY-> sla:t",
            "sla:t -GOVERNS-> ci:a",
            "sla:s -PROMISED_TO-> agency:g",
        ],
        "ci:a",
        "agency:g",
        "agency:g ci:a service:m",
        2,
    ),
}


@pytest.mark.parametrize(("lines", "of", "to", "items", "relations"), TABLE.values(), ids=TABLE)
def test_corridor_of(lines: Sequence[str], of: str, to: str, items: str, relations: int) -> None:
    found = impact(sketch(*lines).snapshot, of.split(), "outage", DAY)
    told = corridor(found, int(found.snapshot.rows([to])[0]))
    assert sorted(found.snapshot.ids_of(told.rows)) == items.split()
    assert len(told.relations) == relations
