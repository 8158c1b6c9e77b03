"""Long lists in an answer: ordered lines, told in pages, each a place that a cursor can name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from queries.snapshot.rows import Ints
from queries.snapshot.snapshot import Snapshot

T = TypeVar("T")


@dataclass(frozen=True)
class Listing(Generic[T]):
    """``size`` lines in the order of ``key``; ``one`` makes the line of a position.

    ``order`` names the order; ``key`` gives what a position is ordered by, rising: numbers and
    texts, told to whoever may see the line. ``rows`` are the items that the lines stand for, shape
    (size,): a line whose item may not be seen is counted and left out; ``stands_for`` gives them
    by position where a line stands for several, which must all be seen. ``columns`` are facts that
    are read for many positions at once, by name. ``snapshot`` is whose rows they are, where these
    are not the ones that the answer is about. ``withheld`` is how many lines more there are that
    were left out as they may not be seen.
    """

    order: str
    size: int
    one: Callable[[int], T]
    key: Callable[[int], tuple[Any, ...]]
    rows: Ints | None = None
    columns: Mapping[str, Callable[[Ints], Sequence[Any]]] = field(default_factory=dict)
    snapshot: Snapshot | None = None
    stands_for: Callable[[int], Sequence[int]] | None = None
    withheld: int = 0


def listed(
    lines: Sequence[T],
    order: str,
    key: Callable[[T], tuple[Any, ...]],
    rows: Ints | None = None,
    stands_for: Callable[[T], Sequence[int]] | None = None,
    snapshot: Snapshot | None = None,
) -> Listing[T]:
    """A listing of lines that are there already, sorted by ``key``, which no two of them share.

    ``stands_for`` gives the items of a line that stands for several, in the place of ``rows``.
    """
    return Listing(
        order,
        len(lines),
        lines.__getitem__,
        lambda at: key(lines[at]),
        rows,
        snapshot=snapshot,
        stands_for=None if stands_for is None else lambda at: stands_for(lines[at]),
    )


def of_rows(
    rows: Ints,
    order: str,
    key: Callable[[int], tuple[Any, ...]],
    one: Callable[[int], T],
    columns: Mapping[str, Callable[[Ints], Sequence[Any]]] | None = None,
) -> Listing[T]:
    """A listing of one line a row, in the order of the rows."""
    return Listing(order, len(rows), one, key, rows, columns or {})
