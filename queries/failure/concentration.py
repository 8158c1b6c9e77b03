"""The concentration question: how much of the office hangs on each supplier, all in one sweep."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction, Lens
from graph_model.model import Model
from queries.answers.answer import Answer
from queries.engine.adjacency import adjacency
from queries.engine.propagation import TOP
from queries.engine.sweep import Swept, sweep
from queries.failure.criticality import citizen_facing
from queries.snapshot.days import day_number
from queries.snapshot.rows import Flags, Ints, Rows, as_ints, grouped
from queries.snapshot.snapshot import Snapshot

LOSS, SUBSTITUTION = "outage", "sourcing"
MEASURES = {
    LOSS: ("agencies", "citizen_facing", "slas", "services"),
    SUBSTITUTION: ("contracts", "agencies", "citizen_facing", "slas", "services"),
}
"""What is counted under each lens, what weighs most first; an outage touches no contract."""
SHARES = ("service_share", "agency_share")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how many of a measure a supplier's loss or substitution brings to a level."""

    lens: str
    measure: str
    level: str

    @property
    def name(self) -> str:
        """The column's name, such as ``outage_services_lost``."""
        return f"{self.lens}_{self.measure}_{self.level.lower()}"


def columns(model: Model) -> tuple[Column, ...]:
    """Every column, in the order in which they break ties: highest levels first, loss first."""
    return tuple(
        Column(lens, measure, model.lens(lens).level(code))
        for code in (3, 2, 1)
        for lens, measures in MEASURES.items()
        for measure in measures
    )


def orders(model: Model) -> tuple[str, ...]:
    """What a table can be ordered by."""
    return (*(column.name for column in columns(model)), *SHARES, "underlying")


@dataclass(frozen=True)
class Concentration(Answer):
    """One line a supplier: ``rows`` (suppliers,) and ``numbers`` (suppliers, columns).

    ``underlying`` has, by position, the suppliers beneath it: whose loss makes something LOST that
    it provides and they do not. ``services`` and ``agencies`` are how many there are in all,
    ``total`` is how many suppliers.
    """

    snapshot: Snapshot
    as_of: date
    rows: Ints
    numbers: NDArray[np.int32]
    underlying: Rows
    services: int
    agencies: int
    total: int

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What the numbers count."""
        return columns(self.snapshot.model)

    def column(self, name: str) -> NDArray[np.int32] | NDArray[np.float64]:
        """A column by name, one of :func:`orders`, shape (suppliers,).

        A share is the part of all services (agencies) recorded that the supplier's loss alone makes
        LOST: ``outage_services_lost / services``, 0 where there are none.
        """
        if name == "underlying":
            return np.diff(self.underlying.offsets).astype(np.int32)
        if name in SHARES:
            counted, all_ = (
                ("outage_services_lost", self.services)
                if name == "service_share"
                else ("outage_agencies_lost", self.agencies)
            )
            return self.column(counted) / max(1, all_)
        return self.numbers[:, self._places[name]]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {column.name: at for at, column in enumerate(self.columns)}


def concentration(
    snapshot: Snapshot, as_of: date, first: int | None = None, order_by: str | None = None
) -> Concentration:
    """What the loss and the substitution of each supplier touch, one line each.

    The greatest number in the column ``order_by`` comes first; ties, and the order without one, are
    broken by the columns in their order, then by id.

    Raises:
        InvalidQuestion: there is no such column, or ``first`` is negative.
    """
    _check(snapshot.model, first, order_by)
    suppliers = snapshot.rows_of_kind("Supplier")
    numbers, beneath = _swept(snapshot, suppliers, as_of)
    every = Concentration(
        snapshot,
        as_of,
        suppliers,
        numbers,
        beneath,
        len(snapshot.rows_of_kind("Service")),
        len(snapshot.rows_of_kind("Agency")),
        len(suppliers),
    )
    return _picked(every, _ranked(every, order_by)[:first])


def _check(model: Model, first: int | None, order_by: str | None) -> None:
    problems = []
    if first is not None and first < 0:
        problems.append(Problem("first", str(first), "0 or more"))
    if order_by is not None and order_by not in orders(model):
        problems.append(Problem("orderBy", repr(order_by), f"one of {', '.join(orders(model))}"))
    if problems:
        raise InvalidQuestion(problems)


def _swept(snapshot: Snapshot, suppliers: Ints, as_of: date) -> tuple[NDArray[np.int32], Rows]:
    """The numbers of every supplier, and the suppliers beneath each."""
    numbers = np.zeros((len(suppliers), len(columns(snapshot.model))), np.int32)
    provisions = _Provisions(snapshot, suppliers, as_of)
    measured = _measured(snapshot)
    for name in MEASURES:
        lens = snapshot.model.lens(name)
        graph = adjacency(snapshot, lens, day_number(as_of), as_ints([]))
        for swept in sweep(graph, suppliers):
            affected = swept.where(~graph.lapsed[swept.row])
            _count(numbers, affected, lens, measured, columns(snapshot.model))
            if name == LOSS:
                provisions.add(affected)
    return numbers, provisions.beneath


def _count(
    numbers: NDArray[np.int32],
    swept: Swept,
    lens: Lens,
    measured: Mapping[str, Flags],
    counted: tuple[Column, ...],
) -> None:
    """Count a batch into the columns of one lens."""
    for measure in MEASURES[lens.name]:
        found = swept.where(measured[measure][swept.row])
        for at, column in enumerate(counted):
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


def _ranked(found: Concentration, order_by: str | None) -> Ints:
    """The positions in order: by the column, then by all columns, then by id."""
    ids = found.snapshot.ids_of(found.rows)
    by_id = np.empty(len(ids), np.int32)
    by_id[sorted(range(len(ids)), key=ids.__getitem__)] = np.arange(len(ids), dtype=np.int32)
    keys = [by_id, *(-found.numbers.T[::-1])]
    if order_by is not None:
        keys.append(-found.column(order_by))
    return as_ints(np.lexsort(keys))


def _picked(found: Concentration, at: Ints) -> Concentration:
    owner, beneath = found.underlying.of_many(at)
    return Concentration(
        found.snapshot,
        found.as_of,
        found.rows[at],
        found.numbers[at],
        Rows(grouped(owner, len(at)).offsets, beneath),
        found.services,
        found.agencies,
        found.total,
    )
