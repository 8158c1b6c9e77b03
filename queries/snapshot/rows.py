"""Compressed sparse rows, and the small array moves that every question makes with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Bytes = NDArray[np.uint8]
Offsets = NDArray[np.int64]
Flags = NDArray[np.bool_]
_T = TypeVar("_T", bound=np.generic)
_INT32 = np.dtype(np.int32)


@dataclass(frozen=True, slots=True)
class Rows:
    """Entry numbers by row: row ``r`` holds ``entries[offsets[r]:offsets[r + 1]]``.

    Shapes: ``offsets`` (rows + 1,), ``entries`` (entries,).
    """

    offsets: Offsets
    entries: Ints

    def of(self, row: int) -> Ints:
        """The entries of one row; a row beyond the last has none."""
        if row + 1 >= len(self.offsets):
            return self.entries[:0]
        return self.entries[self.offsets[row] : self.offsets[row + 1]]

    def of_many(self, rows: Ints) -> tuple[Ints, Ints]:
        """The positions in ``rows`` and the entries, of all of them, in order."""
        at, owner = spans(self.offsets, rows)
        return owner, self.entries[at]


def grouped(keys: Ints, rows: int) -> Rows:
    """The positions of ``keys`` by key, in their order within a key (a stable counting sort)."""
    order = np.argsort(keys, kind="stable").astype(np.int32)
    return Rows(offsets_of(keys, rows), order)


def offsets_of(keys: Ints, rows: int) -> Offsets:
    """Where each key's run begins once the keys are sorted, shape (rows + 1,)."""
    offsets = np.zeros(rows + 1, np.int64)
    np.cumsum(np.bincount(keys, minlength=rows), out=offsets[1:])
    return offsets


def spans(offsets: Offsets, rows: Ints) -> tuple[Offsets, Ints]:
    """Every position in the rows' runs, and for each the index into ``rows`` it belongs to."""
    return runs(offsets[rows], offsets[rows + 1] - offsets[rows])


def runs(begin: Offsets, counts: Offsets) -> tuple[Offsets, Ints]:
    """Every position in some runs, and for each the number of the run that it is in."""
    total = int(counts.sum())
    owner = np.arange(len(counts), dtype=np.int32).repeat(counts)
    shift = begin + counts
    shift -= counts.cumsum()
    return np.arange(total, dtype=np.int64) + shift.repeat(counts), owner


def as_ints(values: object) -> Ints:
    """Any sequence of numbers as 32-bit integers."""
    if isinstance(values, np.ndarray) and values.dtype is _INT32 and values.ndim == 1:
        return values
    return np.asarray(values, dtype=np.int32).reshape(-1)


NO_ROWS = as_ints([])
"""Made once: asked for by most questions, several times."""


def where(flags: Flags) -> Ints:
    """The positions that are flagged, rising: as ``np.flatnonzero``, in a third of the time.

    Of a few positions, most of that is calls.
    """
    return flags.nonzero()[0].astype(np.int32)


def distinct(rows: Ints) -> Ints:
    """Rows, each once and rising: as ``np.unique``, which loads ``numpy.ma`` when first asked.

    That takes as long as a small question does.
    """
    rising = np.sort(rows)
    fresh = np.ones(len(rising), np.bool_)
    fresh[1:] = rising[1:] != rising[:-1]
    return as_ints(rising[fresh])


def among(numbers: Ints, some: Ints) -> Flags:
    """Which numbers are among some that rise: as ``np.isin``, which a few are not worth."""
    if not len(some):
        return np.zeros(len(numbers), np.bool_)
    at = some.searchsorted(numbers)
    at[at == len(some)] = 0
    flags: Flags = some[at] == numbers
    return flags


def with_more(values: NDArray[_T], at: int, more: int, value: object) -> NDArray[_T]:
    """The values with so many more of one kind among them, from a place on."""
    if not more:
        return values
    return np.concatenate([values[:at], np.full(more, value, values.dtype), values[at:]])


def absent(values: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Where a column of objects has no value."""
    return np.asarray(values == None, np.bool_)  # noqa: E711 - of each element
