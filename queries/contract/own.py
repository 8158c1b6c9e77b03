"""Whose contract it is: which contracts serve which of those who consume what they cover.

As DESIGN section 4 says, a contract *serves* a consumer when it is HELD_BY that agency, or by an
agency that the consumer is PART_OF. A consumer's *own* are those that serve it and supply: a form
that permits or arranges only is never own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from graph_model.lens import Direction
from queries.snapshot.rows import Flags, Ints, as_ints, grouped
from queries.snapshot.snapshot import Snapshot

Keys = NDArray[np.int64]

PERMITS = frozenset({"authorisation", "MOU", "addendum"})
"""The forms that permit or arrange, and supply nothing."""
HOLDER_ONLY = "holder"
FORWARD = Direction.FORWARD


@dataclass(frozen=True, slots=True)
class Covers:
    """Some COVERS: shapes (covers,).

    ``numbers`` are relations, ``contract`` and ``service`` rows; ``part`` is whether the extent is
    a part, ``holder_only`` whether the contract serves its holders only.
    """

    numbers: Ints
    contract: Ints
    service: Ints
    part: Flags
    holder_only: Flags


@dataclass(frozen=True, slots=True)
class Consumed:
    """Some CONSUMES: relation numbers and rows, shapes (consumed,)."""

    numbers: Ints
    consumer: Ints
    service: Ints


@dataclass(frozen=True, slots=True)
class Own:
    """Which of the ``covers`` are whose own: ``by`` and ``cover`` are positions, shapes (pairs,).

    ``by`` in ``consumed``, rising; a pair comes once.
    """

    covers: Covers
    consumed: Consumed
    by: Ints
    cover: Ints


def own_contracts(snapshot: Snapshot, day: int, closed: Flags) -> Own:
    """Whose own the contracts are that cover services, on a day.

    ``closed`` (size,) are the contracts and services that do not count: not in force or out of
    service, and no start. Time is linear in the relations of the types concerned.
    """
    covers = _counting(snapshot, day, closed)
    consumed = _consumed(snapshot, day, covers.service)
    return owned(snapshot, day, covers, consumed)


def owned(snapshot: Snapshot, day: int, covers: Covers, consumed: Consumed) -> Own:
    """Which of some COVERS are whose own, of some that consume, given who holds what on a day."""
    cover, holder = _held(snapshot, day, covers)
    if not len(cover) or not len(consumed.numbers):
        return Own(covers, consumed, as_ints([]), as_ints([]))
    by, body = _bodies(snapshot, day, consumed.consumer)
    size = np.int64(snapshot.size)
    held = covers.service[cover].astype(np.int64) * size + holder
    used = consumed.service[by].astype(np.int64) * size + body
    at, found = _joined(used, held)
    pairs = np.unique(by[at].astype(np.int64) * len(covers.numbers) + cover[found])
    consumer, own = np.divmod(pairs, len(covers.numbers))
    return Own(covers, consumed, as_ints(consumer), as_ints(own))


def covers_of(snapshot: Snapshot, numbers: Ints) -> Covers:
    """Some COVERS as columns."""
    contract = snapshot.starts(numbers)
    serves = snapshot.values(contract, "serves")
    holder_only = np.fromiter((one == HOLDER_ONLY for one in serves), np.bool_, len(serves))
    part = snapshot.picked(numbers).part
    return Covers(numbers, contract, snapshot.ends(numbers), part, holder_only)


def consumed_of(snapshot: Snapshot, numbers: Ints) -> Consumed:
    """Some CONSUMES as columns."""
    return Consumed(numbers, snapshot.starts(numbers), snapshot.ends(numbers))


def _counting(snapshot: Snapshot, day: int, closed: Flags) -> Covers:
    """The COVERS of services that hold, of contracts and to services that count."""
    numbers = snapshot.holding(snapshot.all_relations("COVERS"), day)
    contract, service = snapshot.starts(numbers), snapshot.ends(numbers)
    counts = snapshot.kinds[service] == snapshot.kind_codes["Service"]
    return covers_of(snapshot, numbers[counts & ~closed[contract] & ~closed[service]])


def _consumed(snapshot: Snapshot, day: int, services: Ints) -> Consumed:
    numbers = snapshot.holding(snapshot.all_relations("CONSUMES"), day)
    covered = np.zeros(snapshot.size, np.bool_)
    covered[services] = True
    return consumed_of(snapshot, numbers[covered[snapshot.ends(numbers)]])


def _held(snapshot: Snapshot, day: int, covers: Covers) -> tuple[Ints, Ints]:
    """Positions of covers by contracts that supply, and the agencies that hold them: pairs."""
    forms = snapshot.values(covers.contract, "form")
    supplies = np.fromiter((form not in PERMITS for form in forms), np.bool_, len(forms))
    at = as_ints(np.flatnonzero(supplies))
    owner, holder = _ends(snapshot, day, covers.contract[at], "HELD_BY")
    return at[owner], holder


def _bodies(snapshot: Snapshot, day: int, consumers: Ints) -> tuple[Ints, Ints]:
    """Positions of the consumers, and each body that they are or are part of: pairs."""
    distinct, place = np.unique(consumers, return_inverse=True)
    size = np.int64(max(1, snapshot.size))
    found = np.arange(len(distinct), dtype=np.int64) * size + distinct
    frontier = found
    while len(frontier):
        at, body = np.divmod(frontier, size)
        owner, above = _ends(snapshot, day, as_ints(body), "PART_OF")
        reached = np.unique(at[owner] * size + above)
        frontier = reached[~np.isin(reached, found)]
        found = np.union1d(found, frontier)
    at, body = np.divmod(found, size)
    owner, position = grouped(as_ints(at), len(distinct)).of_many(as_ints(place))
    return owner, as_ints(body[position])


def _ends(snapshot: Snapshot, day: int, rows: Ints, type_: str) -> tuple[Ints, Ints]:
    """Positions of rows, and the ends of their relations of a type that hold: pairs."""
    distinct, place = np.unique(rows, return_inverse=True)
    owner, numbers = snapshot.relations_of(as_ints(distinct), type_, FORWARD)
    holds = np.isin(numbers, snapshot.holding(numbers, day))
    owner, ends = owner[holds], snapshot.ends(numbers[holds])
    at, found = grouped(owner, len(distinct)).of_many(as_ints(place))
    return at, ends[found]


def _joined(left: Keys, right: Keys) -> tuple[Ints, Ints]:
    """The positions of equal keys on both sides: pairs."""
    order = np.argsort(right, kind="stable")
    rising = right[order]
    first = np.searchsorted(rising, left)
    counts = np.searchsorted(rising, left, side="right") - first
    at = np.repeat(np.arange(len(left)), counts)
    shift = np.repeat(first - (np.cumsum(counts) - counts), counts)
    return as_ints(at), as_ints(order[np.arange(counts.sum()) + shift])
