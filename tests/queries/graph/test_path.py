"""Ways between two items: shortest, walked either way, over what holds and may be seen."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph_model.errors import NotFound
from queries.answers.viewer import everything, hiding
from queries.graph.interchange import to_networkx
from queries.graph.path import Path, path, path_between
from tests.support.asking import asked, view_of
from tests.support.graphs import DATES, Graph, graphs
from tests.support.sketch import sketch

DAY = date(2027, 1, 1)
OFFICE = (
    "supplier:s -PROVIDES-> service:m",
    "agency:g -CONSUMES-> service:m",
    "service:m -DEPENDS_ON[r:1]-> ci:a until=2027-06-01",
    "service:n -DEPENDS_ON-> ci:a",
    "agency:far",
)
TABLE = {
    "one step, as the relation points": (
        ("supplier:s", "service:m"),
        ["supplier:s -PROVIDES-> service:m"],
        "1 relation joins supplier:s and service:m.",
    ),
    "one step, the other way": (
        ("service:m", "supplier:s"),
        ["service:m <-PROVIDES- supplier:s"],
        "1 relation joins service:m and supplier:s.",
    ),
    "several, each as it is walked": (
        ("agency:g", "service:n"),
        [
            "agency:g -CONSUMES-> service:m",
            "service:m -DEPENDS_ON[r]-> ci:a",
            "ci:a <-DEPENDS_ON- service:n",
        ],
        "3 relations join agency:g and service:n, by way of service:m and ci:a.",
    ),
    "to itself": (("ci:a", "ci:a"), [], "ci:a was asked about twice."),
    "none": (("ci:a", "agency:far"), [], "Nothing recorded joins ci:a and agency:far."),
}


def told(found: Path) -> list[str]:
    view = view_of(found.snapshot, found.as_of)
    return [step.said(view) for step in found.steps]


@pytest.mark.parametrize(("ends", "steps", "verdict"), TABLE.values(), ids=TABLE)
def test_path(ends: tuple[str, str], steps: list[str], verdict: str) -> None:
    found = path_between(asked(sketch(*OFFICE).snapshot, DAY), *ends)
    assert told(found) == steps
    assert found.verdict(view_of(found.snapshot, DAY)) == verdict


def test_a_relation_that_holds_no_more_joins_nothing() -> None:
    found = path_between(asked(sketch(*OFFICE).snapshot, date(2027, 6, 1)), "agency:g", "ci:a")
    assert (found.joined, found.items) == (False, [])


def test_no_way_leads_through_what_is_hidden() -> None:
    snapshot = sketch(*OFFICE, "agency:g -CONSUMES-> service:n").snapshot
    found = path_between(asked(snapshot, DAY, hiding(["service:m"])), "agency:g", "ci:a")
    assert told(found) == ["agency:g -CONSUMES-> service:n", "service:n -DEPENDS_ON-> ci:a"]
    alone = asked(snapshot, DAY, hiding(["service:m", "service:n"]))
    assert not path_between(alone, "agency:g", "ci:a").joined


@pytest.mark.parametrize("ends", [("ci:a", "service:m"), ("service:m", "ci:a"), ("ci:a", "no")])
def test_a_hidden_end_is_unknown(ends: tuple[str, str]) -> None:
    with pytest.raises(NotFound) as told:
        path_between(asked(sketch(*OFFICE).snapshot, DAY, hiding(["service:m"])), *ends)
    assert list(told.value.ids) == [end for end in ends if end != "ci:a"]


@settings(max_examples=80)
@given(graphs(), st.sampled_from(DATES), st.data())
def test_a_path_is_a_shortest_one_of_networkx(graph: Graph, day: str, data: st.DataObject) -> None:
    first, last = (data.draw(st.sampled_from(graph.ids())) for _ in range(2))
    ends = {first, last}
    hidden = data.draw(st.sets(st.sampled_from(graph.ids()), max_size=4)) - ends
    snapshot, as_of = graph.snapshot, date.fromisoformat(day)
    start, end = snapshot.rows([first, last]).tolist()
    viewer = hiding(hidden) if hidden else everything()
    found = path(snapshot, start, end, as_of, viewer.visible(snapshot))
    plain = nx.Graph(to_networkx(snapshot, as_of))
    plain.remove_nodes_from(hidden)
    if not nx.has_path(plain, first, last):
        assert not found.rows
        return
    ids = snapshot.ids_of(snapshot.rows([snapshot.id(row) for row in found.rows]))
    assert (ids[0], ids[-1]) == (first, last)
    assert len(ids) == len(nx.shortest_path(plain, first, last))
    assert all(plain.has_edge(here, there) for here, there in pairwise(ids))
    assert not hidden & set(ids)
