"""The substitution of every supplier at once: where a change of hands would cut deepest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction, Lens
from queries.answers.answer import Answer
from queries.answers.calendar import Calendar
from queries.engine.adjacency import SnapshotAdjacency, adjacency
from queries.engine.copies import levels_of_each
from queries.engine.passes import BITS, COMPILE_AT, bits_of_each
from queries.expiration.expiration import Expirations, expirations
from queries.failure.loss_counts import citizen_facing
from queries.snapshot.days import NO_END, Days, day_number
from queries.snapshot.rows import Ints, as_ints, grouped
from queries.snapshot.snapshot import Snapshot
from queries.substitution.substitution import DIRECT, INDIRECT, LENS

Masks = NDArray[np.uint64]
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
KINDS = {
    "contracts": "Contract",
    "services": "Service",
    "slas": "ServiceLevelAgreement",
    "olas": "OperatingLevelAgreement",
    "metrics": "OperatingLevelMetric",
}
"""What is counted of those that change hands."""
ACT_BY = "act_by"
ORDERS = (*COLUMNS, ACT_BY)
"""What the table can be ordered by."""


@dataclass(frozen=True, slots=True)
class Sweep(Answer):
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


def sourcing_sweep(
    snapshot: Snapshot,
    as_of: date,
    calendar: Calendar | None = None,
    compile_at: int = COMPILE_AT,
) -> Sweep:
    """What the substitution of each supplier touches, all of them together.

    Suppliers of a large graph meet in much of it, so 64 at a time share one walk.
    """
    suppliers = snapshot.rows_of_kind("Supplier")
    lens = snapshot.model.lens(LENS)
    graph = adjacency(snapshot, lens, day_number(as_of), as_ints([]))
    counts = _Counts(snapshot, lens, len(suppliers), expirations(snapshot, as_of, calendar))
    large = snapshot.relation_rows >= compile_at
    for batch, bits in bits_of_each(graph, suppliers) if large else _bits(graph, suppliers):
        bits[:, graph.lapsed] = 0
        counts.add(batch, bits)
    return Sweep(snapshot, as_of, suppliers, counts.numbers, counts.act_by)


def _bits(graph: SnapshotAdjacency, starts: Ints) -> Iterator[tuple[slice, Masks]]:
    """The same of a small graph, from copies of it side by side."""
    for first in range(0, len(starts), BITS):
        batch = starts[first : first + BITS]
        bits = np.zeros((4, graph.size), np.uint64)
        for which, levels in levels_of_each(graph, batch):
            for at, row in enumerate(levels, which.start):
                found = np.flatnonzero(row)
                bits[row[found], found] |= np.uint64(1) << np.uint64(at)
        yield slice(first, first + len(batch)), bits


class _Counts:
    """The table under way, a batch of suppliers at a time; ``bits`` have one for each of them."""

    def __init__(self, snapshot: Snapshot, lens: Lens, lines: int, deadlines: Expirations) -> None:
        self.deadlines, self.size = deadlines, snapshot.size
        self.numbers = np.zeros((lines, len(COLUMNS)), np.int32)
        self.act_by = np.full(lines, NO_END, np.int32)
        self.direct, self.indirect = lens.code(DIRECT), lens.code(INDIRECT)
        self.rows = {kind: snapshot.rows_of_kind(kind) for kind in KINDS.values()}
        services = self.rows["Service"]
        self.citizen_facing = as_ints(services[citizen_facing(snapshot)[services]])
        self.consumed, self.customer = _customers(snapshot, deadlines.as_of)
        self.carried = _carried(lens)

    def add(self, batch: slice, bits: Masks) -> None:
        """Count what a batch of suppliers touches."""
        direct, exposed = bits[self.direct], bits[self.indirect]
        counted = {name: direct[self.rows[kind]] for name, kind in KINDS.items()}
        counted["exposed_services"] = exposed[self.rows["Service"]]
        counted["citizen_facing"] = (direct | exposed)[self.citizen_facing]
        counted["agencies"] = self._customers(bits)
        for name, masks in counted.items():
            number = _ones(masks)[:, : batch.stop - batch.start].sum(0, np.int32)
            self.numbers[batch, COLUMNS.index(name)] = number
        self._act_by(batch, direct[self.deadlines.rows])

    def _customers(self, bits: Masks) -> Masks:
        """The bits of each customer agency, however many services it is reached by."""
        reaching = np.bitwise_or.reduce(bits[self.carried], axis=0, dtype=np.uint64)
        found = np.zeros(self.size, np.uint64)
        np.bitwise_or.at(found, self.customer, reaching[self.consumed])
        return found[np.unique(self.customer)]

    def _act_by(self, batch: slice, contracts: Masks) -> None:
        touched = np.flatnonzero(contracts)
        ones = _ones(contracts[touched])[:, : batch.stop - batch.start]
        days = np.where(ones, self.deadlines.act_by[touched, None], NO_END)
        self.act_by[batch] = days.min(0, initial=NO_END)


def _ones(masks: Masks) -> NDArray[np.uint8]:
    """The bits of masks, shape (len(masks), 64)."""
    little = masks.astype("<u8", copy=False).view(np.uint8).reshape(len(masks), 8)
    return np.unpackbits(little, axis=1, bitorder="little")


def _carried(lens: Lens) -> list[int]:
    """The levels that some rule carries from a service to its consumers."""
    way = "CONSUMES", Direction.BACKWARD
    tables = [lens.transfer(r) for r in lens.rules if (r.relation, r.direction) == way]
    return sorted({code for table in tables for code in (1, 2, 3) if table[code]})


def _customers(snapshot: Snapshot, as_of: date) -> tuple[Ints, Ints]:
    """Items and the agencies that consume them, themselves or by a program of theirs: pairs."""
    consumer, service = _pairs(snapshot, "CONSUMES", as_of)
    program, parent = _pairs(snapshot, "PART_OF", as_of)
    programs = snapshot.kinds == snapshot.kind_codes["Program"]
    owner, at = grouped(program, snapshot.size).of_many(consumer)
    by_program = programs[consumer[owner]]
    rows = np.concatenate([service, service[owner[by_program]]])
    ends = np.concatenate([consumer, parent[at[by_program]]])
    agencies = snapshot.kinds[ends] == snapshot.kind_codes["Agency"]
    return as_ints(rows[agencies]), as_ints(ends[agencies])


def _pairs(snapshot: Snapshot, type_: str, as_of: date) -> tuple[Ints, Ints]:
    """The starts and ends of a type's relations that hold."""
    numbers = snapshot.holding(snapshot.all_relations(type_), day_number(as_of))
    return snapshot.starts(numbers), snapshot.ends(numbers)
