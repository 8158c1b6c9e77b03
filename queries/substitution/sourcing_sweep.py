"""The substitution of every supplier at once: where a change of hands would cut deepest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from graph_model.lens import Lens
from graph_model.words import counted, day_in_words
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.calendar import Calendar
from queries.answers.estate import Estate, Include, beside, estate
from queries.answers.listing import Listing, of_rows
from queries.answers.told import told_with
from queries.answers.types import Said, SupplierRow
from queries.answers.view import View
from queries.engine.adjacency import SnapshotAdjacency, adjacency
from queries.engine.copies import levels_of_each
from queries.engine.passes import BITS, COMPILE_AT, bits_of_each
from queries.expiration.expiration import Expirations, expirations
from queries.failure.loss_counts import citizen_facing
from queries.snapshot.consumption import consumption
from queries.snapshot.days import NO_END, Days, day_number, day_of
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot
from queries.substitution.before_after import LENS
from queries.substitution.substitution import DIRECT, INDIRECT
from queries.substitution.sweep_order import SweepOrder

Masks = NDArray[np.uint64]
COLUMNS = tuple(order.column for order in SweepOrder if order is not SweepOrder.ACT_BY)
"""What is counted, in order."""
KINDS = {
    "contracts": "Contract",
    "services": "Service",
    "slas": "ServiceLevelAgreement",
    "olas": "OperatingLevelAgreement",
    "metrics": "OperatingLevelMetric",
}
"""What is counted of those that change hands."""


@dataclass(frozen=True, slots=True)
class SupplierSubstitution:
    """What one supplier's substitution touches."""

    supplier: Annotated[SupplierRow, Said("Who would be replaced.", subject=True)]
    act_by: Annotated[
        date | None, Said("The first deadline of its contracts that you may see; null: none.")
    ]
    contracts: Annotated[int, Said("Contracts that change hands.")]
    services: Annotated[int, Said("Services that change hands.")]
    exposed_services: Annotated[int, Said("Services that are exposed.")]
    citizen_facing: Annotated[int, Said("Citizen-facing services of both.")]
    slas: Annotated[int, Said("Promises that change hands: SLAs to be agreed anew.")]
    olas: Annotated[int, Said("OLAs to be renegotiated.")]
    metrics: Annotated[int, Said("Metrics that lose their source.")]
    agencies: Annotated[int, Said("Agencies exposed as customers.")]


@dataclass(frozen=True, slots=True)
class SourcingSweep(Answer):
    """What the substitution of every supplier would touch, each by itself.

    ``rows`` are the suppliers, shape (suppliers,), ``numbers`` what is counted of each, shape
    (suppliers, columns): contracts, services, SLAs, OLAs and metrics that change hands (DIRECT),
    services exposed (INDIRECT), citizen-facing services of both, and the agencies exposed as
    customers of both. ``act_by``
    is the day number of the first deadline among the contracts that change hands, ``NO_END`` where
    there is none, shape (suppliers,).
    """

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    rows: Ints
    numbers: Ints
    act_by: Days
    of_reference: Annotated[
        int,
        Said("How many suppliers of reference data are left out: nothing of ours hangs on them."),
    ] = 0

    @told_with
    def suppliers(
        self, order_by: Annotated[SweepOrder, Said("The column.")] = SweepOrder.CONTRACTS
    ) -> Listing[SupplierSubstitution]:
        """Ranked by one column, the greatest first (the day to act by: the soonest), then by id."""
        at, ranks = self.ordered(order_by), self._ranks(order_by)

        def key(position: int) -> tuple[int, str]:
            row = int(at[position])
            return int(ranks[row]), self.snapshot.id(int(self.rows[row]))

        def one(position: int) -> SupplierSubstitution:
            return self.line(int(at[position]))

        return of_rows(self.rows[at], f"{order_by.column}, id", key, one)

    def line(self, at: int) -> SupplierSubstitution:
        """The line of a position."""
        day = day_of(int(self.act_by[at]))
        return SupplierSubstitution(int(self.rows[at]), day, *self.numbers[at].tolist())

    def ordered(self, by: SweepOrder = SweepOrder.CONTRACTS) -> Ints:
        """Positions by one column, the greatest number (the first deadline) first; ties by id."""
        ranks, ids = self._ranks(by), self.snapshot.ids_of(self.rows)
        return as_ints(sorted(range(len(ids)), key=lambda at: (int(ranks[at]), ids[at])))

    def _ranks(self, by: SweepOrder) -> NDArray[np.int64]:
        """What a column is ordered by, rising."""
        if by is SweepOrder.ACT_BY:
            return self.act_by.astype(np.int64)
        return -self.numbers[:, COLUMNS.index(by.column)].astype(np.int64)

    @told_with
    def sentence(self, view: View) -> str:
        """On whom most hangs, and who is next to act on."""
        if not len(self.rows):
            return f"Nothing is recorded of suppliers{beside(self.of_reference)}."
        most = self.line(int(self.ordered()[0]))
        contracts = counted(most.contracts, "contract", "contracts")
        services = counted(most.services, "service", "services")
        many = counted(len(self.rows), "supplier", "suppliers") + beside(self.of_reference)
        told = f"Of {many} most hangs on"
        hands = f"{contracts} and {services} would change hands"
        return f"{told} {view.name(most.supplier)}: {hands}.{self._next(view)}"

    def _next(self, view: View) -> str:
        """The next step of all, of a supplier that may be seen."""
        visible = view.visible[self.rows]
        at = next((at for at in self.ordered(SweepOrder.ACT_BY).tolist() if visible[at]), None)
        found = None if at is None else self.line(at)
        if found is None or found.act_by is None:
            return ""
        return f" Next to act on is {view.name(found.supplier)}, by {day_in_words(found.act_by)}."


def answer(
    asked: Asked, of: Sequence[str] | None = None, include: Include = Include.OURS
) -> SourcingSweep:
    """The sweep of what is ours, or belongs to what is named.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: an id is of a kind that nothing belongs to.
    """
    about, seen = estate(asked.view, of, include), asked.view.visible
    calendar = asked.office.calendar
    return sourcing_sweep(asked.snapshot, asked.as_of, calendar, about=about, seen=seen)


def sourcing_sweep(
    snapshot: Snapshot,
    as_of: date,
    calendar: Calendar | None = None,
    compile_at: int = COMPILE_AT,
    about: Estate | None = None,
    seen: Flags | None = None,
) -> SourcingSweep:
    """What the substitution of each supplier touches, all of them together.

    Counted is what the question is ``about``; a supplier that is none of it and touches nothing of
    it is left out. Days are those of contracts that are ``seen``, shape (size,); None: all are.
    Suppliers of a large graph meet in much of it, so 64 at a time share one walk.
    """
    suppliers = snapshot.rows_of_kind("Supplier")
    lens = snapshot.model.lens(LENS)
    graph = adjacency(snapshot, lens, day_number(as_of), as_ints([]))
    within = np.ones(snapshot.size, np.bool_) if about is None else about.rows
    deadlines = expirations(snapshot, as_of, calendar)
    dated = within if seen is None else within & seen
    counts = _Counts(snapshot, lens, len(suppliers), deadlines, within, dated)
    large = snapshot.relation_rows >= compile_at
    for batch, bits in bits_of_each(graph, suppliers) if large else _bits(graph, suppliers):
        bits[:, graph.day.closed] = 0
        counts.add(batch, bits)
    kept = within[suppliers] | counts.numbers.any(axis=1)
    found = suppliers[kept], counts.numbers[kept], counts.act_by[kept]
    left = 0 if about is None else about.beside(as_ints(suppliers[~kept]))
    return SourcingSweep(snapshot, as_of, *found, left)


def _bits(graph: SnapshotAdjacency, starts: Ints) -> Iterator[tuple[slice, Masks]]:
    """The same of a small graph, from copies of it side by side."""
    for first in range(0, len(starts), BITS):
        batch = starts[first : first + BITS]
        bits = np.zeros((4, graph.snapshot.size), np.uint64)
        for which, levels in levels_of_each(graph, batch):
            for at, row in enumerate(levels, which.start):
                found = np.flatnonzero(row)
                bits[row[found], found] |= np.uint64(1) << np.uint64(at)
        yield slice(first, first + len(batch)), bits


class _Counts:
    """The table under way, a batch of suppliers at a time; ``bits`` have one for each of them."""

    def __init__(
        self,
        snapshot: Snapshot,
        lens: Lens,
        lines: int,
        deadlines: Expirations,
        within: Flags,
        dated: Flags,
    ) -> None:
        self.deadlines, self.size, self.within, self.dated = deadlines, snapshot.size, within, dated
        self.numbers = np.zeros((lines, len(COLUMNS)), np.int32)
        self.act_by = np.full(lines, NO_END, np.int32)
        self.direct, self.indirect = lens.code(DIRECT), lens.code(INDIRECT)
        rows = {kind: snapshot.rows_of_kind(kind) for kind in KINDS.values()}
        self.rows = {kind: as_ints(many[within[many]]) for kind, many in rows.items()}
        services = self.rows["Service"]
        self.citizen_facing = as_ints(services[citizen_facing(snapshot)[services]])
        self.customers = consumption(snapshot, deadlines.as_of)

    def add(self, batch: slice, bits: Masks) -> None:
        """Count what a batch of suppliers touches."""
        direct, exposed = bits[self.direct], bits[self.indirect]
        counted = {name: direct[self.rows[kind]] for name, kind in KINDS.items()}
        counted["exposed_services"] = exposed[self.rows["Service"]]
        counted["citizen_facing"] = (direct | exposed)[self.citizen_facing]
        counted["agencies"] = self._customers(direct | exposed)
        for name, masks in counted.items():
            number = _ones(masks)[:, : batch.stop - batch.start].sum(0, np.int32)
            self.numbers[batch, COLUMNS.index(name)] = number
        self._act_by(batch, direct[self.deadlines.rows])

    def _customers(self, exposed: Masks) -> Masks:
        """The bits of each agency exposed as a customer, however many services it is reached by."""
        of, found = self.customers, np.zeros(self.size, np.uint64)
        np.bitwise_or.at(found, of.agency, exposed[of.service] & exposed[of.consumer])
        agencies = np.unique(of.agency)
        distinct: Masks = found[agencies[self.within[agencies]]]
        return distinct

    def _act_by(self, batch: slice, contracts: Masks) -> None:
        touched = np.flatnonzero((contracts != 0) & self.dated[self.deadlines.rows])
        ones = _ones(contracts[touched])[:, : batch.stop - batch.start]
        days = np.where(ones, self.deadlines.act_by[touched, None], NO_END)
        self.act_by[batch] = days.min(0, initial=NO_END)


def _ones(masks: Masks) -> NDArray[np.uint8]:
    """The bits of masks, shape (len(masks), 64)."""
    little = masks.astype("<u8", copy=False).view(np.uint8).reshape(len(masks), 8)
    return np.unpackbits(little, axis=1, bitorder="little")
