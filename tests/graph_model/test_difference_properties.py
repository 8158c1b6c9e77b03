"""Loads as differences, whatever the file and the graph: twice, in parts, there and back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph_model.changes import Change, Image
from graph_model.claims import Assertions
from graph_model.difference import Difference, difference
from graph_model.facts import Fact, Item, Ref, RelationKey, ref_of
from graph_model.model import standard_model
from graph_model.plan import plan
from graph_model.said_rows import LoadTerms, Placed, Refused
from graph_model.state import MemoryState
from tests.support.changes import SEED, items, relations

MODEL = standard_model()
Graph = dict[Ref, Fact]


def known(graph: Graph) -> Assertions:
    return Assertions(MemoryState(graph.values()))


def load(file: list[Fact], graph: Graph, source: str = "file", replace: bool = False) -> Difference:
    """The difference of a file to a graph."""
    placed = [Placed(fact, f"line {n}") for n, fact in enumerate(file, 1)]
    return difference(placed, known(graph), MODEL, LoadTerms(source, replace))


def apply(changes: list[Change], graph: Graph) -> Graph:
    """The graph after the changes; an error if they cannot be applied."""
    return after(plan(changes, MemoryState(graph.values()), MODEL), graph)


def after(images: tuple[Image, ...], graph: Graph) -> Graph:
    graph = dict(graph)
    for image in images:
        graph.pop(image.ref, None)
        if image.after is not None:
            graph[image.ref] = image.after
    return graph


def loaded(file: list[Fact], graph: Graph, **more: object) -> Graph:
    """The graph after a load."""
    return apply(load(file, graph, **more).changes, graph)  # type: ignore[arg-type]


FILES = st.lists(items() | relations(), max_size=10, unique_by=ref_of)
GRAPHS: st.SearchStrategy[Graph] = FILES.map(
    lambda file: loaded([*SEED, *file], {}, source="seed")
) | st.just({})
SOURCES = st.sampled_from(["file", "seed"])


@given(FILES, GRAPHS, SOURCES, st.booleans())
def test_loading_twice_changes_nothing(
    file: list[Fact], graph: Graph, source: str, replace: bool
) -> None:
    found = load(file, graph, source, replace)
    again = load(file, apply(found.changes, graph), source, replace)
    if not found.refused:
        assert (again.changes, again.refused) == ([], [])
        assert again.unchanged + len(again.again) == len(file)


@given(FILES, GRAPHS, SOURCES, st.booleans())
def test_every_prefix_of_the_changes_applies(
    file: list[Fact], graph: Graph, source: str, replace: bool
) -> None:
    changes = load(file, graph, source, replace).changes
    whole = apply(changes, graph)
    for change in changes:
        graph = apply([change], graph)
    assert graph == whole


@given(FILES, GRAPHS, SOURCES, st.booleans())
def test_afterwards_the_graph_says_what_the_file_says(
    file: list[Fact], graph: Graph, source: str, replace: bool
) -> None:
    found = load(file, graph, source, replace)
    now = apply(found.changes, graph)
    refused = {ref_of(one.placed.fact) for one in found.refused}
    for fact in file:
        if ref_of(fact) not in refused:
            assert says(now[meant(fact, now)], fact)


@given(FILES, GRAPHS)
def test_merging_removes_nothing_and_leaves_what_the_file_does_not_name(
    file: list[Fact], graph: Graph
) -> None:
    now = loaded(file, graph)
    named = {meant(fact, now): fact.fields.keys() for fact in file}
    for ref, fact in graph.items():
        untouched = fact.fields.keys() - named.get(ref, set()) - {"source"}
        assert {name: now[ref].fields.get(name) for name in untouched} == {
            name: fact.fields[name] for name in untouched
        }


@given(FILES, FILES)
def test_a_then_b_then_a_is_a_again(a: list[Fact], b: list[Fact]) -> None:
    graph: Graph = {}
    refused: list[Refused] = []
    for file in (a, b, a):
        found = load(file, graph, replace=True)
        graph, refused = apply(found.changes, graph), [*refused, *found.refused]
    if not refused:
        assert graph.keys() == {meant(fact, graph) for fact in a}
        assert all(says(graph[meant(fact, graph)], fact) for fact in a)


@given(FILES, GRAPHS)
def test_replacing_leaves_of_its_source_only_what_the_file_has(
    file: list[Fact], graph: Graph
) -> None:
    now = loaded(file, graph, source="seed", replace=True)
    assert of_source(now, "seed") <= {meant(fact, now) for fact in file}
    assert {ref for ref in graph.keys() - of_source(graph, "seed") if isinstance(ref, str)} <= {
        *now
    }


def of_source(graph: Graph, source: str) -> set[Ref]:
    return {ref for ref, fact in graph.items() if fact.fields.get("source") == source}


def meant(fact: Fact, graph: Graph) -> Ref:
    """What a fact of a file is known by in the graph: its ids, or the items they are aliases of."""
    owners = {alias: str(ref) for ref, item in graph.items() for alias in aliases(item)}

    def resolve(id_: str) -> str:
        return id_ if id_ in graph else owners.get(id_, id_)

    if isinstance(fact, Item):
        return resolve(fact.id)
    return RelationKey(fact.type, resolve(fact.start), resolve(fact.end), fact.discriminator)


def says(held: Fact, fact: Fact) -> bool:
    """Whether the graph's fact has all fields of the file's."""
    others = {name: value for name, value in fact.fields.items() if name != "aliases"}
    return others.items() <= held.fields.items() and set(aliases(fact)) <= set(aliases(held))


def aliases(fact: Fact) -> list[str]:
    held = fact.fields.get("aliases", [])
    return held if isinstance(held, list) else []
