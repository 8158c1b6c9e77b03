"""The substitution of every supplier at once: where a change of hands would cut deepest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction, Lens
from queries.adjacency import adjacency
from queries.contract import Flags
from queries.criticality import citizen_facing
from queries.days import NO_END, Days, day_number
from queries.deadline import Calendar
from queries.expiration import Expirations, expirations
from queries.rows import Ints, Rows, as_ints, grouped
from queries.snapshot import Snapshot
from queries.substitution import DIRECT, INDIRECT, LENS
from queries.sweep import Swept, sweep

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


def sourcing_sweep(snapshot: Snapshot, as_of: date, calendar: Calendar | None = None) -> Sweep:
    """What the substitution of each supplier touches; linear in what all of them touch."""
    suppliers = snapshot.rows_of_kind("Supplier")
    lens = snapshot.model.lens(LENS)
    graph = adjacency(snapshot, lens, day_number(as_of), as_ints([]))
    counts = _Counts(snapshot, lens, len(suppliers), expirations(snapshot, as_of, calendar))
    for swept in sweep(graph, suppliers):
        counts.add(swept.where(~graph.lapsed[swept.row]))
    return Sweep(snapshot, as_of, suppliers, counts.numbers, counts.act_by)


class _Counts:
    """The table under way, a batch of suppliers at a time."""

    def __init__(self, snapshot: Snapshot, lens: Lens, lines: int, deadlines: Expirations) -> None:
        self.snapshot, self.deadlines = snapshot, deadlines
        self.numbers = np.zeros((lines, len(COLUMNS)), np.int32)
        self.act_by = np.full(lines, NO_END, np.int32)
        self.direct, self.indirect = lens.code(DIRECT), lens.code(INDIRECT)
        self.citizen_facing = citizen_facing(snapshot)
        self.agencies = _customers(snapshot, deadlines.as_of)
        self.carried = _carried(lens)

    def add(self, found: Swept) -> None:
        """Count what a batch of suppliers touches."""
        direct = found.level == self.direct
        services = self._of(found, "Service")
        exposed = services & (found.level >= self.indirect)
        flags = {
            "contracts": direct & self._of(found, "Contract"),
            "services": direct & services,
            "exposed_services": exposed & ~direct,
            "citizen_facing": exposed & self.citizen_facing[found.row],
            "slas": direct & self._of(found, "ServiceLevelAgreement"),
            "olas": direct & self._of(found, "OperatingLevelAgreement"),
            "metrics": direct & self._of(found, "OperatingLevelMetric"),
        }
        for name, counted in flags.items():
            self._count(name, found.start[counted])
        self._act_by(found.where(flags["contracts"]))
        self._customers(found.where(services & np.isin(found.level, self.carried)))

    def _of(self, found: Swept, kind: str) -> Flags:
        flags: Flags = self.snapshot.kinds[found.row] == self.snapshot.kind_codes[kind]
        return flags

    def _count(self, name: str, starts: Ints) -> None:
        counts = np.bincount(starts, minlength=len(self.numbers))
        self.numbers[:, COLUMNS.index(name)] += counts.astype(np.int32)

    def _act_by(self, contracts: Swept) -> None:
        at = np.searchsorted(self.deadlines.rows, contracts.row)
        np.minimum.at(self.act_by, contracts.start, self.deadlines.act_by[at])

    def _customers(self, services: Swept) -> None:
        """Each customer agency once, however many services it is reached by."""
        owner, agency = self.agencies.of_many(services.row)
        pairs = services.start[owner].astype(np.int64) * self.snapshot.size + agency
        self._count("agencies", as_ints(np.unique(pairs) // max(1, self.snapshot.size)))


def _carried(lens: Lens) -> list[int]:
    """The levels that some rule carries from a service to its consumers."""
    way = "CONSUMES", Direction.BACKWARD
    tables = [lens.transfer(r) for r in lens.rules if (r.relation, r.direction) == way]
    return sorted({code for table in tables for code in (1, 2, 3) if table[code]})


def _customers(snapshot: Snapshot, as_of: date) -> Rows:
    """The agencies that consume each item, themselves or by a program of theirs, by its row."""
    consumer, service = _pairs(snapshot, "CONSUMES", as_of)
    program, parent = _pairs(snapshot, "PART_OF", as_of)
    programs = snapshot.kinds == snapshot.kind_codes["Program"]
    above = grouped(program, snapshot.size)
    owner, at = above.of_many(as_ints(consumer))
    by_program = programs[consumer[owner]]
    rows = np.concatenate([service, service[owner[by_program]]])
    ends = np.concatenate([consumer, parent[at[by_program]]])
    agencies = snapshot.kinds[ends] == snapshot.kind_codes["Agency"]
    rows, ends = as_ints(rows[agencies]), as_ints(ends[agencies])
    order = grouped(rows, snapshot.size)
    return Rows(order.offsets, ends[order.entries])


def _pairs(snapshot: Snapshot, type_: str, as_of: date) -> tuple[Ints, Ints]:
    """The starts and ends of a type's relations that hold."""
    numbers = snapshot.holding(snapshot.all_relations(type_), day_number(as_of))
    return snapshot.starts(numbers), snapshot.ends(numbers)
