"""A scope compiled to one flag a row, and mended where a newer revision differs a little.

The rules of a scope lead from what is in it to more that is, so it is a least fixpoint over the
graph: compiled in waves from its agencies on. Where a revision takes something away, what nothing
leads to any more falls out, and is brought back where something else still does (by ranks, as in
Even and Shiloach, An on-line edge-deletion problem, JACM 1981).
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import numpy as np

from access.difference import SnapshotDifference, difference, extends
from access.scope import Scope, matches
from access.wave import NO_RANK, between, leads_of, ranked, spread, toward, unranked
from queries.answers.viewer import Viewer
from queries.snapshot.patch import row_of
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a scope shows of a snapshot: ``ranks`` by its rules, ``let_in`` by its filters.

    ``agencies`` are the rows of those that it names.
    """

    snapshot: Snapshot
    agencies: Ints
    ranks: Ints
    let_in: Flags

    @property
    def flags(self) -> Flags:
        """Which rows are in the scope, shape (size,)."""
        flags: Flags = (self.ranks != NO_RANK) | self.let_in
        return flags


class ScopeColumn:
    """What a scope shows, of any snapshot; remembers that of the newest, and mends it."""

    def __init__(self, scope: Scope) -> None:
        """Nothing is compiled yet."""
        self.scope = scope
        self._newest: Compiled | None = None
        self._lock = Lock()

    def __call__(self, snapshot: Snapshot) -> Flags:
        """Which rows of a snapshot are in the scope, shape (size,).

        Of a what-if: those that are without its edits, and what the edits add. Of an earlier
        revision: those that were, and that are now, or are recorded no more. What is laid over a
        snapshot without a revision of its own is not remembered: it may come to nothing.
        """
        if snapshot.recorded is not None:
            return _supposed(self(snapshot.recorded), snapshot.recorded, snapshot)
        if snapshot.present is not None:
            now = _supposed(self(snapshot.present), snapshot.present, snapshot)
            return self._compiled(snapshot).flags & now
        with self._lock:
            found = self._compiled(snapshot)
            if self._newest is None or found.snapshot.revision > self._newest.snapshot.revision:
                self._newest = found
        return found.flags

    def _compiled(self, snapshot: Snapshot) -> Compiled:
        newest = self._newest
        if newest is not None and extends(newest.snapshot, snapshot):
            return mended(self.scope, newest, snapshot)
        return compiled(self.scope, snapshot)


def viewer_of(scope: Scope) -> Viewer:
    """Whoever has a scope. Keep the viewer: what was compiled is kept with it."""
    return Viewer(ScopeColumn(scope))


def compiled(scope: Scope, snapshot: Snapshot) -> Compiled:
    """A scope over a whole snapshot, in time linear in what it reaches."""
    ranks = np.full(snapshot.size, NO_RANK, np.int32)
    let_in = np.zeros(snapshot.size, np.bool_)
    agencies = _agencies(scope, snapshot)
    ranks[agencies] = 0
    spread(snapshot, ranks, agencies, leads_of(scope, snapshot.model))
    for one in scope.filters:
        rows = snapshot.rows_of_kind(one.kind)
        values = snapshot.values(rows, one.field).tolist()
        let_in[rows[[matches(value, one.values) for value in values]]] = True
    return Compiled(snapshot, agencies, ranks, let_in)


def mended(scope: Scope, old: Compiled, snapshot: Snapshot) -> Compiled:
    """The same over a snapshot that extends the old one, in time for what differs."""
    differs, leads = difference(old.snapshot, snapshot), leads_of(scope, snapshot.model)
    ranks = np.empty(snapshot.size, np.int32)
    ranks[: len(old.ranks)], ranks[len(old.ranks) :] = old.ranks, NO_RANK
    agencies = _agencies_after(scope, old, snapshot, differs)
    ended = np.setdiff1d(old.agencies, agencies)
    ranks[ended] = NO_RANK - 1  # removed: they fall like any other
    gone = between(snapshot, differs.gone, leads)[1]
    doubtful = as_ints(np.concatenate([differs.removed, ended, gone]))
    fallen = unranked(snapshot, ranks, doubtful, leads)
    ranks[agencies] = 0
    begun = (
        as_ints(np.setdiff1d(agencies, old.agencies)),
        ranked(ranks, toward(snapshot, snapshot.standing(fallen), leads)),
        ranked(ranks, between(snapshot, differs.fresh, leads)),
    )
    spread(snapshot, ranks, as_ints(np.concatenate(begun)), leads)
    return Compiled(snapshot, agencies, ranks, _let_in(scope, old, snapshot, differs))


def _agencies(scope: Scope, snapshot: Snapshot) -> Ints:
    """The rows of the agencies that the scope names, those that stand, rising."""
    found = (row_of(snapshot.base, snapshot.patch, id_) for id_ in scope.agencies)
    rows = {row for row in found if row is not None and snapshot.kind(row) == "Agency"}
    return as_ints(sorted(rows))


def _agencies_after(
    scope: Scope, old: Compiled, snapshot: Snapshot, differs: SnapshotDifference
) -> Ints:
    """The same, where the old ones are known: only what differs is looked up."""
    named = frozenset(scope.agencies) if len(differs.changed) else frozenset()
    fresh = [
        row
        for row in differs.changed.tolist()
        if snapshot.kind(row) == "Agency" and snapshot.id(row) in named
    ]
    if not fresh and not np.isin(old.agencies, differs.removed).any():
        return old.agencies
    kept = np.setdiff1d(old.agencies, differs.removed)
    return as_ints(np.union1d(kept, as_ints(fresh)))


def _let_in(scope: Scope, old: Compiled, snapshot: Snapshot, differs: SnapshotDifference) -> Flags:
    """The rows that filters let in: those that did not change, as before."""
    flags = np.zeros(snapshot.size, np.bool_)
    flags[: len(old.let_in)] = old.let_in
    flags[differs.removed] = False
    for row in differs.changed.tolist() if scope.filters else ():
        flags[row] = any(
            snapshot.kind(row) == one.kind and matches(snapshot.value(row, one.field), one.values)
            for one in scope.filters
        )
    return flags


def _supposed(seen: Flags, known: Snapshot, snapshot: Snapshot) -> Flags:
    """What is seen of a snapshot laid over a known one: the same rows, and what that has not."""
    flags = np.ones(snapshot.size, np.bool_)
    flags[: len(seen)] = seen
    flags[known.removed] = True
    return flags
