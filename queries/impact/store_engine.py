"""Impact over a graph that is never read whole: the same engine, one query to the store a level.

For graphs that do not fit in memory, and as a cross-check of the snapshot. The store is crossed as
far as an effect could come if every part were the whole and nobody had a contract of their own.
What was met is put together as a small snapshot, from which the answer is found and explained like
any other; what an explanation needs beyond that is read on.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, tzinfo
from typing import NamedTuple, Protocol, runtime_checkable

import numpy as np

from graph_model.errors import NotFound, StoreUnavailable
from graph_model.facts import BETWEEN, Fact, Item, Ref, Relation, ref_of
from graph_model.ids import as_kept
from graph_model.lens import Lens
from graph_model.model import Model
from graph_model.tabulate import tables_of
from queries.change.ticket_window import TICKET
from queries.engine.adjacency import adjacency, day_of
from queries.engine.passes import reach
from queries.engine.propagation import propagate
from queries.engine.start import Starts, starts
from queries.impact.asking import open_impact
from queries.impact.background import open_tickets
from queries.impact.crawled import CrawledAdjacency
from queries.impact.impact import Beside, Impact
from queries.snapshot.base import DEPENDS_ON
from queries.snapshot.days import day_number
from queries.snapshot.in_service import span_of
from queries.snapshot.rows import as_ints
from queries.snapshot.snapshot import Snapshot

MOST_TRIES = 5
"""How often a question is begun again because the graph changed while it was answered."""


@runtime_checkable
class Ground(Protocol):
    """A store that can be asked about a few items at a time."""

    def revision(self) -> int:
        """The number of the newest revision."""

    def named(self, names: Sequence[str]) -> list[Item]:
        """The items of some ids or aliases, each once."""

    def known(self) -> Iterator[list[Item]]:
        """Every item with its name and aliases alone, a bounded part at a time."""

    def around(self, ids: Sequence[str]) -> list[Fact]:
        """Every relation at some items and its ends, and the other members of their groups."""

    def families(self) -> list[Fact]:
        """Every contract, and how contracts stand under one another."""

    def open_tickets(self) -> list[Fact]:
        """Every ticket that is not closed, with what it affects."""

    def holders(self, services: Sequence[str]) -> list[Fact]:
        """Who holds what covers some services, and what their consumers are part of."""


class Beyond(NamedTuple):
    """What is read whether or not the effect comes to it: items, and what stands around some."""

    also: Sequence[str] = ()
    around: Sequence[str] = ()


NOTHING = Beyond()


def crawled_impact(
    ground: Ground,
    model: Model,
    of: Sequence[str],
    lens: str,
    as_of: date,
    beyond: Beyond = NOTHING,
    background: tzinfo | None = None,
) -> Impact:
    """What the items of some ids or aliases touch, read from the store as the effect goes.

    With a time zone for ``background`` it is asked on top of what is open. What is ``beyond`` and
    is recorded can be asked about in the answer.

    Raises:
        InvalidQuestion: no ids, or no such lens.
        NotFound: with the ids that are not recorded.
        StoreUnavailable: the graph changed each time the question was begun.
    """
    for _ in range(MOST_TRIES):
        revision = ground.revision()
        crawl = _Crawl(ground, model, model.lens(lens), as_of, revision)
        crawl.meet(ground.named(beyond.also))
        crawl.look(beyond.around)
        found = crawl.impact(of, background)
        if ground.revision() == revision:
            return found
    raise StoreUnavailable("the graph changes faster than a question can cross it; ask again")


class _Crawl:
    """One question under way: what was met, and around what it was looked."""

    def __init__(
        self, ground: Ground, model: Model, lens: Lens, as_of: date, revision: int
    ) -> None:
        self.ground, self.model, self.lens, self.as_of = ground, model, lens, as_of
        self.revision = revision
        self.met: dict[Ref, Fact] = {}
        self.at: dict[str, list[Relation]] = {}
        self.members: dict[tuple[str, str], list[Relation]] = {}
        self.asked: set[str] = set()

    def impact(self, of: Sequence[str], background: tzinfo | None) -> Impact:
        self.meet(self.ground.families())
        lapsed = self._lapsed()
        self._name(of)
        beside = [] if background is None else self._open(of, background)
        begin, ids = self._starts([*of, *beside])
        graph = CrawledAdjacency(self, lapsed - set(ids), set(ids))
        reached = propagate(graph, graph.numbers(ids), begin.levels)
        self.look([item.id for item in self._items("Program")])
        reached_ids = [graph.id(number) for number in reached.rows.tolist()]
        services = [id_ for id_ in reached_ids if _is_a(self.met[id_], "Service")]
        self.meet(self.ground.holders(services))
        self.meet(self.ground.named(self._sources()))
        return self._answer(begin, ids, of, background)

    def meet(self, facts: Iterable[Fact]) -> None:
        """Keep facts, relations by their ends and by their group."""
        for fact in facts:
            if ref_of(fact) not in self.met:
                self.met[ref_of(fact)] = fact
                if isinstance(fact, Relation):
                    self._keep(fact)

    def _keep(self, relation: Relation) -> None:
        for end in {relation.start, relation.end}:
            self.at.setdefault(end, []).append(relation)
        if relation.type == DEPENDS_ON and relation.discriminator:
            self.members.setdefault((relation.start, relation.discriminator), []).append(relation)

    def look(self, ids: Sequence[str]) -> None:
        """Ask for what stands around items, once each."""
        fresh = [id_ for id_ in ids if id_ not in self.asked]
        if fresh:
            self.asked.update(fresh)
            self.meet(self.ground.around(fresh))

    def idle(self, id_: str) -> bool:
        """Whether an item that was met is out of service."""
        item = self.met[id_]
        first, until = span_of(item) if isinstance(item, Item) else (0, 0)
        return not first <= day_number(self.as_of) < until

    def _sources(self) -> list[str]:
        """The sources that what was met names: by their role it is known whose it is."""
        texts = {
            str(f.fields.get("source") or "") for f in self.met.values() if isinstance(f, Item)
        }
        return sorted({one for text in texts for one in text.split(BETWEEN) if one})

    def _items(self, kind: str) -> list[Item]:
        return [f for f in self.met.values() if isinstance(f, Item) and f.kind == kind]

    def _snapshot(self) -> Snapshot:
        """What was met, as a snapshot."""
        return Snapshot.of(tables_of(self.met.values(), self.model, self.revision), self.model)

    def _lapsed(self) -> set[str]:
        found = self._snapshot()
        rows = np.flatnonzero(day_of(found, day_number(self.as_of)).lapsed)
        return set(found.ids_of(as_ints(rows)))

    def _name(self, of: Sequence[str]) -> None:
        """Meet what is asked about; tickets are looked around, to find what they affect."""
        items = self.ground.named([as_kept(name) for name in of])
        self.meet(items)
        self.look([item.id for item in items if item.kind == TICKET])
        found = self._snapshot()
        if missing := [name for name in of if found.find(name) is None]:
            raise NotFound(missing)

    def _open(self, of: Sequence[str], zone: tzinfo) -> list[str]:
        """The ids of the open tickets that the question is asked on top of."""
        self.meet(self.ground.open_tickets())
        found = self._snapshot()
        return found.ids_of(open_tickets(found, of, self.as_of, zone).rows)

    def _starts(self, of: Sequence[str]) -> tuple[Starts, list[str]]:
        """The starts, and their ids."""
        found = self._snapshot()
        begin = starts(found, of, day_number(self.as_of))
        self.tickets = found.ids_of(begin.tickets)
        return begin, found.ids_of(begin.rows)

    def _answer(
        self, begin: Starts, ids: Sequence[str], of: Sequence[str], background: tzinfo | None
    ) -> Impact:
        """The answer over a snapshot of all that was met, that knows around what it was read."""
        snapshot = self._snapshot()
        rows, tickets = snapshot.rows(ids), snapshot.rows(self.tickets)
        found = Starts(rows, begin.levels, tickets)
        graph = adjacency(snapshot, self.lens, day_number(self.as_of), rows)
        reached = reach(graph, rows, begin.levels)
        read = np.zeros(snapshot.size, np.bool_)
        read[snapshot.rows(self.asked)] = True
        guarded = replace(snapshot, read=read)

        def read_on(more: Sequence[str]) -> Impact:
            self.look(more)
            if self.ground.revision() != self.revision:
                raise StoreUnavailable("the graph changed while it was read on; ask again")
            return self._answer(begin, ids, of, background)

        told = Impact(guarded, self.lens, self.as_of, found, graph, reached, read_on=read_on)
        if background is None:
            return told
        beside = open_tickets(snapshot, of, self.as_of, background)
        alone = open_impact(snapshot, beside.owned, self.lens, self.as_of)
        own = starts(snapshot, of, day_number(self.as_of), allow_none=True)
        return replace(told, beside=Beside(beside, replace(alone, snapshot=guarded), own))


def _is_a(fact: Fact, kind: str) -> bool:
    return isinstance(fact, Item) and fact.kind == kind
