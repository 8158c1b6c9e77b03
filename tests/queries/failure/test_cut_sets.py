"""Minimal cut sets are those that trying every set of items finds, told as classes."""

from __future__ import annotations

from datetime import date
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import InvalidQuestion, NotFound
from queries.answers.record import record
from queries.answers.telling import Shown
from queries.answers.viewer import Viewer, hiding
from queries.failure.cut_sets import CutSets, answer, cut_sets
from queries.questions.words import worded
from queries.snapshot.rows import Ints
from tests.support.asking import asked
from tests.support.dependencies import (
    CAUSES,
    ONLY,
    causes,
    dependencies,
    drawn,
    lost,
    minimal_cut_sets,
)
from tests.support.graphs import DATES, Graph

AS_OF = st.sampled_from([date.fromisoformat(text) for text in DATES])
TODAY = date(2026, 11, 25)


def ids(found: CutSets, rows: Ints) -> list[str]:
    return found.snapshot.ids_of(rows)


def told(found: CutSets) -> list[list[str]]:
    """Each set as its classes, the items of a class joined by "/"."""
    return [
        ["/".join(ids(found, rows)) for rows in found.of(at)] for at in range(len(found.numbers))
    ]


def item_sets(found: CutSets) -> list[frozenset[str]]:
    """Every set of items that the classes stand for."""
    return [
        frozenset(chosen)
        for at in range(len(found.numbers))
        for chosen in product(*(ids(found, rows) for rows in found.of(at)))
    ]


WORKED = [
    # what stands on what; single points of failure; cut sets, a class as "a/b"
    (["s: 1 of a b"], [], [["a", "b"]]),
    (["s: 2 of a b c"], [], [["a", "b"], ["a", "c"], ["b", "c"]]),
    (["s: 1 of a b c"], [], [["a", "b", "c"]]),
    (["s: 1 of a b c d"], [], []),
    (["s: a, b"], ["a", "b"], []),
    (["s: 1 of x y", "x: p", "y: q"], [], [["p/x", "q/y"]]),
    (["s: 1 of x y", "x: p", "y: p"], ["p"], [["x", "y"]]),
    (["s: 1 of x y", "x: 1 of a b"], [], [["x", "y"], ["a", "b", "y"]]),
    (
        ["s: 1 of x y", "x: 1 of a b", "y: 1 of a c"],
        [],
        [["x", "y"], ["a", "b", "c"], ["a", "b", "y"], ["a", "c", "x"]],
    ),
    (["s: 1 of x y", "x: y", "y: 1 of x z"], ["y"], [["x", "z"]]),
    (["s: 1 of x y, 1 of u v", "u: w"], [], [["u/w", "v"], ["x", "y"]]),
    (["s: 3 of a b c d, 1 of e f", "e: f"], ["f"], [[x, y] for x, y in combinations("abcd", 2)]),
    (["s: 1 of s2 a", "s2: s, b"], [], [["a", "b/s2"]]),
]


@pytest.mark.parametrize(("lines", "single", "expected"), WORKED, ids=str)
def test_worked_sets(lines: list[str], single: list[str], expected: list[list[str]]) -> None:
    found = cut_sets(drawn(*lines).snapshot, "s", TODAY)
    assert ids(found, found.single) == single
    assert (told(found), found.gap) == (expected, None)


def test_ways_count_the_sets_that_classes_stand_for() -> None:
    found = cut_sets(drawn("s: 1 of x y", "x: p", "p: q", "y: r").snapshot, "s", TODAY)
    assert (len(found.numbers), found.item_sets) == (1, 6)


def check(graph: Graph, target: str, as_of: date, size: int) -> None:
    snapshot = graph.snapshot
    found = cut_sets(snapshot, target, as_of, size)
    expected = minimal_cut_sets(graph, target, causes(graph, as_of), as_of, size)
    told = item_sets(found)
    assert found.gap is None
    assert set(told) == {chosen for chosen in expected if len(chosen) > 1}
    assert len(told) == len(set(told)) == found.item_sets
    assert [len(chosen) for chosen in told] == sorted(len(chosen) for chosen in told)
    assert {frozenset([id_]) for id_ in ids(found, found.single)} == {
        chosen for chosen in expected if len(chosen) == 1
    }


@settings(max_examples=150)
@given(dependencies(), AS_OF, st.data(), st.sampled_from((2, 3)))
def test_sets_are_those_found_by_trying(
    graph: Graph, as_of: date, data: st.DataObject, size: int
) -> None:
    check(graph, data.draw(st.sampled_from(graph.ids())), as_of, size)


@settings(max_examples=150)
@given(dependencies(ONLY), AS_OF)
def test_sets_of_a_service_are_those_found_by_trying(graph: Graph, as_of: date) -> None:
    check(graph, graph.items[0].id, as_of, 3)


@settings(max_examples=60)
@given(dependencies(ONLY), st.integers(0, 12))
def test_sets_found_before_the_budget_ended_are_minimal(graph: Graph, budget: int) -> None:
    target, as_of = graph.items[0].id, date(2027, 1, 1)
    found = cut_sets(graph.snapshot, target, as_of, budget=budget)
    expected = minimal_cut_sets(graph, target, causes(graph, as_of), as_of, 3)
    told = set(item_sets(found))
    assert told <= expected
    missing = {chosen for chosen in expected if len(chosen) > 1} - told
    assert not (found.gap is None and missing)


def test_what_no_set_of_three_can_take_costs_nothing() -> None:
    members = " ".join(f"c{number}" for number in range(60))
    found = cut_sets(drawn(f"s: 30 of {members}").snapshot, "s", TODAY, budget=0)
    assert (found.gap, len(found.numbers)) == (None, 0)


SHARED = ("s: 1 of x y", "x: p", "p: q", "y: r")


def shown(viewer: Viewer | None = None) -> Shown:
    about = asked(drawn(*SHARED).snapshot, TODAY, viewer=viewer)
    return Shown(answer(about, "s", 3, CAUSES), about.view)


def test_a_set_is_told_as_its_classes() -> None:
    (found,) = shown().told("sets").nodes
    assert (found.told("size"), found.told("ways")) == (2, 6)
    assert [worded(of) for of in found.told("classes")] == ["p (or 2 more)", "r (or 1 more)"]
    assert shown().told("verdict") == (
        "Nothing recorded takes s alone; 6 sets of 2 or 3 items take it together only."
    )


def test_hidden_members_are_counted_and_not_named() -> None:
    (found,) = shown(hiding(["p", "r", "y"])).told("sets").nodes
    classes = found.told("classes")
    assert [record(of)["itemsHidden"] for of in classes] == [1, 2]
    assert [worded(of) for of in classes] == ["q (or 2 more)", "what you may not see (or 1 more)"]


def test_a_hidden_target_is_answered_as_an_unknown_one() -> None:
    about = asked(drawn(*SHARED).snapshot, TODAY, viewer=hiding(["s"]))
    with pytest.raises(NotFound, match="nothing is recorded under 's'"):
        answer(about, "s", 3, CAUSES)


def test_budget_is_told() -> None:
    found = cut_sets(drawn("s: 4 of a b c d e").snapshot, "s", TODAY, budget=3)
    assert len(found.numbers) == 3
    assert found.gap == "stopped at 3 combinations while looking for sets of 2"


@settings(max_examples=60)
@given(dependencies(), AS_OF, st.sampled_from(CAUSES))
def test_only_causes_of_the_kind_are_told(graph: Graph, as_of: date, kind: str) -> None:
    target = graph.items[0].id
    found = cut_sets(graph.snapshot, target, as_of, kinds=[kind])
    expected = minimal_cut_sets(graph, target, causes(graph, as_of, kind), as_of, 3)
    assert set(item_sets(found)) == {chosen for chosen in expected if len(chosen) > 1}


@settings(max_examples=80)
@given(dependencies(ONLY), AS_OF)
def test_any_one_of_a_class_will_do(graph: Graph, as_of: date) -> None:
    found = cut_sets(graph.snapshot, graph.items[0].id, as_of)
    for chosen in item_sets(found):
        assert graph.items[0].id in lost(graph, chosen, as_of)


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ({"size": 4}, "size: found 4, expected 2 or 3"),
        ({"size": 1}, "size: found 1, expected 2 or 3"),
        ({"kinds": ["Nonsense"]}, "kinds: found 'Nonsense', expected one of Agency"),
        ({"kinds": []}, "kinds: found none, expected one of Agency"),
    ],
)
def test_bad_question(arguments: dict[str, Any], problem: str) -> None:
    with pytest.raises(InvalidQuestion, match=problem):
        cut_sets(drawn("s: a").snapshot, "s", TODAY, **arguments)


def test_unknown_id() -> None:
    with pytest.raises(NotFound, match="service:none"):
        cut_sets(drawn("s: a").snapshot, "service:none", TODAY)
