"""A graph's history, drawn from a seed: valid ChangeSets, one after the other, as the journal's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from graph_model.changes import Change, Image, Put, Remove, SetFields
from graph_model.errors import InvalidChangeSet
from graph_model.facts import Item, ref_of
from graph_model.plan import plan
from graph_model.state import MemoryState
from tests.support.graphs import KINDS, LETTERS, MODEL, Graph, drawn, graph_of


@dataclass(frozen=True)
class Revised:
    """One revision: the changes, their images, and the graph that they lead to."""

    changes: tuple[Change, ...]
    images: tuple[Image, ...]
    graph: Graph


def history(random: Random, graph: Graph, revisions: int, most_changes: int = 8) -> list[Revised]:
    """So many revisions of a graph; some remove an item that a later one makes of another kind."""
    found: list[Revised] = []
    for _ in range(revisions):
        changes = _changes(random, graph, random.randint(1, most_changes))
        images = plan(changes, MemoryState(graph.facts), MODEL)
        graph = applied(graph, images)
        found.append(Revised(changes, images, graph))
    return found


def applied(graph: Graph, images: Sequence[Image]) -> Graph:
    """The graph after the images."""
    held = {ref_of(fact): fact for fact in graph.facts}
    for image in images:
        if image.after is None:
            held.pop(image.ref, None)
        else:
            held[image.ref] = image.after
    return graph_of(held.values())


def _changes(random: Random, graph: Graph, count: int) -> tuple[Change, ...]:
    """Changes that are valid together: those that a plan refuses are drawn again."""
    kept: tuple[Change, ...] = ()
    for _ in range(count):
        change = _change(random, graph)
        try:
            plan((*kept, change), MemoryState(graph.facts), MODEL)
        except InvalidChangeSet:
            continue
        kept = (*kept, change)
    return kept


def _change(random: Random, graph: Graph) -> Change:
    """A fact of a graph drawn over the same ids put, or one that stands changed or removed."""
    other = _over(random, graph)
    facts = [*graph.facts, *graph.relations]
    draw = random.random()
    if draw < 0.55 or not facts:
        return Put(random.choice([*other.facts, *other.relations]))
    fact = random.choice(facts)
    if draw < 0.75:
        return Remove(ref_of(fact))
    if isinstance(fact, Item):
        return SetFields(fact.id, {"description": random.choice((None, "d")), "aliases": None})
    return SetFields(fact.key, {"until": random.choice((None, "2027-01-01", "2099-01-01"))})


def _over(random: Random, graph: Graph) -> Graph:
    """A graph over the same letters, in which the items that stand keep their kinds."""
    fresh = drawn(random, KINDS, random.randint(2, len(LETTERS) // 2), 40)
    kinds = {item.id: item.kind for item in graph.items}
    items = [Item(kinds.get(i.id, i.kind), i.id, i.fields) for i in fresh.items]
    allowed = tuple(item for item in items if _allowed(item))
    if not allowed and not fresh.relations:  # nothing to put: drawn again
        return _over(random, graph)
    return Graph(allowed, fresh.relations)


def _allowed(item: Item) -> bool:
    """Whether the fields are some of the kind's own: a contract's are no agency's."""
    declared = {field.name for field in MODEL.kind_by_name[item.kind].fields}
    return set(item.fields) <= declared
