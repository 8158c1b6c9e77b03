"""A synthetic state: N items and 5 N relations of every kind, shaped as an office's graph is.

Configuration items and services stand in blocks, one a site or an application landscape: within a
block they depend on one another, singly and as k of n, and services on items; a few platforms carry
items of every block. So most failures touch from one to some thousand items, a few very many.
Contracts come in families, agreements rest on agreements, programs belong to agencies. The same
``items`` and ``seed`` give the same state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from bench.joined_tables import Rows, joined
from bench.synthetic_fields import FIELDS, FUTURE, PAST, days
from graph_model.changes import ChangeSet, Put
from graph_model.columns import Column, ItemTable, RelationTable, Tables
from graph_model.model import Model
from graph_model.values import Value

Choice = Callable[[int], list[Value]]

SUPPLIERS = 1_000
BLOCKS: Mapping[str, int] = {"ConfigurationItem": 1_400, "Service": 200}
"""How many items and services a block has."""

SHARES: Mapping[str, float] = {
    "ConfigurationItem": 0.70,
    "Service": 0.10,
    "Contract": 0.04,
    "ServiceLevelAgreement": 0.02,
    "OperatingLevelAgreement": 0.02,
    "ServiceLevelTarget": 0.03,
    "OperatingLevelMetric": 0.02,
    "Document": 0.02,
    "Stakeholder": 0.015,
    "Trigger": 0.01,
    "Ticket": 0.01,
    "Offering": 0.005,
    "Program": 0.003,
    "Capability": 0.002,
    "Agency": 0.0005,
    "Procurement": 0.002,
    "Forum": 0.0002,
    "Window": 0.0002,
    "Source": 0.00001,
}
"""The share of each kind; suppliers are counted apart, and items make up what rounding leaves."""


class StateTables:
    """A state under construction: its kinds' handles, and its tables."""

    def __init__(self, items: int, seed: int = 1) -> None:
        """Make every table; ``items`` is how many items, and a fifth of how many relations."""
        self.random, self.size = np.random.default_rng(seed), items
        self.counts = _counts(items)
        starts = np.cumsum([0, *self.counts.values()])[:-1].tolist()
        self.first = dict(zip(self.counts, starts, strict=True))
        self.items = [self._table(kind) for kind in self.counts]
        self.relations: list[RelationTable] = []

    def tables(self) -> Tables:
        """Everything, in columns."""
        if not self.relations:
            for make in (_dependencies, _structure, _agreements, _contracts, _people, _others):
                self.relations += make(self)
            self.relations.append(self._rest())
        return Tables(0, self.items, joined(self.relations))

    def some(self, kind: str, count: int) -> Rows:
        """So many handles of a kind, any."""
        first = self.first[kind]
        return self.random.integers(first, first + self.counts[kind], count, np.int64)

    def every(self, kind: str, times: float = 1) -> Rows:
        """Each handle of a kind, ``times`` times (below 1: that share of them)."""
        count = self.counts[kind]
        found: Rows = self.first[kind] + np.arange(int(count * times), dtype=np.int64) % count
        return found

    def near(self, rows: Rows, kind: str, reach: int) -> Rows:
        """For each handle of a kind, one that comes at most ``reach`` after it in its block."""
        first, block = self.first[kind], BLOCKS[kind]
        last = np.minimum((rows - first) // block * block + block, self.counts[kind]) - 1 + first
        found: Rows = np.minimum(rows + self.random.integers(1, reach + 1, len(rows)), last)
        return found

    def beneath(self, services: Rows) -> Rows:
        """For each service, a configuration item of the block that is beneath it."""
        ci, service = "ConfigurationItem", "Service"
        blocks = -(-self.counts[ci] // BLOCKS[ci])
        at = (services - self.first[service]) // BLOCKS[service] % blocks * BLOCKS[ci]
        at += self.random.integers(0, BLOCKS[ci], len(services))
        found: Rows = self.first[ci] + at % self.counts[ci]
        return found

    def _rest(self) -> RelationTable:
        """Contracts covering configuration items: as many as are left to five times the items."""
        held = sum(len(table.starts) for table in joined(self.relations))
        count = max(5 * self.size - held, 0)
        at = self.first["ConfigurationItem"]
        contracts, covered = self.counts["Contract"], self.counts["ConfigurationItem"]
        number = np.arange(count, dtype=np.int64)
        start = self.first["Contract"] + (number // covered * 7 + number % covered) % contracts
        return _table(self, "COVERS", start, at + number % covered)

    def _table(self, kind: str) -> ItemTable:
        count = self.counts[kind]
        prefix = kind.lower()
        ids = [f"{prefix}:{n}" for n in range(count)]
        every = np.arange(count, dtype=np.int64)
        columns = {"name": Column(every, [f"{kind} {n}" for n in range(count)])}
        if count:
            columns |= {name: self._column(count, *how) for name, how in FIELDS[kind].items()}
            columns["source"] = Column(every, ["synthetic"] * count)
            columns["verified_on"] = self._column(count, 0.6, days(-400, 0))
        return ItemTable(kind, ids, self.first[kind] + every, columns)

    def _column(self, count: int, share: float, values: Sequence[Value]) -> Column:
        """A field that a share of the rows have, one of some values each."""
        rows = np.flatnonzero(self.random.random(count) < share)
        picked = self.random.integers(0, len(values), len(rows))
        return Column(rows, [values[at] for at in picked.tolist()])


def synthetic(items: int, seed: int = 1) -> Tables:
    """The state, in columns, as a store hands it over."""
    return StateTables(items, seed).tables()


def change_sets(tables: Tables, model: Model, most: int = 50_000) -> Iterator[ChangeSet]:
    """The same as a series of ChangeSets, the items before the relations that join them."""
    facts = tables.facts(model)
    number = 0
    while part := tuple(Put(fact) for fact in islice(facts, most)):
        number += 1
        yield ChangeSet(f"synthetic:{number}", part)


def _counts(items: int) -> dict[str, int]:
    suppliers = min(SUPPLIERS, max(items // 50, 3))
    counts = {kind: max(int(items * share), 3) for kind, share in SHARES.items()}
    counts["Supplier"] = suppliers
    counts["ConfigurationItem"] += items - sum(counts.values())
    return counts


def _dependencies(state: StateTables) -> Iterator[RelationTable]:
    """Services on services below them and on items; items on hosts; pools of k of n."""
    ci, service = "ConfigurationItem", "Service"
    services, items = state.every(service, 1.0), state.every(ci, 2.2)
    users = state.every(service, 2.0)
    yield _table(state, "DEPENDS_ON", services, state.near(services, service, 40))
    yield _table(state, "DEPENDS_ON", users, state.beneath(users))
    yield _table(state, "DEPENDS_ON", items, state.near(items, ci, 200))
    # A few common platforms, each used by thousands.
    users = state.some(ci, state.counts[ci] // 200)
    common = state.first[ci] + state.counts[ci] - 1 - state.random.integers(0, 40, len(users))
    yield _table(state, "DEPENDS_ON", users, common)
    yield _pools(state)


def _pools(state: StateTables) -> RelationTable:
    """One item in eight has a pool: four members, two or three of which must hold."""
    ci = "ConfigurationItem"
    owners = np.unique(state.some(ci, state.counts[ci] // 8))
    starts = np.repeat(owners, 4)
    ends = state.near(starts, ci, 200)
    count = len(starts)
    need = np.repeat(state.random.integers(1, 4, len(owners)), 4).tolist()
    every = np.arange(count, dtype=np.int64)
    columns = {"group": Column(every, ["pool"] * count), "need": Column(every, need)}
    return _table(state, "DEPENDS_ON", starts, ends, columns)


def _structure(state: StateTables) -> Iterator[RelationTable]:
    """Hierarchies: each item is a part of an earlier one of its kind, forests of many trees."""
    for kind, share in (
        ("ConfigurationItem", 0.35),
        ("Service", 0.2),
        ("Document", 0.9),
        ("Agency", 0.5),
        ("Supplier", 0.2),
    ):
        part = np.unique(state.some(kind, int(state.counts[kind] * share)))
        at = part - state.first[kind]
        # Families of ten: the first is the whole, and a family is within a block.
        part, whole = part[at % 10 > 0], (part - at % 10)[at % 10 > 0]
        yield _table(state, "PART_OF", part, whole)
    programs = state.every("Program")
    yield _table(state, "PART_OF", programs, state.some("Agency", len(programs)))


def _agreements(state: StateTables) -> Iterator[RelationTable]:
    sla, ola = "ServiceLevelAgreement", "OperatingLevelAgreement"
    slas, olas = state.every(sla, 2.0), state.every(ola, 2.0)
    yield _table(state, "GOVERNS", slas, state.some("Service", len(slas)))
    yield _table(state, "GOVERNS", olas, state.some("Service", len(olas)))
    yield _table(state, "PROMISED_TO", slas, state.some("Agency", len(slas)))
    yield _table(state, "UNDERPINNED_BY", slas, state.some(ola, len(slas)))
    for role in ("provider", "client"):
        end = "Supplier" if role == "provider" else "Agency"
        every = np.arange(state.counts[ola], dtype=np.int64)
        columns = {"role": Column(every, [role] * len(every))}
        yield _table(state, "BINDS", state.every(ola), state.some(end, len(every)), columns)
    targets = state.every("ServiceLevelTarget")
    yield _table(state, "SETS", state.some(sla, len(targets)), targets)
    metrics = state.every("OperatingLevelMetric")
    yield _table(state, "MEASURES", metrics, state.some("ServiceLevelTarget", len(metrics)))
    yield _table(state, "PROVIDES", state.some("Supplier", len(metrics)), metrics)


def _contracts(state: StateTables) -> Iterator[RelationTable]:
    """Families (an order is under a statement of work, that under an MSA), parties, covers."""
    contracts = state.every("Contract")
    child = contracts[contracts % 10 > 0]
    parent = np.where(child % 10 < 4, child - child % 10, child - child % 10 + 1 + child % 3)
    parent = np.maximum(np.minimum(parent, child - 1), state.first["Contract"])
    yield _table(state, "UNDER", child[child > parent], parent[child > parent])
    yield _table(state, "WITH", contracts, state.some("Supplier", len(contracts)))
    yield _table(state, "HELD_BY", contracts, state.some("Agency", len(contracts)))
    services = state.every("Service", 1.5)
    yield _table(state, "COVERS", state.some("Contract", len(services)), services)
    newer = contracts[6::7]
    yield _table(state, "SUCCEEDS", newer, newer - 1)
    triggers = state.every("Trigger")
    yield _table(state, "TRIGGERS_ON", triggers, state.some("Contract", len(triggers)))
    bids = state.every("Procurement")
    yield _table(state, "REBIDS", bids, state.some("Contract", len(bids)))
    yield _table(state, "RESULTS_IN", bids, state.some("Contract", len(bids)))
    agreements = state.every("ServiceLevelAgreement", 0.5)
    yield _table(state, "UNDER", agreements, state.some("Contract", len(agreements)))


def _people(state: StateTables) -> Iterator[RelationTable]:
    """Who consumes, represents, owns, and looks after what."""
    services = state.every("Service", 1.5)
    yield _table(state, "CONSUMES", state.some("Program", len(services)), services)
    yield _table(state, "CONSUMES", state.some("Agency", len(services)), services)
    yield _table(state, "PROVIDES", state.some("Supplier", len(services)), services)
    holders = state.every("Stakeholder")
    half = len(holders) // 2
    yield _table(state, "REPRESENTS", holders[:half], state.some("Agency", half))
    owned = state.every("ConfigurationItem", 1)
    yield _table(state, "OWNS", state.some("Stakeholder", len(owned)), owned)
    yield _table(state, "SITS_ON", holders[half:], state.some("Forum", len(holders) - half))
    contracts = state.every("Contract", 0.5)
    yield _table(state, "OVERSEES", state.some("Forum", len(contracts)), contracts)


def _others(state: StateTables) -> Iterator[RelationTable]:
    """The manual, capabilities on both sides, tickets, and windows."""
    pages = state.every("Document", 4.0)
    yield _table(state, "DESCRIBES", pages, state.some("Service", len(pages)))
    services, offers = state.every("Service", 0.5), state.every("Offering")
    yield _table(state, "NEEDS", services, state.some("Capability", len(services)))
    yield _table(state, "OFFERS", state.some("Supplier", len(offers)), offers)
    yield _table(state, "DELIVERS", offers, state.some("Capability", len(offers)))
    tickets = state.every("Ticket")
    yield _table(state, "AFFECTS", tickets, state.some("ConfigurationItem", len(tickets)))
    windows = state.every("Window", 2.0)
    yield _table(state, "APPLIES_TO", windows, state.some("Service", len(windows)))


def _table(
    state: StateTables,
    type_: str,
    starts: Rows,
    ends: Rows,
    columns: dict[str, Column] | None = None,
) -> RelationTable:
    """Relations between pairs, none from an item to itself; some dated, with whence and when."""
    count = len(starts)
    found = dict(columns or {})
    every = np.arange(count, dtype=np.int64)
    found["source"] = Column(every, ["synthetic"] * count)
    found["since"] = state._column(count, 0.10, PAST)
    found["until"] = state._column(count, 0.02, FUTURE)
    return RelationTable(type_, starts, ends, found)
