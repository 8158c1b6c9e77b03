"""Facts that were looked at and found as recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

import pytest

from application.author import Author
from application.graph import Graph
from application.settings import Settings
from application.still_true import still_true
from graph_model.changes import ChangeSet
from graph_model.errors import InvalidQuestion, NotFound
from graph_model.facts import Ref, RelationKey
from graph_model.model import standard_model
from queries.answers.viewer import everything, hiding
from stores.sqlite import SqliteStore
from tests.support.store_graphs import ci, depends, put

LINK = RelationKey("DEPENDS_ON", "a", "b")


@pytest.fixture
def graph() -> Iterator[Graph]:
    store = SqliteStore(None, standard_model())
    graph = Graph(Settings(), store, standard_model())
    facts = (ci("a", aliases=["x:1"], verified_on="2020-01-01"), ci("b"), depends("a", "b"))
    graph.apply(ChangeSet("start", put(*facts)), Author("ann"), "test")
    yield graph
    store.close()


def days(graph: Graph) -> list[object]:
    snapshot = graph.snapshot()
    facts = snapshot.item("a"), snapshot.item("b"), snapshot.relation(LINK)
    return [fact and fact.fields.get("verified_on") for fact in facts]


OLD, NEW = "2020-01-01", "2026-01-02"
SAID: dict[str, tuple[Sequence[Ref], list[object]]] = {
    "an item": (["b"], [OLD, NEW, None]),
    "an item by its alias": (["x:1"], [NEW, None, None]),
    "a relation": ([LINK], [OLD, None, NEW]),
    "all, one of them twice": (["a", "x:1", "b", LINK], [NEW, NEW, NEW]),
}


@pytest.mark.parametrize(("refs", "found"), SAID.values(), ids=SAID)
def test_the_day_is_set(graph: Graph, refs: Sequence[Ref], found: list[object]) -> None:
    told = still_true(graph, refs, everything(), date(2026, 1, 2), "by telephone")
    made = graph.apply(told, Author("ann"), "test")
    assert days(graph) == found
    assert made.reason == "by telephone"


def test_without_a_day_it_is_today(graph: Graph) -> None:
    graph.apply(still_true(graph, ["a"], everything()), Author("ann"), "test")
    assert days(graph)[0] == graph.today().isoformat()


def test_what_was_verified_since_is_left_as_it_is(graph: Graph) -> None:
    told = still_true(graph, ["a", "b"], everything(), date(2019, 1, 1))
    assert [change.ref for change in told.changes] == ["b"]


REFUSED: dict[str, tuple[Sequence[Ref], date | None, str]] = {
    "nothing named": ([], None, "an item or relation at least"),
    "a day to come": (["a"], date(2999, 1, 1), "which is to come"),
    "all verified since": (["a"], date(2019, 1, 1), "all verified on 2019-01-01 or later"),
}


@pytest.mark.parametrize(("refs", "on", "told"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_told(
    graph: Graph, refs: Sequence[Ref], on: date | None, told: str
) -> None:
    with pytest.raises(InvalidQuestion, match=told):
        still_true(graph, refs, everything(), on)


@pytest.mark.parametrize("ref", ["nothing", "b", LINK])
def test_what_is_hidden_or_unknown_is_answered_alike(graph: Graph, ref: Ref) -> None:
    with pytest.raises(NotFound, match="nothing is recorded under"):
        still_true(graph, [ref], hiding(["b"]))
