"""Impact over a graph that is never read whole: the same engine, one query to the store a level.

For graphs that do not fit in memory, and as a cross-check of the snapshot. What was met on the way
is put together as a small snapshot, from which the answer is read and explained like any other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Protocol, runtime_checkable

import numpy as np

from graph_model.errors import NotFound, StoreUnavailable
from graph_model.facts import Fact, Item, Ref, Relation, RelationKey, ref_of
from graph_model.lens import Lens
from graph_model.model import Model
from graph_model.tabulate import tables_of
from graph_model.values import as_kept
from queries.contract.contract import lapsed
from queries.engine.adjacency import Crossings, adjacency
from queries.engine.edges import transfers
from queries.engine.propagation import Reached, propagate
from queries.engine.start import Starts, starts
from queries.impact.impact import Impact
from queries.snapshot.base import DEPENDS_ON
from queries.snapshot.days import day_number
from queries.snapshot.rows import Bytes, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

MOST_TRIES = 5
"""How often a question is begun again because the graph changed while it was answered."""
LAPSED_CARRIER = ("UNDER", "Contract")


@runtime_checkable
class Ground(Protocol):
    """A store that can be asked about a few items at a time."""

    def revision(self) -> int:
        """The number of the newest revision."""

    def named(self, names: Sequence[str]) -> list[Item]:
        """The items of some ids or aliases, each once."""

    def around(self, ids: Sequence[str]) -> list[Fact]:
        """Every relation at some items and its ends, and the other members of their groups."""

    def families(self) -> list[Fact]:
        """Every contract, and how contracts stand under one another."""


def crawled_impact(
    ground: Ground,
    model: Model,
    of: Sequence[str],
    lens: str,
    as_of: date,
    also: Sequence[str] = (),
) -> Impact:
    """What the items of some ids or aliases touch, read from the store as the effect goes.

    Those of ``also`` that are recorded are in the answer's snapshot whether or not it touches them.

    Raises:
        InvalidQuestion: no ids, or no such lens.
        NotFound: with the ids that are not recorded.
        StoreUnavailable: the graph changed each time the question was begun.
    """
    for _ in range(MOST_TRIES):
        revision = ground.revision()
        crawl = _Crawl(ground, model, model.lens(lens), as_of)
        crawl.meet(ground.named(also))
        found = crawl.impact(of, revision)
        if ground.revision() == revision:
            return found
    raise StoreUnavailable("the graph changes faster than a question can cross it; ask again")


class _Crawl:
    """One question under way: what was met, and where the effect starts."""

    def __init__(self, ground: Ground, model: Model, lens: Lens, as_of: date) -> None:
        self.ground, self.model, self.lens, self.as_of = ground, model, lens, as_of
        self.met: dict[Ref, Fact] = {}
        self.at: dict[str, list[Relation]] = {}
        self.members: dict[tuple[str, str], list[Relation]] = {}
        self.asked: set[str] = set()

    def impact(self, of: Sequence[str], revision: int) -> Impact:
        self.meet(self.ground.families())
        lapsed_ids = self._lapsed()
        begin, ids = self._starts(of, revision)
        graph = CrawledAdjacency(self, lapsed_ids - set(ids))
        rows = graph.numbers(ids)
        reached = propagate(graph, rows, begin.levels)
        self._programs()
        return self._answer(of, begin, ids, graph, reached, revision)

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

    def snapshot(self, revision: int) -> Snapshot:
        """What was met, as a snapshot."""
        return Snapshot.of(tables_of(self.met.values(), self.model, revision), self.model)

    def _lapsed(self) -> set[str]:
        found = self.snapshot(0)
        return set(found.ids_of(as_ints(np.flatnonzero(lapsed(found, day_number(self.as_of))))))

    def _starts(self, of: Sequence[str], revision: int) -> tuple[Starts, list[str]]:
        """The starts, and their ids; tickets are looked around, to find what they affect."""
        items = self.ground.named([as_kept(name) for name in of])
        self.meet(items)
        self.look([item.id for item in items if item.kind == "Ticket"])
        found = self.snapshot(revision)
        missing = [name for name in of if found.find(name) is None]
        if missing:
            raise NotFound(missing)
        begin = starts(found, of, day_number(self.as_of))
        return begin, found.ids_of(begin.rows)

    def _programs(self) -> None:
        """Look around the programs of what was reached, so that exposures can be counted."""
        code = [f.id for f in self.met.values() if isinstance(f, Item) and f.kind == "Program"]
        self.look(code)

    def _answer(
        self,
        of: Sequence[str],
        begin: Starts,
        ids: Sequence[str],
        graph: CrawledAdjacency,
        reached: Reached,
        revision: int,
    ) -> Impact:
        """The answer over a snapshot of all that was met, levels carried over by id."""
        snapshot = self.snapshot(revision)
        rows = snapshot.rows([graph.id(number) for number in reached.rows.tolist()])
        found = replace(starts(snapshot, of, day_number(self.as_of)), levels=begin.levels)
        found = replace(found, rows=snapshot.rows(ids))
        over = adjacency(snapshot, self.lens, day_number(self.as_of), found.rows)
        reached = Reached(snapshot.size, rows, reached.ends)
        return Impact(snapshot, self.lens, self.as_of, found, over, reached)


class CrawledAdjacency:
    """The adjacency of a store: items and groups are numbered as they are met."""

    def __init__(self, crawl: _Crawl, lapsed_ids: set[str]) -> None:
        """Cross what a crawl meets, minding the contracts that are not in force."""
        self.crawl, self.model, self._lens = crawl, crawl.model, crawl.lens
        self.rules = transfers(crawl.lens, crawl.model)
        self.lapsed, self.day = lapsed_ids, crawl.as_of.isoformat()
        self.kinds = {kind.name: n for n, kind in enumerate(self.model.kinds)}
        self.types = {relation.name: n for n, relation in enumerate(self.model.relations)}
        self._numbers: dict[str, int] = {}
        self._ids: list[str] = []
        self._groups: dict[tuple[str, str], int] = {}
        self._dependents: list[int] = []
        self._spare: list[int] = []
        self._keys: list[RelationKey] = []

    @property
    def lens(self) -> Lens:
        """The lens whose rules carry."""
        return self._lens

    @property
    def size(self) -> int:
        """The number of items met."""
        return len(self._ids)

    @property
    def groups(self) -> int:
        """The number of groups met."""
        return len(self._dependents)

    @property
    def table(self) -> Bytes:
        """What arrives by transfer code and level, shape (codes, 4)."""
        return self.rules.table

    def id(self, item: int) -> str:
        """The id of an item."""
        return self._ids[item]

    def key(self, relation: int) -> RelationKey:
        """What identifies a relation that was crossed."""
        return self._keys[relation]

    def numbers(self, ids: Sequence[str]) -> Ints:
        """The numbers of items, given as they are met."""
        return as_ints([self._number(id_) for id_ in ids])

    def _number(self, id_: str) -> int:
        number = self._numbers.setdefault(id_, len(self._ids))
        if number == len(self._ids):
            self._ids.append(id_)
        return number

    def dependents(self, groups: Ints) -> Ints:
        """The items that depend on the groups."""
        return as_ints([self._dependents[group] for group in groups.tolist()])

    def spare(self, groups: Ints) -> Ints:
        """How many members of each group may fail before it breaks."""
        return as_ints([self._spare[group] for group in groups.tolist()])

    def cross(self, origins: Ints) -> Crossings:
        """Every crossing from the origins: one query, then the rules."""
        ids = [self._ids[origin] for origin in origins.tolist()]
        self.crawl.look(ids)
        at = {id_: position for position, id_ in enumerate(ids)}
        rows = [
            crossing
            for relation in self._relations(at)
            for crossing in self._crossings(relation, at)
        ]
        columns = list(zip(*rows, strict=True)) if rows else [(), (), (), ()]
        origin, target, code, number = (as_ints(column) for column in columns)
        return Crossings(origin, target, code.astype(np.uint8), number)

    def _relations(self, at: dict[str, int]) -> list[Relation]:
        """The relations at some items that hold, a relation between two of them once."""
        found = {r.key: r for id_ in at for r in self.crawl.at.get(id_, ()) if self._holds(r)}
        return list(found.values())

    def _holds(self, relation: Relation) -> bool:
        since, until = relation.fields.get("since"), relation.fields.get("until")
        begun = since is None or str(since) <= self.day
        return begun and (until is None or self.day < str(until) or str(until) >= "2099")

    def _crossings(
        self, relation: Relation, at: dict[str, int]
    ) -> Iterable[tuple[int, int, int, int]]:
        """Origin position, target, code and number of a relation's crossings from the origins."""
        grouped = relation.type == DEPENDS_ON and relation.discriminator
        for backward in (False, True):
            origin = relation.end if backward else relation.start
            if origin not in at or not self._carries(relation, backward):
                continue
            code = self._code(relation, backward)
            if code and not (grouped and not backward):
                target = self._target(relation, backward, bool(grouped))
                self._keys.append(relation.key)
                yield at[origin], target, code, len(self._keys) - 1

    def _carries(self, relation: Relation, backward: bool) -> bool:
        """Whether the origin carries along it: a contract not in force does only to contracts."""
        origin, target = relation.start, relation.end
        if backward:
            origin, target = target, origin
        if origin not in self.lapsed:
            return True
        return backward and (relation.type, self._kind(target)) == LAPSED_CARRIER

    def _kind(self, id_: str) -> str:
        item = self.crawl.met[id_]
        assert isinstance(item, Item)
        return item.kind

    def _code(self, relation: Relation, backward: bool) -> int:
        start, end = self.kinds[self._kind(relation.start)], self.kinds[self._kind(relation.end)]
        part = int(relation.fields.get("extent") == "part")
        return int(self.rules.lookup[self.types[relation.type], start, end, int(backward), part])

    def _target(self, relation: Relation, backward: bool, grouped: bool) -> int:
        target = self._number(relation.start if backward else relation.end)
        return -self._group(relation, target) - 1 if grouped else target

    def _group(self, relation: Relation, dependent: int) -> int:
        """The number of a group; its size and need are counted when it is first met."""
        key = (relation.start, relation.discriminator)
        number = self._groups.setdefault(key, len(self._dependents))
        if number == len(self._dependents):
            members = [m for m in self.crawl.members[key] if self._holds(m)]
            need = max(_need(member) for member in members)
            self._dependents.append(dependent)
            self._spare.append(len(members) - min(need, len(members)))
        return number


def _need(relation: Relation) -> int:
    need = relation.fields.get("need")
    return max(need, 1) if isinstance(need, int) else 1
