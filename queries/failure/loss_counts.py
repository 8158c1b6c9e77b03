"""What hangs on items, counted: how many agencies, services, SLAs the loss of each takes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, NamedTuple

import numpy as np
from numpy.typing import NDArray

from graph_model.words import counted
from queries.answers.types import Said
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot


class LossCounts(NamedTuple):
    """How many other items the loss of one alone makes LOST."""

    agencies: Annotated[int, Said("Agencies, a service of theirs being LOST.")]
    citizen_facing: Annotated[int, Said("Services that citizens use directly.")]
    slas: Annotated[int, Said("SLAs: promises broken.")]
    services: Annotated[int, Said("Services, the citizen-facing ones included.")]
    items: Annotated[int, Said("Items of any kind, all of these included.")]

    @property
    def words(self) -> str:
        """What people ask for first, in words; "" where it takes nothing of that."""
        parts = (
            (self.agencies, "agency", "agencies"),
            (self.services, "service", "services"),
            (self.slas, "SLA", "SLAs"),
        )
        return ", ".join(counted(*part) for part in parts if part[0])


@dataclass(frozen=True, slots=True)
class Counts:
    """What hangs on each of some items: how many of each the loss takes, shapes (items,)."""

    agencies: Ints
    citizen_facing: Ints
    slas: Ints
    services: Ints
    items: Ints

    def take(self, at: Ints) -> Counts:
        """The counts at some positions."""
        return Counts(*(column[at] for column in self.columns))

    def at(self, position: int) -> LossCounts:
        """The counts of one item."""
        return LossCounts(*(int(column[position]) for column in self.columns))

    @property
    def columns(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """The columns, in the order in which they rank."""
        return self.agencies, self.citizen_facing, self.slas, self.services, self.items


class LossTally:
    """Counts what hangs on each of some items, batch by batch."""

    def __init__(self, snapshot: Snapshot, items: int, within: Flags | None = None) -> None:
        """Nothing hangs on any of the ``items`` yet; only rows ``within`` will be counted."""
        kinds, codes = snapshot.kinds, snapshot.kind_codes
        every = np.ones(snapshot.size, np.bool_) if within is None else within
        service = every & (kinds == codes["Service"])
        self._flags: tuple[Flags | None, ...] = (
            every & (kinds == codes["Agency"]),
            service & citizen_facing(snapshot),
            every & (kinds == codes["ServiceLevelAgreement"]),
            service,
            within,
        )
        self._totals = np.zeros((len(self._flags), items), np.int64)

    def add(self, owner: Ints, rows: Ints) -> None:
        """Count ``rows[i]`` as hanging on the item at position ``owner[i]``."""
        for total, flags in zip(self._totals, self._flags, strict=True):
            counted = owner if flags is None else owner[flags[rows]]
            total += np.bincount(counted, minlength=len(total))

    @property
    def counts(self) -> Counts:
        """What was counted so far."""
        return Counts(*(as_ints(total) for total in self._totals))


def citizen_facing(snapshot: Snapshot) -> NDArray[np.bool_]:
    """Which rows are services that citizens use directly, shape (size,)."""
    services = snapshot.rows_of_kind("Service")
    flags = np.zeros(snapshot.size, np.bool_)
    values = snapshot.values(services, "citizen_facing")
    flags[services] = [value is True for value in values]
    return flags
