"""The substitution of every supplier at once: where a change of hands would cut deepest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from queries.days import NO_END, Days
from queries.deadline import Calendar
from queries.expiration import Expirations, expirations
from queries.impact import impact
from queries.rows import Ints, as_ints
from queries.snapshot import Snapshot
from queries.substitution import DIRECT, INDIRECT, LENS

COLUMNS = (
    "contracts",
    "services",
    "exposed_services",
    "citizen_facing",
    "slas",
    "olas",
    "metrics",
    "agencies",
)
ACT_BY = "act_by"
ORDERS = (*COLUMNS, ACT_BY)
"""What the table can be ordered by."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """One row a supplier: shapes ``suppliers`` (suppliers,), ``numbers`` (suppliers, columns).

    The columns are those of ``COLUMNS``: contracts, services, SLAs, OLAs and metrics that change
    hands (DIRECT), services exposed (INDIRECT), citizen-facing services of both, and customer
    agencies. ``act_by`` is the day number of the first deadline among the contracts that change
    hands, ``NO_END`` where there is none, shape (suppliers,).
    """

    snapshot: Snapshot
    as_of: date
    suppliers: Ints
    numbers: Ints
    act_by: Days

    @property
    def complete(self) -> bool:
        """Whether nothing was left out: every supplier is worked out in full."""
        return True

    @property
    def reason(self) -> str | None:
        """Why it is not complete, if it is not."""
        return None

    def column(self, name: str) -> Ints:
        """A column, shape (suppliers,).

        Raises:
            InvalidQuestion: there is none of that name.
        """
        if name == ACT_BY:
            return self.act_by
        if name not in COLUMNS:
            raise InvalidQuestion([Problem("orderBy", repr(name), f"one of {', '.join(ORDERS)}")])
        return as_ints(self.numbers[:, COLUMNS.index(name)])

    def ordered(self, name: str = COLUMNS[0]) -> Ints:
        """Positions by one column, the greatest number (the first deadline) first; ties by id.

        Raises:
            InvalidQuestion: there is no such column.
        """
        values = self.column(name).astype(np.int64)
        ranks = values if name == ACT_BY else -values
        ids = self.snapshot.ids_of(self.suppliers)
        return as_ints(sorted(range(len(ids)), key=lambda at: (int(ranks[at]), ids[at])))


def sweep(snapshot: Snapshot, as_of: date, calendar: Calendar | None = None) -> Sweep:
    """What the substitution of each supplier touches; one impact pass a supplier."""
    suppliers = snapshot.rows_of_kind("Supplier")
    lines = _Lines(snapshot, as_of, expirations(snapshot, as_of, calendar))
    found = [lines.of(row) for row in suppliers.tolist()]
    numbers = np.asarray([counts for counts, _ in found], np.int32)
    act_by = np.asarray([day for _, day in found], np.int32)
    return Sweep(snapshot, as_of, suppliers, numbers.reshape(len(found), len(COLUMNS)), act_by)


class _Lines:
    """What all suppliers' lines are worked out from."""

    def __init__(self, snapshot: Snapshot, as_of: date, deadlines: Expirations) -> None:
        self.snapshot, self.as_of, self.deadlines = snapshot, as_of, deadlines
        self.citizen_facing = np.zeros(snapshot.size, np.bool_)
        services = snapshot.rows_of_kind("Service")
        flags = snapshot.values(services, "citizen_facing")
        self.citizen_facing[services] = [flag is True for flag in flags]

    def of(self, supplier: int) -> tuple[list[int], int]:
        """A supplier's numbers and first deadline; work in proportion to what it touches."""
        found = impact(self.snapshot, [self.snapshot.id(supplier)], LENS, self.as_of)
        counts = {(kind, level): number for kind, level, number in found.counts()}
        services = found.affected(["Service"], INDIRECT)
        numbers = [
            counts.get(("Contract", DIRECT), 0),
            counts.get(("Service", DIRECT), 0),
            counts.get(("Service", INDIRECT), 0),
            int(self.citizen_facing[services].sum()),
            counts.get(("ServiceLevelAgreement", DIRECT), 0),
            counts.get(("OperatingLevelAgreement", DIRECT), 0),
            counts.get(("OperatingLevelMetric", DIRECT), 0),
            found.agencies.customer,
        ]
        return numbers, self._act_by(found.affected(["Contract"], DIRECT))

    def _act_by(self, contracts: Ints) -> int:
        at = np.searchsorted(self.deadlines.rows, contracts)
        return int(self.deadlines.act_by[at].min(initial=NO_END))
