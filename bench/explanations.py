"""What explanations, what-ifs and earlier revisions cost, on Debian's packages.

Each explanation is of an answer just made, so that nothing is kept from the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from random import Random
from statistics import median

from bench.debian import tables
from bench.figure import FULL, BenchFigure, median_seconds, seconds
from graph_model.changes import ChangeSet, Put, SetFields
from graph_model.facts import Item
from graph_model.model import standard_model
from queries.answers.view import View
from queries.answers.viewer import everything
from queries.impact.asking import compared
from queries.impact.confidence import least
from queries.impact.corridor import corridor
from queries.impact.impact import Impact, impact
from queries.impact.paths import paths
from queries.impact.redundancy_ends import shrinking
from queries.impact.why_not import why_not
from queries.snapshot.keeper import Keeper
from queries.snapshot.snapshot import Snapshot
from queries.what_if.edit import edited
from stores.sqlite import SqliteStore

TODAY, LATER = date(2026, 11, 25), date(2027, 11, 25)
STARTS = ("dbus", "python3", "libc6")
ASKED = 20
"""How many items are asked about, drawn from a fixed seed; the figure is their median."""


def measure(size: str) -> Iterator[BenchFigure]:
    """The figures of each question, for packages on which more and more depends."""
    snapshot = Snapshot.of(tables(), standard_model())
    for start in STARTS if size == FULL else STARTS[:1]:
        yield from _explained(snapshot, start)
        yield from _edited(snapshot, start)
    took = median_seconds(lambda: shrinking(snapshot, TODAY, LATER), 3)
    yield BenchFigure("redundancy that ends within a year", took * 1e3, "ms")
    yield from _undone()


def _explained(snapshot: Snapshot, start: str) -> Iterator[BenchFigure]:
    found = impact(snapshot, [start], "outage", TODAY)
    count, random = len(found.rows), Random(1)
    rows = random.sample(found.rows.tolist(), ASKED)
    deep = max(rows, key=lambda row: len(found.witness(row).steps))
    untouched = [row for row in range(snapshot.size) if not found.levels[row]]
    degraded = [row for row in found.rows.tolist() if found.levels[row] == 2]

    def of(what: str, ask: Callable[[Impact], object]) -> BenchFigure:
        took = [
            seconds(lambda fresh=fresh: ask(fresh))  # type: ignore[misc]
            for fresh in (impact(snapshot, [start], "outage", TODAY) for _ in range(4))
        ][1:]
        return BenchFigure(f"{start}, {count:,} affected: {what}", median(took) * 1e3, "ms")

    def stopped(what: str, among: list[int]) -> BenchFigure:
        asked = random.sample(among, min(ASKED, len(among)))
        took = median(seconds(lambda row=row: why_not(found, row, "LOST")) for row in asked)  # type: ignore[misc]
        return BenchFigure(f"{start}: why not, {what}", took * 1e3, "ms")

    yield of("one witness", lambda answer: answer.witness(deep))
    view = View(snapshot, everything(), TODAY)
    yield of("the confidence of all of it", lambda answer: least(answer, answer.rows, view))
    yield of("five ways to one", lambda answer: paths(answer, deep, 5))
    yield of("a corridor", lambda answer: corridor(answer, deep))
    yield stopped("of what is not affected", untouched)
    if degraded:
        yield stopped("of what is degraded only", degraded)


def _edited(snapshot: Snapshot, start: str) -> Iterator[BenchFigure]:
    row = int(snapshot.rows([start])[0])
    key = snapshot.key_at(int(snapshot.relations(row)[0]))
    view = View(snapshot, everything(), TODAY)
    edit = SetFields(key, {"since": None, "until": "2020-01-01"})

    def ask() -> object:
        laid = edited(snapshot, [edit], TODAY, everything())
        return compared(view, view.on(laid.snapshot), [start], "outage").difference

    yield BenchFigure(f"{start}: a what-if, both answers", median_seconds(ask) * 1e3, "ms")


def _undone() -> Iterator[BenchFigure]:
    """An earlier revision, of a store of a few items; it costs what was changed since."""
    ids = [f"ci:{n}" for n in range(1_000)]
    store = SqliteStore(None, standard_model())
    try:
        put = tuple(Put(Item("ConfigurationItem", id_, {"name": id_})) for id_ in ids)
        store.apply(ChangeSet("put", put), "bench", "bench")
        edits = tuple(SetFields(id_, {"description": "changed"}) for id_ in ids)
        store.apply(ChangeSet("edit", edits), "bench", "bench")
        took = median(
            seconds(lambda keeper=keeper: keeper.at(1))  # type: ignore[misc]
            for keeper in (Keeper(store, standard_model()) for _ in range(5))
        )
    finally:
        store.close()
    yield BenchFigure("an earlier revision, 1,000 changes undone", took * 1e3, "ms")
