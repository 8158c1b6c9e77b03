"""The chain of one service: promises, obligations, targets and metrics, as one date has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from graph_model.lens import Direction
from queries.answers.told import told_once
from queries.answers.types import ItemRows, OlaRows, SlaRows
from queries.snapshot.days import day_number
from queries.snapshot.in_service import idle_beside, relied_on
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
SLA, OLA = "ServiceLevelAgreement", "OperatingLevelAgreement"


@dataclass(frozen=True)
class Chain:
    """What hangs together around one service; each part is worked out when asked for. Rows."""

    snapshot: Snapshot
    service: int
    as_of: date

    @cached_property
    def _day(self) -> int:
        return day_number(self.as_of)

    def ends(self, row: int, type_: str, direction: Direction, kind: str | None = None) -> Ints:
        """The other ends of a row's relations that hold, of a kind, each once, by id."""
        numbers = self.snapshot.holding(self.snapshot.relations(row, type_, direction), self._day)
        forward = direction is FORWARD
        ends = self.snapshot.ends(numbers) if forward else self.snapshot.starts(numbers)
        if kind is not None:
            ends = ends[self.snapshot.kinds[ends] == self.snapshot.kind_codes[kind]]
        return as_ints(sorted(set(ends.tolist()), key=self.snapshot.id))

    @told_once
    def slas(self) -> SlaRows:
        """The SLAs that govern it."""
        return self.ends(self.service, "GOVERNS", BACKWARD, SLA)

    @told_once
    def beneath(self) -> ItemRows:
        """What it depends on that is in service, and itself.

        Itself first, the nearest before the others, by id.
        """
        found: dict[int, None] = {}
        frontier = as_ints([self.service])
        while len(frontier):
            found |= dict.fromkeys(frontier.tolist())
            ends = np.unique(self.snapshot.ends(self.dependencies(frontier)))
            fresh = [row for row in ends.tolist() if row not in found]
            frontier = as_ints(sorted(fresh, key=self.snapshot.id))
        return as_ints(list(found))

    def beneath_of(self, row: int) -> Ints:
        """What one item depends on directly, each once, by id."""
        ends = self.snapshot.ends(self.dependencies(as_ints([row])))
        return as_ints(sorted(set(ends.tolist()), key=self.snapshot.id))

    @cached_property
    def _idle(self) -> Flags:
        return idle_beside(self.snapshot, self._day, as_ints([self.service]))

    def dependencies(self, rows: Ints) -> Ints:
        """The dependencies of some rows that hold, on what is in service, or on the service."""
        return relied_on(self.snapshot, rows, self._day, self._idle)

    @told_once
    def olas(self) -> OlaRows:
        """The OLAs that underpin the SLAs, or govern what it depends on."""
        found: dict[int, None] = {}
        for sla in self.slas.tolist():
            found |= dict.fromkeys(self.olas_beneath(sla))
        for row in self.beneath.tolist():
            found |= dict.fromkeys(self.ends(row, "GOVERNS", BACKWARD, OLA).tolist())
        return as_ints(list(found))

    def underpinning(self, agreement: int) -> list[int]:
        """The agreements beneath one, OLAs and SLAs, over any number of them, each once."""
        found: dict[int, None] = {}
        waiting = [agreement]
        while waiting:
            for row in self.ends(waiting.pop(), "UNDERPINNED_BY", FORWARD).tolist():
                if row not in found and row != agreement:
                    found[row] = None
                    waiting.append(row)
        return list(found)

    def olas_beneath(self, agreement: int) -> list[int]:
        """The OLAs among them."""
        found = self.underpinning(agreement)
        return [row for row in found if self.snapshot.kind(row) == OLA]

    def targets(self, agreement: int) -> Ints:
        """The targets that an agreement sets."""
        return self.ends(agreement, "SETS", FORWARD)

    def metrics(self, target: int) -> Ints:
        """The metrics that measure a target."""
        return self.ends(target, "MEASURES", BACKWARD)
