"""Who an answer is told to. Hidden items are traversed, counted and masked, never skipped."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from graph_model.errors import NotFound
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Flags, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody with a scope: ``sees`` gives the rows of a snapshot that are for them, (size,).

    One who is not ``scoped`` may see all.
    """

    sees: Callable[[Snapshot], Flags]
    scoped: bool = True

    def visible(self, snapshot: Snapshot) -> Flags:
        """Which item rows may be seen, shape (size,); worked out once a snapshot."""
        found = snapshot.memo.get(MemoKey.VISIBLE, self, _Seen, lambda: _Seen(self.sees(snapshot)))
        return found.flags

    def known(self, snapshot: Snapshot, ids: Iterable[str]) -> list[str]:
        """Those of the ids and aliases that name something recorded that the viewer may see."""
        visible = self.visible(snapshot)
        pairs = [(id_, snapshot.find(id_)) for id_ in ids]
        return [id_ for id_, row in pairs if row is not None and visible[row]]

    def require(self, snapshot: Snapshot, ids: Iterable[str]) -> None:
        """Answer ids that are hidden as if they were not recorded.

        Raises:
            NotFound: with the ids that are unknown or hidden, alike.
        """
        wanted = list(ids)
        known = set(self.known(snapshot, wanted))
        if missing := [id_ for id_ in wanted if id_ not in known]:
            raise NotFound(missing)


@dataclass(frozen=True, slots=True)
class _Seen:
    flags: Flags


def everything() -> Viewer:
    """Who may see all."""
    return Viewer(lambda snapshot: np.ones(snapshot.size, np.bool_), scoped=False)


def hiding(ids: Iterable[str]) -> Viewer:
    """Who may not see the items of some ids."""
    hidden = frozenset(ids)

    def sees(snapshot: Snapshot) -> Flags:
        found = (snapshot.find(id_) for id_ in sorted(hidden))
        flags = np.ones(snapshot.size, np.bool_)
        flags[as_ints([row for row in found if row is not None])] = False
        return flags

    return Viewer(sees)
