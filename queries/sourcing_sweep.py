"""The substitution of every supplier at once: where a change of hands would cut deepest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

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


@dataclass(frozen=True, slots=True)
class Sweep:
    """One row a supplier: shapes ``suppliers`` (suppliers,), ``numbers`` (suppliers, columns).

    The columns are those of ``COLUMNS``: contracts, services, SLAs, OLAs and metrics that change
    hands (DIRECT), services exposed (INDIRECT), citizen-facing services of both, and customer
    agencies.
    """

    suppliers: Ints
    numbers: Ints

    def ordered(self, column: str) -> Ints:
        """Positions, the greatest number in a column first, ties in the order of rows."""
        return as_ints(np.argsort(-self.numbers[:, COLUMNS.index(column)], kind="stable"))


def sweep(snapshot: Snapshot, as_of: date) -> Sweep:
    """What the substitution of each supplier touches; one impact pass a supplier."""
    suppliers = snapshot.rows_of_kind("Supplier")
    citizen = _citizen_facing(snapshot)
    lines = [_line(snapshot, row, citizen, as_of) for row in suppliers.tolist()]
    return Sweep(suppliers, np.asarray(lines, np.int32).reshape(len(lines), len(COLUMNS)))


def _citizen_facing(snapshot: Snapshot) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    rows = snapshot.rows_of_kind("Service")
    flags = np.zeros(snapshot.size, np.bool_)
    flags[rows] = [flag is True for flag in snapshot.values(rows, "citizen_facing")]
    return flags


def _line(
    snapshot: Snapshot,
    row: int,
    citizen: np.ndarray[tuple[int], np.dtype[np.bool_]],
    as_of: date,
) -> list[int]:
    found = impact(snapshot, [snapshot.id(row)], LENS, as_of)
    counts = {(kind, level): number for kind, level, number in found.counts()}
    services = found.affected(["Service"], INDIRECT)
    return [
        counts.get(("Contract", DIRECT), 0),
        counts.get(("Service", DIRECT), 0),
        counts.get(("Service", INDIRECT), 0),
        int(citizen[services].sum()),
        counts.get(("ServiceLevelAgreement", DIRECT), 0),
        counts.get(("OperatingLevelAgreement", DIRECT), 0),
        counts.get(("OperatingLevelMetric", DIRECT), 0),
        found.agencies.customer,
    ]
