"""The engine gives every item the level that a naive reading of DESIGN section 4 gives it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.impact.impact import Impact, impact
from tests.support.cases import Case, cases
from tests.support.graphs import DATES, Graph, graph_from, graphs, offices, start_sets
from tests.support.naive import LEVELS, Answer, Question

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])

DEPENDENCIES = ("Service", "ConfigurationItem", "ConfigurationItem", "Supplier")
PARTS = ("Supplier", "Supplier", "Contract", "Service", "ConfigurationItem")
CONTRACTS = ("Contract", "Contract", "Contract", "Service", "Supplier", "Agency")


def answer(found: Impact) -> Answer:
    """The engine's answer by id."""
    snapshot = found.snapshot
    return Answer(
        {snapshot.id(row): found.level_at(row) for row in found.rows.tolist()},
        {snapshot.id(row): found.level_at(row) for row in found.not_in_force.tolist()},
        {snapshot.id(row): found.level_at(row) for row in found.not_in_service.tolist()},
    )


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["of"][0])
def test_worked_case(case: Case) -> None:
    as_of = date.fromisoformat(case["as_of"])
    snapshot = graph_from(case["graph"]).snapshot
    assert answer(impact(snapshot, case["of"], case["lens"], as_of)).affected == case["expected"]


@pytest.mark.parametrize("case", cases(), ids=lambda case: case["of"][0])
def test_naive_reading_agrees_with_worked_case(case: Case) -> None:
    as_of = date.fromisoformat(case["as_of"])
    question = Question(case["graph"], case["of"], case["lens"], as_of)
    assert question.answer.affected == case["expected"]


def check_every_question(graph: Graph, several: list[str], as_of: date) -> None:
    """From each item alone and from several at once, under both lenses."""
    snapshot, records = graph.snapshot, graph.records
    for lens in LEVELS:
        for of in (*([id_] for id_ in graph.ids()), several):
            expected = Question(records, of, lens, as_of).answer
            assert answer(impact(snapshot, of, lens, as_of)) == expected, (of, lens)


@settings(max_examples=120)
@given(graphs(), st.data(), AS_OF)
def test_levels_are_the_least_fixpoint(graph: Graph, data: st.DataObject, as_of: date) -> None:
    check_every_question(graph, data.draw(start_sets(graph)), as_of)


@settings(max_examples=80)
@given(graphs(DEPENDENCIES), st.data(), AS_OF)
def test_levels_through_nested_groups_and_cycles(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    check_every_question(graph, data.draw(start_sets(graph)), as_of)


@settings(max_examples=80)
@given(graphs(CONTRACTS), st.data(), AS_OF)
def test_levels_through_contracts_in_and_out_of_force(
    graph: Graph, data: st.DataObject, as_of: date
) -> None:
    check_every_question(graph, data.draw(start_sets(graph)), as_of)


@settings(max_examples=80)
@given(offices(), st.data(), AS_OF)
def test_levels_by_whose_contract_it_is(graph: Graph, data: st.DataObject, as_of: date) -> None:
    check_every_question(graph, data.draw(start_sets(graph)), as_of)


@settings(max_examples=80)
@given(graphs(PARTS, most_items=7), st.data(), AS_OF)
def test_levels_through_parts(graph: Graph, data: st.DataObject, as_of: date) -> None:
    check_every_question(graph, data.draw(start_sets(graph)), as_of)
