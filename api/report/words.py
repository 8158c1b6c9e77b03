"""How the sentences of reports call items, days and lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np

from graph_model.lens import Direction
from graph_model.words import spaced
from queries.contract.deadline import in_words
from queries.snapshot.days import day_number
from queries.snapshot.rows import Ints
from queries.snapshot.snapshot import Snapshot

NAMED = 8
"""How many items a sentence names; the others it counts."""


def called(snapshot: Snapshot, row: int) -> str:
    """An item's name, with the number by which a contract is filed, or else its id."""
    name, filed = snapshot.name(row), number(snapshot, row) or snapshot.id(row)
    return name if name == filed else f"{name} ({filed})"


def number(snapshot: Snapshot, row: int) -> str | None:
    """A contract's number; None for what has none."""
    if snapshot.kind(row) != "Contract":
        return None
    found = snapshot.value(row, "number")
    return None if found is None else str(found)


def listed(snapshot: Snapshot, rows: Iterable[int], most: int = NAMED) -> str:
    """The names of items by name: "A, B and 3 more"; "" of none."""
    names = sorted({snapshot.name(row) for row in rows})
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def many(count: int, one: str, more: str = "") -> str:
    """A number with its noun: "1 contract", "2 contracts"."""
    return f"{count:,} {one if count == 1 else more or one + 's'}"


def said(day: date | None, otherwise: str) -> str:
    """A day as a sentence has it, or what is said where there is none."""
    return otherwise if day is None else in_words(day)


def ends(snapshot: Snapshot, row: int, type_: str, direction: Direction, on: date) -> list[int]:
    """The rows at the other end of an item's relations that hold on a day, each once."""
    numbers = snapshot.holding(snapshot.relations(row, type_, direction), day_number(on))
    forward = direction is Direction.FORWARD
    found: list[int] = np.unique(
        snapshot.ends(numbers) if forward else snapshot.starts(numbers)
    ).tolist()
    return found


def titled(kind: str) -> str:
    """A kind's name as a cell has it: Service level agreement."""
    words = spaced(kind)
    return words[:1].upper() + words[1:]


def by_name(snapshot: Snapshot, rows: Ints | Sequence[int]) -> list[int]:
    """Rows in the order of their names, then ids."""
    return sorted(
        (int(r) for r in rows), key=lambda r: (snapshot.name(r).casefold(), snapshot.id(r))
    )
