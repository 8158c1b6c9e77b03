"""Where an effect starts: the items asked about, a ticket standing for what it affects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import TOP, Direction
from queries.snapshot.rows import NO_ROWS, Bytes, Ints, among, as_ints, distinct
from queries.snapshot.snapshot import Snapshot

AFFECTED = {None: 3, "full": 3, "partial": 2, "notice": 1}
"""The level that a ticket's AFFECTS gives where it starts an effect."""


@dataclass(frozen=True, slots=True)
class Starts:
    """Item rows, each once, and the level each starts at, shapes (starts,).

    ``tickets`` are the rows of the tickets asked about; they are no starts themselves.
    """

    rows: Ints
    levels: Bytes
    tickets: Ints

    def and_of(self, other: Starts) -> Starts:
        """These, then others; each row at the highest of its levels."""
        rows = as_ints(np.concatenate([self.rows, other.rows]))
        levels = np.concatenate([self.levels, other.levels])
        tickets = as_ints(np.concatenate([self.tickets, other.tickets]))
        return Starts(*_highest(rows, levels), tickets)


NO_STARTS = Starts(NO_ROWS, np.zeros(0, np.uint8), NO_ROWS)
_AT_TOP = np.array([TOP], np.uint8)


class Owned(NamedTuple):
    """Starts by whose they are: rows of owners, rising, of starts, and levels; shapes (starts,)."""

    owner: Ints
    rows: Ints
    levels: Bytes

    @property
    def starts(self) -> Starts:
        """Each of them once, of whomever it is."""
        return Starts(*_highest(self.rows, self.levels), distinct(self.owner))

    def of(self, owners: Ints) -> Owned:
        """Those of some owners, which rise."""
        its = among(self.owner, owners)
        return Owned(as_ints(self.owner[its]), as_ints(self.rows[its]), self.levels[its])


def starts(snapshot: Snapshot, of: Sequence[str], day: int, allow_none: bool = False) -> Starts:
    """The starts of a question: each item at the top level, each ticket's items at their own.

    Raises:
        InvalidQuestion: nothing was asked about.
        NotFound: with the ids that are not recorded.
    """
    if not of and not allow_none:
        raise InvalidQuestion([Problem("of", "no id", "at least one id to start from")])
    return starts_at(snapshot, snapshot.rows(of), day)


def starts_at(snapshot: Snapshot, rows: Ints, day: int) -> Starts:
    """The same of rows, perhaps none."""
    kinds, ticket = snapshot.kinds[rows], snapshot.kind_codes["Ticket"]
    if ticket not in kinds.tobytes():  # most questions: of a few items
        once = rows if len(rows) < 2 else as_ints(list(dict.fromkeys(rows.tolist())))
        return Starts(once, _AT_TOP.repeat(len(once)), NO_ROWS)
    is_ticket = kinds == ticket
    at, begin, levels = _begun(snapshot, rows, day)
    plain = as_ints(np.flatnonzero(~is_ticket))
    order = np.argsort(np.concatenate([plain, at]), kind="stable")
    begin = np.concatenate([rows[plain], begin])[order]
    levels = np.concatenate([np.full(len(plain), 3, np.uint8), levels])[order]
    return Starts(*_highest(as_ints(begin), levels), as_ints(rows[is_ticket]))


def owned_starts(snapshot: Snapshot, tickets: Ints, day: int) -> Owned:
    """What some tickets, rows that rise, affect, by which of them."""
    at, begin, levels = _begun(snapshot, tickets, day)
    order = np.argsort(at, kind="stable")
    return Owned(as_ints(tickets[at[order]]), begin[order], levels[order])


def _begun(snapshot: Snapshot, rows: Ints, day: int) -> tuple[Ints, Ints, Bytes]:
    """What the tickets among some rows affect on a day: positions among them, rows, and levels.

    Rows that are no tickets affect nothing.
    """
    at, numbers = snapshot.relations_of(rows, "AFFECTS", Direction.FORWARD)
    holds = among(numbers, distinct(snapshot.holding(numbers, day)))
    at, numbers = as_ints(at[holds]), as_ints(numbers[holds])
    told = snapshot.relation_values(numbers, "level").tolist()
    levels = np.fromiter((AFFECTED[one] for one in told), np.uint8, len(told))
    return at, snapshot.ends(numbers), levels


def _highest(rows: Ints, levels: Bytes) -> tuple[Ints, Bytes]:
    """Each row once, as it comes first, with the highest of its levels."""
    order = np.lexsort((-levels.astype(np.int8), rows))
    rising = rows[order]
    fresh = np.ones(len(rising), np.bool_)
    fresh[1:] = rising[1:] != rising[:-1]
    first = np.minimum.reduceat(order, np.flatnonzero(fresh)) if len(order) else order
    by_place = np.argsort(first)
    return as_ints(rising[fresh][by_place]), levels[order][fresh][by_place]
