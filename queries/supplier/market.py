"""Who provides what now: the shares and the spread that a change of hands is measured against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True)
class Market:
    """The suppliers and the services they provide, as of a date; each pair once."""

    snapshot: Snapshot
    as_of: date

    @cached_property
    def _pairs(self) -> tuple[Ints, Ints]:
        """Suppliers' and services' rows, by supplier."""
        snapshot, size = self.snapshot, max(1, self.snapshot.size)
        numbers = snapshot.all_relations("PROVIDES")
        numbers = snapshot.holding(numbers, day_number(self.as_of))
        starts, ends = snapshot.starts(numbers), snapshot.ends(numbers)
        services = snapshot.kinds[ends] == snapshot.kind_codes["Service"]
        packed = np.unique(starts[services].astype(np.int64) * size + ends[services])
        return as_ints(packed // size), as_ints(packed % size)

    @cached_property
    def _services(self) -> int:
        return len(np.unique(self._pairs[1]))

    @cached_property
    def _counts(self) -> Mapping[int, int]:
        suppliers, counts = np.unique(self._pairs[0], return_counts=True)
        return dict(zip(suppliers.tolist(), counts.tolist(), strict=True))

    @cached_property
    def _squares(self) -> int:
        return sum(count**2 for count in self._counts.values())

    def services_of(self, supplier: int) -> Ints:
        """The services that a supplier provides, rising."""
        suppliers, services = self._pairs
        first, last = np.searchsorted(suppliers, [supplier, supplier + 1])
        return services[first:last]

    def provided(self, supplier: int) -> int:
        """How many services a supplier provides."""
        return self._counts.get(supplier, 0)

    def share(self, services: int) -> float:
        """So many services as a share of all that anybody provides; 0 where nobody does."""
        return services / self._services if self._services else 0.0

    def spread(self, changed: Mapping[int, int]) -> float:
        """The Herfindahl-Hirschman index where some suppliers provide other numbers of services."""
        before = [self.provided(supplier) for supplier in changed]
        total = len(self._pairs[0]) + sum(changed.values()) - sum(before)
        squares = self._squares + sum(n**2 for n in changed.values()) - sum(n**2 for n in before)
        return squares / total**2 if total else 0.0
