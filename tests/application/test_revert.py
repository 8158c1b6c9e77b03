"""What undoes a revision, and what stands in its way."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from application.author import Author
from application.graph import Graph
from application.revert import reversal
from application.settings import Settings
from graph_model.changes import Change, ChangeSet, Remove, SetFields
from graph_model.errors import InvalidChangeSet, InvalidQuestion, LaterChanges
from graph_model.facts import RelationKey
from graph_model.model import standard_model
from queries.answers.viewer import Viewer, everything, hiding
from stores.sqlite import SqliteStore
from tests.support.store_graphs import ci, depends, graph_in, put

ANN = Author("ann")
Steps = list[tuple[Change, ...]]


@pytest.fixture
def graph() -> Iterator[Graph]:
    store = SqliteStore(None, standard_model())
    yield Graph(Settings(), store, standard_model())
    store.close()


def apply(graph: Graph, *steps: tuple[Change, ...]) -> None:
    for changes in steps:
        number = graph.store.revision() + 1
        graph.apply(ChangeSet(f"step {number}", changes), ANN, "test")


def undo(graph: Graph, number: int, viewer: Viewer | None = None) -> None:
    graph.apply(reversal(graph, number, viewer or everything()), ANN, "test")


START = put(
    ci("a", description="x"), ci("b"), ci("c"), depends("a", "b"), depends("b", "c", "g", need=1)
)
UNDONE: dict[str, tuple[Change, ...]] = {
    "a field that was set": (SetFields("a", {"description": "y"}),),
    "a field that was cleared": (SetFields("a", {"description": None}),),
    "an item that was replaced": put(ci("a", other=1)),
    "a new item with its relation": put(ci("d"), depends("d", "a")),
    "a new relation": put(depends("a", "c")),
    "a relation that went": (Remove(RelationKey("DEPENDS_ON", "a", "b")),),
    "an item that went with its relations": (Remove("b"),),
    "an alias that passed on": put(ci("a", aliases=["x:1"]), ci("d", aliases=["x:2"])),
    "all of it": (Remove("a"), Remove("b"), Remove("c")),
}


@pytest.mark.parametrize("changes", UNDONE.values(), ids=UNDONE)
def test_what_a_revision_did_is_undone(graph: Graph, changes: tuple[Change, ...]) -> None:
    apply(graph, START)
    before = graph_in(graph.store)
    apply(graph, changes)
    after = graph_in(graph.store)
    undo(graph, 2)
    assert graph_in(graph.store) == before
    undo(graph, 3)
    assert graph_in(graph.store) == after


def test_what_was_changed_elsewhere_stays(graph: Graph) -> None:
    apply(graph, START, (SetFields("a", {"description": "y"}),), put(ci("d"), depends("d", "b")))
    undo(graph, 2)
    assert graph.snapshot().item("a") == ci("a", description="x")
    assert graph.snapshot().item("d") == ci("d")


def test_what_is_undone_in_part_is_undone_as_a_whole(graph: Graph) -> None:
    both = SetFields("a", {"description": "y"}), SetFields("b", {"description": "y"})
    apply(graph, START, both, (SetFields("b", {"description": None}),))
    assert [change.ref for change in reversal(graph, 2, everything()).changes] == ["a"]


IN_THE_WAY: dict[str, tuple[Steps, list[tuple[str, str]]]] = {
    # what was applied after the start, revision 2 being undone; where and what is told
    "a later change": (
        [(SetFields("a", {"description": "y"}),), (SetFields("a", {"name": "A"}),)],
        [("revision 2, a", "it was changed by revision 3")],
    ),
    "the newest of several later changes": (
        [(SetFields("a", {"description": "y"}),), put(ci("a")), (Remove("a"),)],
        [("revision 2, a", "it was changed by revision 4")],
    ),
    "a relation at a new item": (
        [put(ci("d")), put(depends("d", "a"))],
        [("revision 2, d", "d -DEPENDS_ON-> a stand on it")],
    ),
    "an end that went": (
        [(Remove(RelationKey("DEPENDS_ON", "a", "b")),), (Remove("b"),)],
        [("revision 2, a -DEPENDS_ON-> b", "b is gone")],
    ),
}


@pytest.mark.parametrize(("steps", "told"), IN_THE_WAY.values(), ids=IN_THE_WAY)
def test_what_stands_on_it_is_in_the_way(
    graph: Graph, steps: Steps, told: list[tuple[str, str]]
) -> None:
    apply(graph, START, *steps)
    with pytest.raises(LaterChanges) as refused:
        reversal(graph, 2, everything())
    assert [(problem.where, problem.found) for problem in refused.value.problems] == told


def test_an_alias_that_another_has_now_is_in_the_way(graph: Graph) -> None:
    apply(
        graph, put(ci("a", aliases=["x:1"]), ci("b")), put(ci("a")), put(ci("b", aliases=["x:1"]))
    )
    with pytest.raises(InvalidChangeSet, match="x:1"):
        undo(graph, 2)


@pytest.mark.parametrize("number", [-1, 0, 2])
def test_there_has_to_be_such_a_revision(graph: Graph, number: int) -> None:
    apply(graph, START)
    with pytest.raises(InvalidQuestion, match="expected one from 1 to 1"):
        reversal(graph, number, everything())


def test_what_is_undone_already_is_not_undone_again(graph: Graph) -> None:
    apply(graph, START, (SetFields("a", {"description": "y"}),))
    undo(graph, 2)
    with pytest.raises(InvalidQuestion, match="nothing that is left of it"):
        reversal(graph, 2, everything())


def test_who_may_not_see_all_of_it_may_not_undo_it(graph: Graph) -> None:
    apply(graph, START, put(ci("a"), ci("c", note="z")))
    with pytest.raises(InvalidQuestion, match="something you may not see"):
        reversal(graph, 2, hiding(["c"]))
    undo(graph, 2, hiding(["b"]))


def test_what_is_hidden_and_stands_on_it_is_not_named(graph: Graph) -> None:
    apply(graph, START, put(ci("d")), put(depends("b", "d")))
    with pytest.raises(LaterChanges) as refused:
        reversal(graph, 2, hiding(["b"]))
    assert "relations you may not see stand on it" in str(refused.value)
    assert "'b'" not in str(refused.value)
    assert "b -" not in str(refused.value)


def test_the_newest_revisions_undone_one_by_one_are_the_way_back(graph: Graph) -> None:
    """Against the naive definition: the graph as it was when each was applied."""
    chance, held = random.Random(14), []
    apply(graph, START)
    for _ in range(40):
        held.append(graph_in(graph.store))
        apply(graph, anything(chance, graph))
    changed = [n for n in range(41, 1, -1) if changed_something(n, graph)]
    assert len(changed) > 20
    for number in changed:
        undo(graph, number)
        assert graph_in(graph.store) == held[number - 2]


def changed_something(number: int, graph: Graph) -> bool:
    (entry,) = graph.journal(number - 1, number)
    return any(not image.restated for image in entry.images)


def anything(chance: random.Random, graph: Graph) -> tuple[Change, ...]:
    """A few random changes that are valid one after the other."""
    names = [f"n{n}" for n in range(6)]
    made = [ci(name, note=chance.randrange(3)) for name in chance.sample(names, 3)]
    links = [depends(made[0].id, made[1].id, chance.choice(["", "g"]))]
    gone = [n for n in names if graph.snapshot().item(n) and n not in {i.id for i in made}]
    return (*map(Remove, gone[:1]), *put(*made, *links))
