"""What can take one item, reduced to classes of interchangeable losses and the gates they bear on.

Losses of two nodes are *interchangeable* for a target when they bear on the same gates by the same
members, gates whose dependent the loss itself takes left out. Then either may stand for the other
in any cut set of the target, and no minimal one holds both: with closures X(a), X(b) under single
losses, whatever follows from a set S and X(a) beyond X(a) follows through such a gate, and so from
S and X(b) as well. A chain that leads to one member of a group is so one class. Gates that cannot
give way, or whose dependent bears on nothing, are left out beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from queries.failure.fault_graph import FaultGraph
from queries.failure.losses import losses
from queries.snapshot.rows import Ints, Rows, as_ints, spans

Flags = NDArray[np.bool_]

HARMLESS, FATAL = -1, -2
"""The class of a node whose loss bears on no gate; of one whose loss alone takes the target."""


@dataclass(frozen=True, slots=True)
class Bearing:
    """Which gates each node's loss bears on, by which member: an edge stands for gate and member.

    Shapes (bearings,), by node, then edge.
    """

    node: Ints
    edge: Ints
    gate: Ints

    def take(self, keep: Flags) -> Bearing:
        """Some of it."""
        return Bearing(self.node[keep], self.edge[keep], self.gate[keep])


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate as classes see it: each member by the classes whose loss fails it.

    It takes a class (or FATAL: the target) once more than ``spare`` members fail. Members that
    nothing fails are left out.
    """

    takes: int
    spare: int
    members: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class CutClasses:
    """The class of each node of a cone (or HARMLESS, FATAL), shape (nodes,), and all its gates."""

    of: Ints
    gates: tuple[Gate, ...]

    @property
    def size(self) -> int:
        """The number of classes."""
        return int(self.of.max(initial=-1)) + 1


def cut_classes(cone: FaultGraph, target: int, causes: Ints) -> CutClasses:
    """The classes of a cone's nodes for its target, where only ``causes`` (nodes) come first.

    Time is linear in all single losses within the cone.
    """
    lost = losses(cone, np.arange(cone.size, dtype=np.int32))
    fatal = np.zeros(cone.size, np.bool_)
    fatal[_owners(lost)[lost.entries == target]] = True
    fatal[target] = True
    first = np.zeros(cone.size, np.bool_)
    first[causes] = True
    bearing = _pruned(cone, _bearing(cone, lost, fatal), fatal, first)
    of = _classes(cone.size, bearing)
    of[fatal] = FATAL
    return CutClasses(of, _gates(cone, of, bearing))


def _owners(rows: Rows) -> Ints:
    count = len(rows.offsets) - 1
    return np.repeat(np.arange(count, dtype=np.int32), np.diff(rows.offsets))


def _bearing(cone: FaultGraph, lost: Rows, fatal: Flags) -> Bearing:
    """Where each loss that is not fatal bears on a gate whose dependent it does not take."""
    alone = as_ints(np.flatnonzero(~fatal))
    owners = _owners(lost)
    keep = ~fatal[owners]
    node = np.concatenate([alone, owners[keep]])
    member = np.concatenate([alone, lost.entries[keep]])
    taken = np.sort(node.astype(np.int64) * cone.size + member)
    edge, owner = spans(cone.offsets, member)
    node, gate = node[owner], -cone.target[edge] - 1
    at = np.flatnonzero(gate >= 0)
    dependent = cone.dependent[gate[at]]
    at = at[~np.isin(node[at].astype(np.int64) * cone.size + dependent, taken)]
    order = at[np.lexsort((edge[at], node[at]))]
    return Bearing(node[order], as_ints(edge[order]), gate[order])


def _pruned(cone: FaultGraph, bearing: Bearing, fatal: Flags, causes: Flags) -> Bearing:
    """Without gates that cannot give way or lead nowhere, and nodes that nothing makes LOST."""
    while True:
        failing = np.unique(bearing.edge)
        members = np.bincount(-cone.target[failing] - 1, minlength=len(cone.spare))
        useful = fatal.copy()
        useful[bearing.node] = True
        open_ = (members > cone.spare) & useful[cone.dependent]
        begins = causes.copy()
        begins[cone.dependent[open_]] = True
        keep = open_[bearing.gate] & begins[bearing.node]
        if keep.all():
            return bearing
        bearing = bearing.take(keep)


def _classes(nodes: int, bearing: Bearing) -> Ints:
    """Number the different bearings, in order of their first node; HARMLESS where there is none."""
    of = np.full(nodes, HARMLESS, np.int32)
    known: dict[bytes, int] = {}
    bearers, first = np.unique(bearing.node, return_index=True)
    ends = [*first.tolist(), len(bearing.edge)][1:]
    for node, begin, end in zip(bearers.tolist(), first.tolist(), ends, strict=True):
        of[node] = known.setdefault(bearing.edge[begin:end].tobytes(), len(known))
    return of


def _gates(cone: FaultGraph, of: Ints, bearing: Bearing) -> tuple[Gate, ...]:
    """The gates as classes see them, alike ones once."""
    members: dict[int, dict[int, set[int]]] = {}
    columns = (bearing.gate, bearing.edge, of[bearing.node])
    for gate, edge, number in zip(*(column.tolist() for column in columns), strict=True):
        members.setdefault(gate, {}).setdefault(edge, set()).add(number)
    found = (
        Gate(
            int(of[cone.dependent[gate]]),
            int(cone.spare[gate]),
            tuple(sorted(tuple(sorted(numbers)) for numbers in by_edge.values())),
        )
        for gate, by_edge in sorted(members.items())
    )
    return tuple(dict.fromkeys(found))
