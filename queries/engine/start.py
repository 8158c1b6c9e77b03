"""Where an effect starts: the items asked about, a ticket standing for what it affects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from queries.snapshot.rows import Bytes, Ints, as_ints
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


def starts(snapshot: Snapshot, of: Sequence[str], day: int, allow_none: bool = False) -> Starts:
    """The starts of a question: each item at the top level, each ticket's items at their own.

    Raises:
        InvalidQuestion: nothing was asked about.
        NotFound: with the ids that are not recorded.
    """
    if not of and not allow_none:
        raise InvalidQuestion([Problem("of", "no id", "at least one id to start from")])
    found: dict[int, int] = {}
    tickets = []
    for row in snapshot.rows(of).tolist():
        if snapshot.kind(row) == "Ticket":
            tickets.append(row)
            reached = _affected(snapshot, row, day)
        else:
            reached = {row: 3}
        for start, level in reached.items():
            found[start] = max(level, found.get(start, 0))
    levels = np.fromiter(found.values(), np.uint8, len(found))
    return Starts(as_ints(list(found)), levels, as_ints(tickets))


def _affected(snapshot: Snapshot, ticket: int, day: int) -> dict[int, int]:
    numbers = snapshot.relations(ticket, "AFFECTS", Direction.FORWARD)
    found: dict[int, int] = {}
    for number in snapshot.holding(numbers, day).tolist():
        row = int(snapshot.ends(as_ints([number]))[0])
        level = AFFECTED[snapshot.relation_value(number, "level")]  # type: ignore[index]
        found[row] = max(level, found.get(row, 0))
    return found
