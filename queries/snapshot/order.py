"""The order that answers are told in: by kind, then by id, however the rows came to be there."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from queries.snapshot.rows import Bytes, Ints, as_ints

if TYPE_CHECKING:
    from queries.snapshot.snapshot import Snapshot

Places = NDArray[np.int64]
GAP = 2**20
"""How far apart the places of a base's rows lie, so that a patch's find room between them."""


class BaseOrder:
    """A base's rows in order: the row at each place, and the place of each row."""

    def __init__(self, kinds: Bytes, ids: Sequence[str]) -> None:
        by_id = as_ints(sorted(range(len(ids)), key=ids.__getitem__))
        self.kinds, self.ids = kinds, ids
        self.rows = by_id[np.argsort(kinds[by_id], kind="stable")]
        self.places = np.empty(len(ids), np.int64)
        self.places[self.rows] = np.arange(len(ids), dtype=np.int64) * GAP

    def before(self, kind: int, id_: str) -> int:
        """How many of the base's rows come before an item."""

        def key(row: int) -> tuple[int, str]:
            return int(self.kinds[row]), self.ids[row]

        return bisect_left(self.rows, (kind, id_), key=key)


class Order:
    """The order of a snapshot's rows and relations."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    @property
    def _base(self) -> BaseOrder:
        return self.snapshot.base.order

    @cached_property
    def _ranks(self) -> Places:
        """The place of each of the patch's rows among those."""
        patch = self.snapshot.patch
        items = sorted(zip(patch.kinds, patch.ids, range(len(patch.ids)), strict=True))
        ranks = np.empty(len(items), np.int64)
        ranks[[at for _, _, at in items]] = np.arange(len(items))
        return ranks

    def _between(self, at: int) -> int:
        """The place of a row of the patch: between those of the base that it lies between."""
        patch = self.snapshot.patch
        before = self._base.before(patch.kinds[at], patch.ids[at])
        return (before - 1) * GAP + 1 + int(self._ranks[at])

    def places(self, rows: Ints) -> Places:
        """What the rows are ordered by, shape (len(rows),)."""
        based = len(self.snapshot.base.ids)
        if not len(self.snapshot.patch.ids):
            return self._base.places[rows]
        fresh = rows >= based
        places = np.empty(len(rows), np.int64)
        places[~fresh] = self._base.places[rows[~fresh]]
        places[fresh] = [self._between(at) for at in (rows[fresh] - based).tolist()]
        return places

    def rows(self, rows: Iterable[int] | Ints) -> Ints:
        """The rows in order."""
        found = as_ints(rows if isinstance(rows, np.ndarray) else list(rows))
        return as_ints(found[np.argsort(self.places(found))])

    def relations(self, numbers: Ints) -> Ints:
        """Relations by type, start, end and discriminator."""
        picked = self.snapshot.picked(numbers)
        texts = self.snapshot.discriminators
        codes = np.unique(picked.discriminator)
        by_text = sorted(codes.tolist(), key=texts.__getitem__)
        rank = dict(zip(by_text, range(len(by_text)), strict=True))
        marked = as_ints([rank[code] for code in picked.discriminator.tolist()])
        ends = (self.places(picked.end), self.places(picked.start))
        return as_ints(numbers[np.lexsort((marked, *ends, picked.type))])
