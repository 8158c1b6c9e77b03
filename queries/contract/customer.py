"""Whom contracts are for: the agencies that hold them, and those that use what they cover."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from graph_model.lens import Direction
from queries.snapshot.holding import met_on
from queries.snapshot.ours import ours
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot

FORWARD, BACKWARD = Direction.FORWARD, Direction.BACKWARD


def of_kinds(snapshot: Snapshot, rows: Ints, *kinds: str) -> Ints:
    """Those of the rows that are of some kinds, in their order."""
    codes = [snapshot.kind_codes[kind] for kind in kinds]
    return as_ints(rows[np.isin(snapshot.kinds[rows], codes)])


def customers(snapshot: Snapshot, rows: Ints, day: int) -> Ints:
    """The agencies that consume any of some items on a day, or a program of theirs does; rising."""
    consumers = met_on(snapshot, rows, "CONSUMES", BACKWARD, day)
    programs = of_kinds(snapshot, consumers, "Program")
    found = np.concatenate([consumers, met_on(snapshot, programs, "PART_OF", FORWARD, day)])
    return of_kinds(snapshot, as_ints(np.unique(found)), "Agency")


def users(snapshot: Snapshot, contracts: Sequence[int], covered: Ints, day: int) -> Ints:
    """The agencies that hold any of some contracts, or consume what is covered; rows, rising.

    Of contracts of ours only our agencies: others consume a product of a marketplace under theirs.
    """
    rows = as_ints(contracts)
    holders = met_on(snapshot, rows, "HELD_BY", FORWARD, day)
    found = np.concatenate([holders, customers(snapshot, covered, day)])
    agencies, mine = as_ints(np.unique(found)), ours(snapshot)
    return as_ints(agencies[mine[agencies]]) if mine[rows].any() else agencies
