"""How the rules of a scope lead on: from rows that are in it, along relations, to more of them.

Each row in a scope has a rank: 0 where the scope names it, else one more than that of a row that
leads to it. So whatever is in it is led to by something of lower rank, and no ring of rows can hold
itself up.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from access.scope import Scope
from graph_model.lens import Direction
from graph_model.model import Model
from queries.snapshot.rows import Bytes, Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

NO_RANK = np.int32(2**31 - 1)
"""The rank of a row that is not in the scope."""

Leads = NDArray[np.bool_]
"""Whether a relation leads from a row in the scope to one that then is: by type code, whether it is
walked backward, and the kind codes of the two."""
Pairs = tuple[Ints, Ints]
"""Rows that lead, and the rows to which they lead, side by side."""
Near = tuple[Ints, Ints, Bytes, Bytes]
"""Relations at some rows: the row, the other end, whether it is walked backward, the type code."""


def leads_of(scope: Scope, model: Model) -> Leads:
    """The rules of a scope as flags."""
    kinds = {kind.name: n for n, kind in enumerate(model.kinds)}
    types = {relation.name: n for n, relation in enumerate(model.relations)}
    flags = np.zeros((len(types), 2, len(kinds), len(kinds)), np.bool_)
    for rule in scope.rules:
        backward = int(rule.walked is Direction.BACKWARD)
        for to in rule.to:
            flags[types[rule.relation], backward, kinds[to], kinds[rule.kind]] = True
    return flags


def spread(snapshot: Snapshot, ranks: Ints, wave: Ints, leads: Leads) -> None:
    """Rank whatever is led to from rows that have their rank, wave after wave."""
    while len(wave):
        wave = ranked(ranks, onward(snapshot, wave, leads))


def ranked(ranks: Ints, pairs: Pairs) -> Ints:
    """Rank what has no rank and is led to from what has; returns those rows, each once."""
    here, there = pairs
    new = (ranks[there] == NO_RANK) & (ranks[here] != NO_RANK)
    found = as_ints(there[new])
    ranks[found] = ranks[here[new]] + 1
    return once(found, len(ranks))


def unranked(snapshot: Snapshot, ranks: Ints, doubtful: Ints, leads: Leads) -> Ints:
    """Take the rank of doubtful rows that nothing of lower rank leads to, and so on from them.

    Returns the rows that lost it, each once. What the scope names, of rank 0, does not fall.
    """
    lost = [as_ints([])]
    while len(doubtful := as_ints(doubtful[(ranks[doubtful] != NO_RANK) & (ranks[doubtful] > 0)])):
        near = _at(snapshot, doubtful)
        here, there = _leading_to(snapshot, near, leads)
        held = np.zeros(len(ranks), np.bool_)
        held[there[ranks[here] < ranks[there]]] = True
        falling = once(as_ints(doubtful[~held[doubtful]]), len(ranks))
        ranks[falling] = NO_RANK
        lost.append(falling)
        here, there = _led_from(snapshot, near, leads)  # of those that fall, read already
        doubtful = once(as_ints(there[~held[here]]), len(ranks))
    return as_ints(np.concatenate(lost))


def once(rows: Ints, size: int) -> Ints:
    """Some of ``size`` rows, each once, rising."""
    if len(rows) < size >> 6:
        return as_ints(np.unique(rows))
    flags: Flags = np.zeros(size, np.bool_)
    flags[rows] = True
    return as_ints(np.flatnonzero(flags))


def onward(snapshot: Snapshot, rows: Ints, leads: Leads) -> Pairs:
    """What some rows lead to."""
    return _led_from(snapshot, _at(snapshot, rows), leads)


def toward(snapshot: Snapshot, rows: Ints, leads: Leads) -> Pairs:
    """What leads to some rows."""
    return _leading_to(snapshot, _at(snapshot, rows), leads)


def _led_from(snapshot: Snapshot, near: Near, leads: Leads) -> Pairs:
    here, there, backward, types = near
    kinds = snapshot.kinds
    keep = leads[types, backward, kinds[here], kinds[there]]
    return as_ints(here[keep]), as_ints(there[keep])


def _leading_to(snapshot: Snapshot, near: Near, leads: Leads) -> Pairs:
    there, here, backward, types = near
    kinds = snapshot.kinds
    keep = leads[types, 1 - backward, kinds[here], kinds[there]]
    return as_ints(here[keep]), as_ints(there[keep])


def between(snapshot: Snapshot, numbers: Ints, leads: Leads) -> Pairs:
    """Which ends of some relations, standing or gone, lead to the others."""
    types, kinds = types_of(snapshot, numbers), snapshot.kinds
    starts, ends = snapshot.starts(numbers), snapshot.ends(numbers)
    forward = leads[types, 0, kinds[starts], kinds[ends]]
    backward = leads[types, 1, kinds[ends], kinds[starts]]
    here = np.concatenate([starts[forward], ends[backward]])
    return as_ints(here), as_ints(np.concatenate([ends[forward], starts[backward]]))


def _at(snapshot: Snapshot, rows: Ints) -> Near:
    """The relations at some rows: row, other end, whether it is walked backward, type code."""
    owner, numbers = snapshot.neighbours(rows)
    here, starts = as_ints(rows[owner]), snapshot.starts(numbers)
    backward = starts != here
    there = as_ints(np.where(backward, starts, snapshot.ends(numbers)))
    return here, there, backward.view(np.uint8), types_of(snapshot, numbers)


def types_of(snapshot: Snapshot, numbers: Ints) -> Bytes:
    """The type codes of relations; of a patch, those alone that are asked for are looked up."""
    held = snapshot.base.relations.type
    first = len(held)
    based = numbers < first
    found = np.zeros(len(numbers), np.uint8)
    found[based] = held[numbers[based]]
    relations, codes = snapshot.patch.relations, snapshot.relation_codes
    for at in np.flatnonzero(~based).tolist():
        found[at] = codes[relations[int(numbers[at]) - first].type]
    return found
