"""A part of the graph: some services, what they depend on, and what is agreed about those."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from graph_model.periods import moved
from queries.impact.unknowns import STALE_AFTER
from queries.service_level.beneath import closure
from queries.snapshot.days import day_number
from queries.snapshot.in_service import out_of_service
from queries.snapshot.ours import ours, said_by
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD
SLA, OLA = "ServiceLevelAgreement", "OperatingLevelAgreement"
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class HealthScope:
    """Some services as of a date; ``about`` is the row they were asked for by, None: the whole.

    What is out of service is no part of it, unless it is itself asked about; of reference data
    nothing is counted, unless it is ``included``.
    """

    snapshot: Snapshot
    as_of: date
    about: int | None
    services: Ints
    included: bool = False

    def ours(self, rows: Ints) -> Ints:
        """Those of some rows that count."""
        return rows if self.included else as_ints(rows[ours(self.snapshot)[rows]])

    @cached_property
    def rows(self) -> Ints:
        """Every item of the part, rising; of the whole, every item there is."""
        if self.about is None:
            return self.ours(self.snapshot.standing(as_ints(np.flatnonzero(~self._idle))))
        beneath = closure(self.snapshot, self.services, self.as_of)
        core = as_ints(np.union1d(beneath, [self.about]))
        _, numbers = self.snapshot.neighbours(core)
        numbers = self.holding(numbers)
        ends = np.concatenate([self.snapshot.starts(numbers), self.snapshot.ends(numbers)])
        codes = [self.snapshot.kind_codes[kind] for kind in (SLA, OLA, "Contract")]
        said = np.isin(self.snapshot.kinds[ends], codes)
        return self.ours(as_ints(np.union1d(core, ends[said])))

    @cached_property
    def _idle(self) -> Flags:
        return out_of_service(self.snapshot, day_number(self.as_of))

    def in_service(self, rows: Ints) -> Ints:
        """Those of some rows that are in service."""
        return as_ints(rows[~self._idle[rows]])

    def of_kind(self, *kinds: str) -> Ints:
        """The part's rows of some kinds."""
        codes = [self.snapshot.kind_codes[kind] for kind in kinds]
        return as_ints(self.rows[np.isin(self.snapshot.kinds[self.rows], codes)])

    def holding(self, numbers: Ints) -> Ints:
        """The relations that hold on the day."""
        return self.snapshot.holding(numbers, day_number(self.as_of))

    def pairs(
        self, rows: Ints, type_: str, direction: Direction, kind: str | None = None
    ) -> tuple[Ints, Ints]:
        """Positions in ``rows`` and the relations that hold there, to ends of a kind."""
        owner, numbers = self.snapshot.relations_of(rows, type_, direction)
        keep = np.isin(numbers, self.holding(numbers))
        if kind is not None:
            keep &= self.snapshot.kinds[self._far(numbers, direction)] == self._code(kind)
        return owner[keep], numbers[keep]

    def _far(self, numbers: Ints, direction: Direction) -> Ints:
        forward = direction is FORWARD
        return self.snapshot.ends(numbers) if forward else self.snapshot.starts(numbers)

    def _code(self, kind: str) -> int:
        return self.snapshot.kind_codes[kind]

    def count(self, rows: Ints, type_: str, direction: Direction) -> NDArray[np.int64]:
        """How many relations that hold each row has, shape (len(rows),)."""
        owner, _ = self.pairs(rows, type_, direction)
        return np.bincount(owner, minlength=len(rows))

    def ends(self, rows: Ints, type_: str, direction: Direction, kind: str | None = None) -> Ints:
        """The other ends of the rows' relations that hold, of a kind, each once, rising."""
        _, numbers = self.pairs(rows, type_, direction, kind)
        return as_ints(np.unique(self._far(numbers, direction)))

    def has(self, rows: Ints, field: str, value: object) -> Flags:
        """Whether each row's field has a value."""
        found = self.snapshot.values(rows, field)
        return np.asarray([one == value for one in found], np.bool_).reshape(len(rows))

    def lately(self, rows: Ints, field: str, within: timedelta = STALE_AFTER) -> Flags:
        """Whether each row's date lies no further back than that; an absent one does."""
        oldest = moved(self.as_of, within, -1).isoformat()
        days = self.snapshot.values(rows, field)
        return np.asarray([d is not None and d >= oldest for d in days], np.bool_)


def scope_of(
    snapshot: Snapshot, as_of: date, of: str | None, included: bool = False
) -> HealthScope:
    """The whole, or the part around an item; of reference data only where it is included.

    Raises:
        NotFound: the id is not recorded.
        InvalidQuestion: it is of another kind.
    """
    whole = HealthScope(snapshot, as_of, None, as_ints([]), included)
    if of is None:
        serving = whole.in_service(snapshot.rows_of_kind("Service"))
        return replace(whole, services=whole.ours(serving))
    row = int(snapshot.rows([of])[0])
    services = _SERVICES.get(snapshot.kind(row))
    if services is None:
        found = f"{of!r}, a {snapshot.kind(row)}"
        raise InvalidQuestion([Problem("of", found, f"one of {', '.join(_SERVICES)}")])
    return replace(whole, about=row, services=services(whole, row))


def _consumed(part: HealthScope, agency: int) -> Ints:
    """The services that an agency, the agencies that are part of it, or their programs consume."""
    seen = frontier = as_ints([agency])
    while len(frontier):
        below = part.ends(frontier, "PART_OF", BACKWARD)
        frontier = as_ints(np.setdiff1d(below, seen))
        seen = as_ints(np.union1d(seen, frontier))
    return part.in_service(part.ends(seen, "CONSUMES", FORWARD))


def _provided(part: HealthScope, supplier: int) -> Ints:
    """The services that a supplier provides."""
    return part.in_service(part.ends(as_ints([supplier]), "PROVIDES", FORWARD, "Service"))


def _itself(part: HealthScope, service: int) -> Ints:
    return as_ints([service])


def _by(type_: str) -> Callable[[HealthScope, int], Ints]:
    """The services at the far end of an item's relations of a type."""

    def services(part: HealthScope, row: int) -> Ints:
        return part.in_service(part.ends(as_ints([row]), type_, FORWARD, "Service"))

    return services


def _said(part: HealthScope, source: int) -> Ints:
    """The services that a source speaks of."""
    rows = said_by(part.snapshot, source)
    return part.in_service(as_ints(np.intersect1d(rows, part.snapshot.rows_of_kind("Service"))))


_SERVICES: Mapping[str, Callable[[HealthScope, int], Ints]] = {
    "Service": _itself,
    "Agency": _consumed,
    "Supplier": _provided,
    "Program": _by("CONSUMES"),
    "Contract": _by("COVERS"),
    "Stakeholder": _by("OWNS"),
    "Forum": _by("OVERSEES"),
    "Source": _said,
}
