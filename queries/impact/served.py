"""Whose contract stands between a service and one consumer of it: for "why not"."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from graph_model.lens import MIDDLE, Direction
from queries.contract.own import Covers, consumed_of, covers_of, owned
from queries.engine.transfers import COVERS
from queries.impact.blocker import Blocker, Reason
from queries.impact.impact import Impact
from queries.snapshot.days import day_number
from queries.snapshot.rows import Flags, as_ints


@dataclass(frozen=True, slots=True)
class _Between:
    """Every COVERS of a service, whatever its period, as one consumer meets it.

    ``serves`` are those that are its own, or would be if they counted; ``own`` those that are.
    """

    covers: Covers
    serves: Flags
    own: Flags


class Served:
    """The contracts between each service and each consumer, looked up once."""

    def __init__(self, impact: Impact) -> None:
        """Look nothing up yet."""
        self.impact, self.snapshot = impact, impact.snapshot
        self._known: dict[int, _Between | None] = {}
        lookup = impact.adjacency.edges.rules.lookup
        self.matters = bool(lookup[self.snapshot.relation_codes[COVERS], :, :, 0].any())

    def asks(self, number: int) -> bool:
        """Whether it matters to the consumer of a CONSUMES whose contract ends."""
        return self.matters and self._between(number) is not None

    def covers(self, number: int) -> list[int]:
        """The COVERS of what is consumed."""
        between = self._between(number)
        return between.covers.numbers.tolist() if between else []

    def blockers(self, number: int, cover: int, level: int, consumer: int) -> tuple[Blocker, ...]:
        """What keeps a level that a contract carries to the service from the consumer."""
        between = self._between(number)
        assert between is not None
        at = int(np.flatnonzero(between.covers.numbers == cover)[0])
        if between.serves[at]:
            return ()
        service, own = int(between.covers.service[at]), between.own
        found = []
        if between.covers.holder_only[at]:
            held = (int(between.covers.contract[at]),)
            found.append(Blocker(Reason.HOLDER_ONLY, service, consumer, number, (), held))
        whole = (own & ~between.covers.part).any()
        if own.any() and (whole or level > MIDDLE):
            contracts = tuple(self.snapshot.order.rows(between.covers.contract[own]).tolist())
            found.append(Blocker(Reason.OWN_CONTRACT, service, consumer, number, (), contracts))
        return tuple(found)

    def _between(self, number: int) -> _Between | None:
        if number not in self._known:
            self._known[number] = self._look(number)
        return self._known[number]

    def _look(self, number: int) -> _Between | None:
        """The contracts between; None where it is the same to the consumer whose they are."""
        snapshot, day = self.snapshot, day_number(self.impact.as_of)
        service = int(snapshot.ends(as_ints([number]))[0])
        numbers = np.sort(snapshot.relations(service, COVERS, Direction.BACKWARD))
        covers = covers_of(snapshot, as_ints(numbers))
        found = owned(snapshot, day, covers, consumed_of(snapshot, as_ints([number])))
        serves = np.zeros(len(numbers), np.bool_)
        serves[found.cover] = True
        counts = np.isin(numbers, snapshot.holding(as_ints(numbers), day))
        counts &= ~self.impact.adjacency.closed[covers.contract]
        own = serves & counts
        return _Between(covers, serves, own) if own.any() or covers.holder_only.any() else None
