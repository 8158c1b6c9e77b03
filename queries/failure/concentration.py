"""The concentration question: how much of the office hangs on each supplier, all in one sweep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from graph_model.lens import TOP, Direction, Lens
from graph_model.words import counted, of_all
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.estate import Estate, Include, beside, estate
from queries.answers.listing import Listing, of_rows
from queries.answers.told import subject, told, told_with
from queries.answers.types import Said, Share, SupplierRow, SupplierRows
from queries.answers.view import View
from queries.engine.adjacency import adjacency
from queries.engine.sweep import Swept, sweep
from queries.failure.concentration_column import (
    COLUMNS,
    LOSS,
    MEASURES,
    SHARES,
    UNDERLYING,
    ConcentrationColumn,
    ConcentrationOrder,
)
from queries.failure.loss_counts import citizen_facing
from queries.snapshot.days import day_number
from queries.snapshot.in_service import out_of_service
from queries.snapshot.rows import Flags, Ints, Offsets, Rows, as_ints, grouped, offsets_of
from queries.snapshot.snapshot import Snapshot

T = TypeVar("T", bound=type)
PLACES = {column.name: at for at, column in enumerate(COLUMNS)}


def _with_columns(cls: T) -> T:
    """Tell every column of a class whose ``number`` reads one by its name."""
    for column in COLUMNS:
        setattr(cls, column.name, _column(column))
    return cls


def _column(column: ConcentrationColumn) -> Any:
    def read(line: SupplierConcentration) -> int:
        return int(line.number(column.name))

    read.__doc__ = column.said
    return told(read)


@_with_columns
@dataclass(frozen=True, slots=True)
class SupplierConcentration:
    """How much hangs on a supplier."""

    answer: Concentration
    at: int

    def number(self, column: str) -> float:
        """What stands in a column."""
        return float(self.answer.column(column)[self.at])

    @subject
    @told
    def supplier(self) -> SupplierRow:
        """Whose loss or substitution it is."""
        return int(self.answer.rows[self.at])

    @told
    def underlying(self) -> SupplierRows:
        """Who is beneath it: whose loss makes LOST what it provides and they do not."""
        return self.answer.beneath.of(self.at)

    @told
    def service_share(self) -> Share:
        """The part of all services in service that its loss alone makes LOST."""
        return self.number("service_share")

    @told
    def agency_share(self) -> Share:
        """The part of all agencies recorded that its loss alone makes LOST."""
        return self.number("agency_share")


@dataclass(frozen=True)
class Concentration(Answer):
    """How much of the office hangs on each supplier.

    ``rows`` are the suppliers, shape (suppliers,), ``numbers`` what is counted of each, shape
    (suppliers, columns), and ``beneath`` has, by position, the suppliers beneath it: whose loss
    makes something LOST that it provides and they do not.
    """

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    rows: Ints
    numbers: NDArray[np.int32]
    beneath: Rows
    services: Annotated[int, Said("How many services are in service.")]
    agencies: Annotated[int, Said("How many agencies are recorded.")]
    of_reference: Annotated[
        int,
        Said("How many suppliers of reference data are left out: nothing of ours hangs on them."),
    ] = 0

    def column(self, name: str) -> NDArray[np.int32] | NDArray[np.float64]:
        """A column by name, shape (suppliers,).

        A share is the part of all services in service (all agencies) that the supplier's loss alone
        makes LOST: ``outage_services_lost / services``, 0 where there are none.
        """
        if name == UNDERLYING:
            return np.diff(self.beneath.offsets).astype(np.int32)
        if name in SHARES:
            lost, all_ = (
                ("outage_services_lost", self.services)
                if name == "service_share"
                else ("outage_agencies_lost", self.agencies)
            )
            return self.column(lost) / max(1, all_)
        return self.numbers[:, PLACES[name]]

    @told_with
    def suppliers(
        self,
        order_by: Annotated[
            ConcentrationOrder | None, Said("The column that ranks first; absent: the first.")
        ] = None,
    ) -> Listing[SupplierConcentration]:
        """Ranked by one column, then by all in their order, most first, then by id."""
        first = [] if order_by is None else [self.column(order_by.name)]
        at = self.ranked(*first)
        columns = np.column_stack([*first, self.numbers])[at]

        def key(position: int) -> tuple[float | str, ...]:
            id_ = self.snapshot.id(int(self.rows[at[position]]))
            return *(-columns[position]).tolist(), id_

        def one(position: int) -> SupplierConcentration:
            return SupplierConcentration(self, int(at[position]))

        order = "columns" if order_by is None else order_by.name
        return of_rows(self.rows[at], f"{order} desc, id", key, one)

    def ranked(self, *first: NDArray[Any]) -> Ints:
        """The positions by some columns, then by all of them, most first, then by id."""
        ids = self.snapshot.ids_of(self.rows)
        by_id = np.empty(len(ids), np.int32)
        by_id[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids), dtype=np.int32)
        keys = [by_id, *(-self.numbers.T[::-1]), *(-column for column in first)]
        return as_ints(np.lexsort(keys))

    @told_with
    def sentence(self, view: View) -> str:
        """Whose loss takes most, of how much."""
        if not len(self.rows):
            return f"Nothing is recorded of suppliers{beside(self.of_reference)}."
        most = SupplierConcentration(self, int(self.ranked(self.column("outage_services_lost"))[0]))
        lost = int(most.number("outage_services_lost"))
        many = counted(len(self.rows), "supplier", "suppliers") + beside(self.of_reference)
        if not lost:
            return f"Of {many} there is none whose loss alone is recorded to make a service LOST."
        taken = of_all(lost, self.services, "service", "services")
        agencies = of_all(
            int(most.number("outage_agencies_lost")), self.agencies, "agency", "agencies"
        )
        return f"Of {many} the loss of {view.name(most.supplier)} takes most: {taken}, {agencies}."


def answer(
    asked: Asked, of: Sequence[str] | None = None, include: Include = Include.OURS
) -> Concentration:
    """The concentration of what is ours, or belongs to what is named.

    Raises:
        NotFound: an id is not recorded, or the viewer may not see it.
        InvalidQuestion: an id is of a kind that nothing belongs to.
    """
    return concentration(asked.snapshot, asked.as_of, estate(asked.view, of, include))


def concentration(snapshot: Snapshot, as_of: date, about: Estate | None = None) -> Concentration:
    """What the loss and the substitution of each supplier touch, one line each, by row.

    Counted is what the question is ``about``; a supplier that is none of it and touches nothing of
    it is left out.
    """
    within = np.ones(snapshot.size, np.bool_) if about is None else about.rows
    suppliers = snapshot.rows_of_kind("Supplier")
    numbers, beneath = _swept(snapshot, suppliers, as_of, within)
    services = snapshot.rows_of_kind("Service")
    serving = services[~out_of_service(snapshot, day_number(as_of))[services]]
    agencies = snapshot.rows_of_kind("Agency")
    many = int(within[serving].sum()), int(within[agencies].sum())
    touched = within[suppliers] | numbers.any(axis=1)
    kept = as_ints(np.flatnonzero(touched))
    taken = Rows(*_rows_at(beneath, kept))
    left = 0 if about is None else about.beside(as_ints(suppliers[~touched]))
    return Concentration(snapshot, as_of, suppliers[kept], numbers[kept], taken, *many, left)


def _rows_at(rows: Rows, kept: Ints) -> tuple[Offsets, Ints]:
    """The offsets and entries of some rows, in their order."""
    owner, entries = rows.of_many(kept)
    return offsets_of(owner, len(kept)), entries


def _swept(
    snapshot: Snapshot, suppliers: Ints, as_of: date, within: Flags
) -> tuple[NDArray[np.int32], Rows]:
    """The numbers of every supplier, and the suppliers beneath each."""
    numbers = np.zeros((len(suppliers), len(COLUMNS)), np.int32)
    provisions = _Provisions(snapshot, suppliers, as_of)
    measured = {name: flags & within for name, flags in _measured(snapshot).items()}
    for name in MEASURES:
        lens = snapshot.model.lens(name)
        graph = adjacency(snapshot, lens, day_number(as_of), as_ints([]))
        for swept in sweep(graph, suppliers):
            affected = swept.where(~graph.closed[swept.row])
            _count(numbers, affected, lens, measured)
            if name == LOSS:
                provisions.add(affected)
    return numbers, provisions.beneath


def _count(
    numbers: NDArray[np.int32],
    swept: Swept,
    lens: Lens,
    measured: Mapping[str, Flags],
) -> None:
    """Count a batch into the columns of one lens."""
    for measure in MEASURES[lens.name]:
        found = swept.where(measured[measure][swept.row])
        for at, column in enumerate(COLUMNS):
            if (column.lens, column.measure) == (lens.name, measure):
                starts = found.start[found.level == lens.code(column.level)]
                numbers[:, at] += np.bincount(starts, minlength=len(numbers)).astype(np.int32)


def _measured(snapshot: Snapshot) -> Mapping[str, Flags]:
    """Which rows each measure counts."""
    return {
        "services": _of_kind(snapshot, "Service"),
        "citizen_facing": citizen_facing(snapshot),
        "agencies": _of_kind(snapshot, "Agency"),
        "slas": _of_kind(snapshot, "ServiceLevelAgreement"),
        "contracts": _of_kind(snapshot, "Contract"),
    }


def _of_kind(snapshot: Snapshot, kind: str) -> Flags:
    flags: Flags = snapshot.kinds == snapshot.kind_codes[kind]
    return flags


class _Provisions:
    """Who provides what, and whose loss takes it."""

    def __init__(self, snapshot: Snapshot, suppliers: Ints, as_of: date) -> None:
        found = snapshot.relations_of(suppliers, "PROVIDES", Direction.FORWARD)[1]
        found = snapshot.holding(found, day_number(as_of))
        position = np.full(snapshot.size, -1, np.int32)
        position[suppliers] = np.arange(len(suppliers), dtype=np.int32)
        self.suppliers, self.size = suppliers, snapshot.size
        self.provider, item = position[snapshot.starts(found)], snapshot.ends(found)
        self.by_item = grouped(item, snapshot.size)
        self.own = np.unique(self.provider.astype(np.int64) * self.size + item)
        self.pairs: list[NDArray[np.int64]] = [np.empty(0, np.int64)]

    def add(self, swept: Swept) -> None:
        """Note whose provisions the loss of each supplier of a batch takes."""
        lost = swept.where(swept.level == TOP)
        at, provision = self.by_item.of_many(lost.row)
        taker = lost.start[at].astype(np.int64)
        foreign = ~np.isin(taker * self.size + lost.row[at], self.own)
        provider = self.provider[provision[foreign]]
        self.pairs.append(provider * len(self.suppliers) + taker[foreign])

    @property
    def beneath(self) -> Rows:
        """The suppliers beneath each, by position, each once."""
        pairs = np.unique(np.concatenate(self.pairs))
        provider, taker = np.divmod(pairs, max(1, len(self.suppliers)))
        by_provider = grouped(as_ints(provider), len(self.suppliers))
        return Rows(by_provider.offsets, self.suppliers[taker[by_provider.entries]])
