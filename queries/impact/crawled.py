"""What the engine asks of a store that is crossed level by level: nodes are numbered as met."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Protocol

import numpy as np

from graph_model.facts import Fact, Item, Ref, Relation, RelationKey
from graph_model.lens import Lens
from graph_model.model import Model
from queries.engine.adjacency import Crossings
from queries.engine.transfers import transfers
from queries.snapshot.base import DEPENDS_ON
from queries.snapshot.rows import Bytes, Ints, as_ints

LAPSED_CARRIER = ("UNDER", "Contract")


class Crawling(Protocol):
    """A crawl under way, as its adjacency needs it: what was met, by ends and by group."""

    model: Model
    lens: Lens
    as_of: date
    met: dict[Ref, Fact]
    at: dict[str, list[Relation]]
    members: dict[tuple[str, str], list[Relation]]

    def look(self, ids: Sequence[str]) -> None:
        """Ask for what stands around items, once each."""

    def idle(self, id_: str) -> bool:
        """Whether an item that was met is out of service."""


class CrawledAdjacency:
    """The adjacency of a store, no part being capped and nobody having a contract of their own.

    What an effect reaches so is all that it may reach.
    """

    def __init__(self, crawl: Crawling, lapsed: set[str], starts: set[str]) -> None:
        """Cross what a crawl meets, minding the contracts that are ``lapsed`` and no start."""
        self.crawl, self.model, self._lens = crawl, crawl.model, crawl.lens
        self.rules = transfers(crawl.lens, crawl.model)
        self.lapsed, self.starts, self.day = lapsed, starts, crawl.as_of.isoformat()
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
    def gates(self) -> int:
        """The number of groups met."""
        return len(self._dependents)

    @property
    def table(self) -> Bytes:
        """What arrives by code and level; through a gate, while it holds. Shape (codes, 4)."""
        return self.rules.table

    @property
    def breaks(self) -> Bytes:
        """What arrives through a gate that has broken, by code and level, shape (codes, 4)."""
        return self.rules.breaks

    def id(self, item: int) -> str:
        """The id of an item."""
        return self._ids[item]

    def key(self, relation: int) -> RelationKey:
        """What identifies a relation that was crossed."""
        return self._keys[relation]

    def items(self, nodes: Ints) -> Ints:
        """The items themselves: nothing has faces here."""
        return nodes

    def otherwise(self, items: Ints) -> Ints:
        """No face of any item."""
        return np.full(len(items), -1, np.int32)

    def numbers(self, ids: Sequence[str]) -> Ints:
        """The numbers of items, given as they are met."""
        return as_ints([self._number(id_) for id_ in ids])

    def _number(self, id_: str) -> int:
        number = self._numbers.setdefault(id_, len(self._ids))
        if number == len(self._ids):
            self._ids.append(id_)
        return number

    def dependents(self, gates: Ints) -> Ints:
        """The items that depend on the groups."""
        return as_ints([self._dependents[gate] for gate in gates.tolist()])

    def spare(self, gates: Ints) -> Ints:
        """How many members of each group may fail before it breaks."""
        return as_ints([self._spare[gate] for gate in gates.tolist()])

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
        grouped = relation.type == DEPENDS_ON and bool(relation.discriminator)
        for backward in (False, True):
            origin = relation.end if backward else relation.start
            if origin not in at or not self._carries(relation, backward):
                continue
            code = self._code(relation, backward)
            if code and (backward or not grouped):
                target = self._target(relation, backward, grouped)
                self._keys.append(relation.key)
                crosses = self.rules.group if grouped else code
                yield at[origin], target, crosses, len(self._keys) - 1

    def _carries(self, relation: Relation, backward: bool) -> bool:
        """Whether the origin carries along it: a contract not in force does only to contracts."""
        origin, target = relation.start, relation.end
        if backward:
            origin, target = target, origin
        if self._idle(origin):
            return False
        if origin not in self.lapsed:
            return True
        return backward and (relation.type, self._kind(target)) == LAPSED_CARRIER

    def _idle(self, id_: str) -> bool:
        return id_ not in self.starts and self.crawl.idle(id_)

    def _kind(self, id_: str) -> str:
        item = self.crawl.met[id_]
        assert isinstance(item, Item)
        return item.kind

    def _code(self, relation: Relation, backward: bool) -> int:
        """The code of a relation as if it were of the whole."""
        start, end = self.kinds[self._kind(relation.start)], self.kinds[self._kind(relation.end)]
        return int(self.rules.lookup[self.types[relation.type], start, end, int(backward), 0])

    def _target(self, relation: Relation, backward: bool, grouped: bool) -> int:
        target = self._number(relation.start if backward else relation.end)
        return -self._group(relation, target) - 1 if grouped else target

    def _group(self, relation: Relation, dependent: int) -> int:
        """The number of a group; its size and need are counted when it is first met."""
        key = (relation.start, relation.discriminator)
        number = self._groups.setdefault(key, len(self._dependents))
        if number == len(self._dependents):
            members = [m for m in self.crawl.members[key] if self._holds(m)]
            size = sum(not self._idle(member.end) for member in members)
            need = max(_need(member) for member in members)
            self._dependents.append(dependent)
            self._spare.append(size - min(need, size))
        return number


def _need(relation: Relation) -> int:
    need = relation.fields.get("need")
    return max(need, 1) if isinstance(need, int) else 1
