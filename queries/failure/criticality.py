"""The criticality question: whose loss alone takes what, from both ends.

An item is *critical* to a service (or an agency, an agreement, any other item) when its loss alone
makes it LOST under the outage lens; nothing is critical to itself. An agency is LOST when a service
that it or a program of its consumes is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from graph_model.errors import InvalidQuestion, Problem
from queries.answers.answer import Answer
from queries.failure.fault_graph import FaultGraph, fault_graph
from queries.failure.losses import losses, pairs
from queries.snapshot.rows import Ints, Rows, as_ints, grouped, spans
from queries.snapshot.snapshot import Snapshot

CAUSES = ("ConfigurationItem", "Service", "Supplier")
"""What is looked at as a cause unless a question says otherwise: what can break or walk away."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What hangs on each of some items: how many of each the loss takes, shapes (items,).

    ``services`` includes the citizen-facing ones, ``items`` includes all.
    """

    agencies: Ints
    citizen_facing: Ints
    slas: Ints
    services: Ints
    items: Ints

    def take(self, at: Ints) -> Counts:
        """The counts at some positions."""
        return Counts(*(column[at] for column in self.columns))

    def named(self, at: int) -> dict[str, int]:
        """The counts at one position, by name."""
        names = (field.name for field in fields(self))
        return {n: int(c[at]) for n, c in zip(names, self.columns, strict=True)}

    @property
    def columns(self) -> tuple[Ints, Ints, Ints, Ints, Ints]:
        """The columns, in the order in which they rank."""
        return self.agencies, self.citizen_facing, self.slas, self.services, self.items


@dataclass(frozen=True)
class Criticality(Answer):
    """A finished answer about some items, both ways; everything by position in ``rows``.

    ``kinds`` are the kinds of the causes that were looked at.
    """

    snapshot: Snapshot
    as_of: date
    kinds: tuple[str, ...]
    rows: Ints
    lost: Rows
    causes: Rows

    def takes(self, at: int, kinds: Sequence[str] | None = None) -> Ints:
        """What the loss of ``rows[at]`` alone makes LOST, by row; of some kinds, or all."""
        return of_kinds(self.snapshot, self.lost.of(at), kinds)

    def critical(self, at: int, kinds: Sequence[str] | None = None) -> Ints:
        """What is critical to ``rows[at]``, by row; of some kinds, or of all causes."""
        return of_kinds(self.snapshot, self.causes.of(at), kinds)

    @cached_property
    def counts(self) -> Counts:
        """What hangs on each of ``rows``."""
        at, owner = spans(self.lost.offsets, np.arange(len(self.rows), dtype=np.int32))
        tally = Tally(self.snapshot, len(self.rows))
        tally.add(owner, self.lost.entries[at])
        return tally.counts


def criticality(
    snapshot: Snapshot, of: Sequence[str], as_of: date, kinds: Sequence[str] = CAUSES
) -> Criticality:
    """What the loss of each item alone makes LOST, and which items of ``kinds`` are critical to it.

    Exact with groups and cycles: each cause's loss is propagated to the end, the causes being those
    from which some way leads to an item asked about.

    Raises:
        InvalidQuestion: nothing was asked about, a ticket was, or a kind is none that can be lost.
        NotFound: with the ids that are not recorded.
    """
    rows = _asked(snapshot, of)
    graph = fault_graph(snapshot, as_of)
    named = kinds_named(snapshot, kinds)
    found = critical_to(snapshot, graph, rows, cause_rows(snapshot, named))
    return Criticality(snapshot, as_of, named, rows, losses(graph, rows), found)


def _asked(snapshot: Snapshot, of: Sequence[str]) -> Ints:
    if not of:
        raise InvalidQuestion([Problem("of", "no id", "at least one id")])
    rows = snapshot.rows(of)
    advice = "ask about the items that it affects"
    tickets = [id_ for id_, row in zip(of, rows, strict=True) if snapshot.kind(row) == "Ticket"]
    if tickets:
        expected = "an item that can be lost"
        raise InvalidQuestion(
            [Problem("of", f"{t!r}, a Ticket", expected, advice) for t in tickets]
        )
    return as_ints(list(dict.fromkeys(rows.tolist())))


def taken_by(snapshot: Snapshot, row: int, as_of: date, kinds: Sequence[str] | None = None) -> Ints:
    """What the loss of one item alone makes LOST, itself left out; of some kinds, or all."""
    found = losses(fault_graph(snapshot, as_of), as_ints([row]))
    return of_kinds(snapshot, found.entries, kinds)


def critical_to(snapshot: Snapshot, graph: FaultGraph, rows: Ints, causes: Ints) -> Rows:
    """The rows of ``causes`` that are critical to each of ``rows``, by position in ``rows``."""
    cone = graph.cone(rows)
    nodes = cone.nodes(causes)
    position = np.full(snapshot.size, -1, np.int32)
    position[rows] = np.arange(len(rows), dtype=np.int32)
    target, cause = [as_ints([])], [as_ints([])]
    for batch in pairs(cone, nodes):
        at = position[cone.rows[batch.node]]
        target.append(at[at >= 0])
        cause.append(cone.rows[nodes[batch.cause[at >= 0]]])
    by_target = grouped(np.concatenate(target), len(rows))
    return Rows(by_target.offsets, np.concatenate(cause)[by_target.entries])


def critical_to_every(snapshot: Snapshot, as_of: date, kinds: Sequence[str] = CAUSES) -> Rows:
    """The rows of ``kinds`` that are critical to each item, by row: every single failure at once.

    Raises:
        InvalidQuestion: a kind is none that can be lost.
    """
    causes = cause_rows(snapshot, kinds_named(snapshot, kinds))
    rows = np.arange(snapshot.size, dtype=np.int32)
    return critical_to(snapshot, fault_graph(snapshot, as_of), rows, causes)


def kinds_named(snapshot: Snapshot, kinds: Sequence[str]) -> tuple[str, ...]:
    """The declared names of some kinds of causes, in whatever case they were given.

    Raises:
        InvalidQuestion: there is no such kind, or a ticket, which stands for other items.
    """
    found = [snapshot.model.find_kind(kind) for kind in kinds]
    known = [kind.name for kind in snapshot.model.kinds if kind.name != "Ticket"]
    problems = [
        Problem("kinds", repr(name), f"one of {', '.join(known)}")
        for name, kind in zip(kinds, found, strict=True)
        if kind is None or kind.name not in known
    ]
    if problems or not kinds:
        raise InvalidQuestion(problems or [Problem("kinds", "none", f"one of {', '.join(known)}")])
    return tuple(dict.fromkeys(kind.name for kind in found if kind is not None))


def cause_rows(snapshot: Snapshot, kinds: Sequence[str]) -> Ints:
    """The rows of the items of some kinds, rising."""
    codes = [snapshot.kind_codes[kind] for kind in kinds]
    return snapshot.standing(as_ints(np.flatnonzero(np.isin(snapshot.kinds, codes))))


def of_kinds(snapshot: Snapshot, rows: Ints, kinds: Sequence[str] | None) -> Ints:
    """The rows that are of some kinds; all of them where no kind is named."""
    if kinds is None:
        return rows
    codes = [snapshot.kind_codes[kind] for kind in kinds_named(snapshot, kinds)]
    return rows[np.isin(snapshot.kinds[rows], codes)]


class Tally:
    """Counts what hangs on each of some items, batch by batch."""

    def __init__(self, snapshot: Snapshot, items: int) -> None:
        """Nothing hangs on any of the ``items`` yet."""
        kinds, codes = snapshot.kinds, snapshot.kind_codes
        service = kinds == codes["Service"]
        self._flags: tuple[NDArray[np.bool_] | None, ...] = (
            kinds == codes["Agency"],
            service & citizen_facing(snapshot),
            kinds == codes["ServiceLevelAgreement"],
            service,
            None,
        )
        self._totals = np.zeros((len(self._flags), items), np.int64)

    def add(self, owner: Ints, rows: Ints) -> None:
        """Count ``rows[i]`` as hanging on the item at position ``owner[i]``."""
        for total, flags in zip(self._totals, self._flags, strict=True):
            counted = owner if flags is None else owner[flags[rows]]
            total += np.bincount(counted, minlength=len(total))

    @property
    def counts(self) -> Counts:
        """What was counted so far."""
        return Counts(*(as_ints(total) for total in self._totals))


def citizen_facing(snapshot: Snapshot) -> NDArray[np.bool_]:
    """Which rows are services that citizens use directly, shape (size,)."""
    services = snapshot.rows_of_kind("Service")
    flags = np.zeros(snapshot.size, np.bool_)
    values = snapshot.values(services, "citizen_facing")
    flags[services] = [value is True for value in values]
    return flags
