"""Commits during a read do no harm: what was read, with the journal since, is the graph."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from graph_model.changes import Change, ChangeSet, Image, Remove, SetFields
from graph_model.columns import Tables
from graph_model.errors import RamifyError
from graph_model.model import standard_model
from stores.protocol import Store
from tests.support.store_graphs import StoredGraph, ci, depends, graph, graph_in, laid, put
from tests.support.store_place import Place

ITEMS = 40
REVISIONS = 12


def _shuffle(chance: random.Random) -> Iterator[tuple[Change, ...]]:
    """Items that come and go with their relations, for ever; ids of nodes are used again."""
    while True:
        gone = chance.sample(range(ITEMS), 5)
        back = [ci(f"ci:{n}", turn=chance.random()) for n in gone]
        links = [
            depends(f"ci:{n}", f"ci:{chance.randrange(ITEMS)}", f"g{chance.randrange(3)}", need=n)
            for n in gone
        ]
        yield tuple(Remove(f"ci:{n}") for n in gone)
        stay = sorted(set(range(ITEMS)) - set(gone))
        names = {f"ci:{n}": chance.choice("nm") * chance.randrange(1, 90) for n in stay}
        yield tuple(SetFields(id_, {"name": name}) for id_, name in names.items())
        yield put(*back, *{link.key: link for link in links}.values())


@contextmanager
def _writing(store: Store) -> Iterator[None]:
    """Somebody commits all the time."""
    stop, failed = threading.Event(), list[RamifyError]()

    def write() -> None:
        for n, changes in enumerate(_shuffle(random.Random(7))):
            if stop.is_set() and n % 3 == 0:
                return
            try:
                store.apply(ChangeSet(f"turn {n}", changes), "ann", "test")
            except RamifyError as error:
                failed.append(error)
                return

    writer = threading.Thread(target=write)
    writer.start()
    try:
        yield
    finally:
        stop.set()
        writer.join()
    assert not failed, failed


def _brought_up(tables: Tables, store: Store) -> StoredGraph:
    """What was read, and every image since laid over it."""
    read = [Image(None, fact) for fact in tables.facts(standard_model())]
    since = [image for entry in store.journal(tables.revision) for image in entry.images]
    return graph(laid([*read, *since]).values())


def test_read_with_the_journal_since_is_the_graph(place: Place) -> None:
    store, reader = place.open(), place.open()
    start = [ci(f"ci:{n}") for n in range(ITEMS)]
    links = [depends(f"ci:{n}", f"ci:{n * 7 % ITEMS}", need=1) for n in range(ITEMS)]
    store.apply(ChangeSet("start", put(*start, *links)), "ann", "test")
    with _writing(store):
        read: dict[int, Tables] = {}
        while len(read) < REVISIONS:
            tables = reader.read()
            read[tables.revision] = tables
    final = graph_in(store)
    for tables in read.values():
        assert _brought_up(tables, reader) == final
