"""The cut sets question: which items, lost together, take one service, though no part of them does.

What is interchangeable is merged: a cut set is told as classes of items, any one of each class.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from graph_model.errors import InvalidQuestion, Problem
from graph_model.words import counted
from queries.answers.answer import Answer
from queries.answers.asked import Asked
from queries.answers.listing import Listing
from queries.answers.told import told, told_with
from queries.answers.types import ItemRow, ItemRows, LargeNumber, Said
from queries.answers.view import HIDDEN, View
from queries.failure.criticality import CAUSES, cause_rows, kinds_named
from queries.failure.cut_classes import FATAL, CutClasses, cut_classes
from queries.failure.cut_expansion import Expansion
from queries.failure.fault_graph import fault_graph
from queries.failure.small_sets import SetFamily
from queries.snapshot.rows import Ints, Rows, as_ints, grouped
from queries.snapshot.snapshot import Snapshot

SIZES = (2, 3)
BUDGET = 1_000_000
"""How many sets one question may combine: a second or a few."""


@dataclass(frozen=True, slots=True)
class CutSetClass:
    """Items that are interchangeable here, such as a chain that leads to one group's member."""

    items: Annotated[ItemRows, Said("Its items: any one of them will do.")]

    def in_words(self, view: View) -> str:
        """One of its items, and how many others would do: "ci:a (or 2 more)"."""
        shown = view.shown(self.items)
        named = view.snapshot.id(int(shown[0])) if len(shown) else HIDDEN
        more = len(self.items) - 1
        return f"{named} (or {more:,} more)" if more else named


@dataclass(frozen=True, slots=True)
class CutSet:
    """Items whose joint loss suffices, and no part of them does."""

    size: Annotated[int, Said("How many items are lost.")]
    classes: Annotated[list[CutSetClass], Said("One item of each of these.")]
    ways: Annotated[LargeNumber, Said("How many sets of items it stands for.")]


@dataclass(frozen=True)
class CutSets(Answer):
    """The minimal cut sets of one item, smallest first.

    ``numbers`` are the sets as class numbers, rising, -1 where there is none, shape (sets, size);
    ``classes`` has the rows of each class, by id. One set stands for ``ways`` minimal cut sets of
    items, any one of each class, shape (sets,). They are in order of size, then of ``ways``, most
    first, then of their classes' first ids. ``stopped`` says why they are not all, if so.
    """

    snapshot: Snapshot
    as_of: Annotated[date, Said("The day it is asked for.")]
    kinds: tuple[str, ...]
    item: Annotated[ItemRow, Said("What was asked about.")]
    size: int
    single: Annotated[ItemRows, Said("What needs no company: whose loss alone makes it LOST.")]
    numbers: NDArray[np.int32]
    classes: Rows
    ways: NDArray[np.int64]
    stopped: str | None = None

    @property
    def gap(self) -> str | None:
        """Why not every minimal cut set up to ``size`` was found."""
        return self.stopped

    def of(self, at: int) -> tuple[Ints, ...]:
        """The classes of one cut set: rows, any one of each."""
        return tuple(self.classes.of(number) for number in self.numbers[at].tolist() if number >= 0)

    @told
    def sets(self) -> Listing[CutSet]:
        """The fewest items first, then what stands for the most sets, then by first id.

        A place is told by the classes' numbers: their ids may be hidden.
        """

        def one(at: int) -> CutSet:
            classes = [CutSetClass(rows) for rows in self.of(at)]
            return CutSet(len(classes), classes, int(self.ways[at]))

        def key(at: int) -> tuple[int, ...]:
            return len(self.of(at)), -int(self.ways[at]), *self.numbers[at].tolist()

        return Listing("size, ways desc, classes", len(self.numbers), one, key)

    @told
    def item_sets(self) -> LargeNumber:
        """How many sets of items they stand for."""
        return int(self.ways.sum())

    @told_with
    def sentence(self, view: View) -> str:
        """How many items take it alone, and how many sets of items together."""
        name, none = view.name(self.item), "Nothing recorded takes"
        many = counted(len(self.single), "item takes", "items take")
        alone = f"{many if len(self.single) else none} {name} alone"
        if not len(self.numbers):
            return f"{alone}; nothing recorded that takes it together only."
        sizes = "2" if self.size == SIZES[0] else "2 or 3"
        sets = counted(self.item_sets, f"set of {sizes} items takes", f"sets of {sizes} items take")
        return f"{alone}; {sets} it together only."


def answer(asked: Asked, of: str, size: int, kinds: Sequence[str]) -> CutSets:
    """The cut sets of an item that the viewer may see.

    Raises:
        NotFound, InvalidQuestion: as :func:`cut_sets`.
    """
    asked.view.require([of])
    return cut_sets(asked.snapshot, of, asked.as_of, size, kinds)


def cut_sets(
    snapshot: Snapshot,
    of: str,
    as_of: date,
    size: int = 3,
    kinds: Sequence[str] = CAUSES,
    budget: int = BUDGET,
) -> CutSets:
    """The minimal sets of 2 up to ``size`` items of ``kinds`` whose joint loss makes ``of`` LOST.

    Each set is minimal, also where the budget ended the search; ``complete`` says whether it did.

    Raises:
        InvalidQuestion: a size other than 2 or 3, a ticket, or a kind that cannot be lost.
        NotFound: the id is not recorded.
    """
    _check(size)
    row = _target(snapshot, of)
    named = kinds_named(snapshot, kinds)
    cone = fault_graph(snapshot, as_of).cone(as_ints([row]))
    target = int(cone.nodes(as_ints([row]))[0])
    nodes = cone.nodes(cause_rows(snapshot, named, as_of))
    found = cut_classes(cone, target, nodes)
    numbers, classes = _named_classes(snapshot, cone.rows, found, nodes)
    family, reason = _expanded(found, numbers, size, budget)
    sets, ways = _ranked(family, numbers, classes)
    fatal = nodes[(found.of[nodes] == FATAL) & (nodes != target)]
    return CutSets(
        snapshot,
        as_of,
        named,
        row,
        size,
        cone.rows[fatal],
        sets,
        classes,
        ways,
        reason,
    )


def _check(size: int) -> None:
    if size not in SIZES:
        advice = "ask criticality for single items"
        raise InvalidQuestion([Problem("size", str(size), "2 or 3", advice)])


def _target(snapshot: Snapshot, of: str) -> int:
    row = int(snapshot.rows([of])[0])
    if snapshot.kind(row) == "Ticket":
        raise InvalidQuestion([Problem("of", f"{of!r}, a Ticket", "an item that can be lost")])
    return row


def _named_classes(
    snapshot: Snapshot, all_rows: Ints, found: CutClasses, nodes: Ints
) -> tuple[Ints, Rows]:
    """The number that each class is told by (-1: it has no cause), and the rows of each number.

    Numbers follow the classes' first ids, rows their ids.
    """
    nodes = nodes[found.of[nodes] >= 0]
    rows = all_rows[nodes]
    by_id = sorted(range(len(nodes)), key=snapshot.ids_of(rows).__getitem__)
    numbers = np.full(found.size, -1, np.int32)
    inner = found.of[nodes[by_id]]
    known, first = np.unique(inner, return_index=True)
    numbers[known[np.argsort(first)]] = np.arange(len(known), dtype=np.int32)
    by_class = grouped(numbers[inner], len(known))
    return numbers, Rows(by_class.offsets, rows[by_id][by_class.entries])


def _expanded(
    found: CutClasses, numbers: Ints, size: int, budget: int
) -> tuple[SetFamily, str | None]:
    """The sets of the target, and why they are not all, if they are not."""
    expansion = Expansion(found, (numbers >= 0).tolist(), budget)
    for most in range(2, size + 1):
        expansion.expand(most)
        if expansion.budget.exhausted:
            reason = f"stopped at {budget:,} combinations while looking for sets of {most}"
            return expansion.target, reason
    return expansion.target, None


def _ranked(
    family: SetFamily, numbers: Ints, classes: Rows
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The sets by the numbers that they are told by, in order, and how many each stands for."""
    sets = family.rows()
    told = np.where(sets >= 0, numbers[sets], np.iinfo(np.int32).max)
    told.sort(axis=1)
    held = np.diff(classes.offsets)
    inside = told < len(held)
    ways = np.where(inside, held[np.where(inside, told, 0)], 1).prod(axis=1)
    order = np.lexsort((told[:, 2], told[:, 1], told[:, 0], -ways, inside.sum(axis=1)))
    ranked = np.where(inside, told, -1)[order]
    return ranked.astype(np.int32), ways[order].astype(np.int64)
