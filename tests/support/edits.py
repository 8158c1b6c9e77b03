"""Edits of a drawn graph, most of them valid, and a store that the same changes are applied to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from random import Random

import numpy as np

from graph_model.changes import ChangeSet, Put, Remove, SetFields
from graph_model.facts import Fact, Item, Relation
from graph_model.records import record_of
from queries.snapshot.rows import Ints
from queries.snapshot.snapshot import Snapshot
from queries.what_if.edit import Create, Edit, EndContract, MakeRedundant, ReplaceSupplier
from stores.protocol import Store
from stores.sqlite import SqliteStore
from tests.support.graphs import DATES, KINDS, MODEL, Graph, drawn

AUTHOR, SOURCE = "tests", "tests"


@contextmanager
def stored(graph: Graph) -> Iterator[SqliteStore]:
    """A store of its own that holds the graph, at revision 1."""
    store = SqliteStore(None, MODEL)
    try:
        fill(store, graph)
        yield store
    finally:
        store.close()


def fill(store: Store, graph: Graph) -> None:
    """Put the whole graph into an empty store."""
    store.apply(ChangeSet("graph", tuple(Put(fact) for fact in graph.facts)), AUTHOR, SOURCE)


def snapshot_of(store: Store) -> Snapshot:
    """A snapshot built from nothing but what the store holds."""
    return Snapshot.of(store.read(), MODEL)


def facts_of(snapshot: Snapshot) -> list[str]:
    """Everything a snapshot holds, as lines."""
    return lines_of(facts_at(snapshot))


def lines_of(facts: Iterable[Fact]) -> list[str]:
    """Facts as lines that can be compared."""
    return sorted(json.dumps(record_of(fact, MODEL), sort_keys=True) for fact in facts)


def facts_at(snapshot: Snapshot) -> list[Fact]:
    """Everything a snapshot holds."""
    numbers = {n for row in range(snapshot.size) for n in snapshot.relations(row).tolist()}
    items: list[Fact] = [snapshot.item_at(row) for row in standing(snapshot).tolist()]
    return [*items, *(snapshot.relation_at(n) for n in sorted(numbers))]


def standing(snapshot: Snapshot) -> Ints:
    """The rows of the items that are there."""
    return snapshot.standing(np.arange(snapshot.size, dtype=np.int32))


def edits(graph: Graph, seed: int, most: int = 6) -> list[Edit]:
    """Some edits, in any order, one now and then about what is not there (any more)."""
    random = Random(seed)
    return [_edit(graph, random) for _ in range(random.randint(1, most))]


def _edit(graph: Graph, random: Random) -> Edit:
    makers = [
        *(_put_item, _put_relation, _put_relation, _set, _remove, _remove, _end, _replace),
        *(_create, _redundant),
    ]
    return random.choice(makers)(graph, random)


def _put_item(graph: Graph, random: Random) -> Edit:
    id_ = random.choice(["new-1", "new-2", *graph.ids()])
    kinds = {item.id: item.kind for item in graph.items}
    kind = kinds.get(id_) or {"new-1": "Service", "new-2": "ConfigurationItem"}[id_]
    return Put(Item(kind, id_, {"name": id_}))


def _put_relation(graph: Graph, random: Random) -> Edit:
    fresh = Item("Service", "new-1", {}), Item("ConfigurationItem", "new-2", {})
    joined = drawn_between((*graph.items, *fresh), random)
    return Put(joined) if joined else _put_item(graph, random)


def drawn_between(items: Sequence[Item], random: Random) -> Relation | None:
    """A relation of any type between two of the items, if any may join two of them."""
    candidates = [
        (type_.name, start.id, end.id)
        for type_ in MODEL.relations
        for start in items
        for end in items
        if (start.kind, end.kind) in type_.joins
    ]
    if not candidates:
        return None
    type_, start, end = random.choice(candidates)
    discriminator = random.choice(("", "a", "b")) if type_ == "DEPENDS_ON" else ""
    since = random.choice((None, *DATES))
    return Relation(type_, start, end, discriminator, {"since": since} if since else {})


def _set(graph: Graph, random: Random) -> Edit:
    if graph.relations and random.random() < 0.6:
        fields = {random.choice(("since", "until")): random.choice((None, *DATES))}
        return SetFields(random.choice(graph.relations).key, fields)
    return SetFields(random.choice(graph.ids()), {"description": "edited"})


def _remove(graph: Graph, random: Random) -> Edit:
    if graph.relations and random.random() < 0.6:
        return Remove(random.choice(graph.relations).key)
    return Remove(random.choice([*graph.ids(), "nobody"]))


def _end(graph: Graph, random: Random) -> Edit:
    contracts = graph.ids("Contract")
    day = date.fromisoformat(random.choice(DATES))
    return EndContract(random.choice(contracts), day) if contracts else _set(graph, random)


def _replace(graph: Graph, random: Random) -> Edit:
    suppliers, services = graph.ids("Supplier"), graph.ids("Service")
    if len(suppliers) < 2:
        return _remove(graph, random)
    old, new = random.sample(suppliers, 2)
    some = tuple(random.sample(services, min(2, len(services)))) or None
    day = date.fromisoformat(random.choice(DATES))
    return ReplaceSupplier(old, new, random.choice((None, some)), random.choice((None, day)))


def _create(graph: Graph, random: Random) -> Edit:
    id_ = random.choice(["new-1", "new-2", *graph.ids()[:1]])
    return Create(Item("Service", id_, {"name": id_}))


def _redundant(graph: Graph, random: Random) -> Edit:
    among = graph.ids("Service", "ConfigurationItem")
    if len(among) < 3:
        return _set(graph, random)
    dependent, *members = random.sample(among, 3)
    return MakeRedundant(dependent, tuple(members), random.choice((1, 1, 2)))


def suppliers_too(seed: int, size: int, relations: int) -> Graph:
    """A drawn graph in which suppliers and contracts are frequent."""
    kinds = (*KINDS, *("Supplier", "Contract", "OperatingLevelAgreement") * 6)
    return drawn(Random(seed), kinds, size, relations)
