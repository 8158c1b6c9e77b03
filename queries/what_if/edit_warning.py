"""What an edit does that its author may not have meant: said beside the answer, never an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from graph_model.changes import Change, Put, SetFields
from graph_model.facts import Fact, Item, Ref, Relation, ref_of
from graph_model.lens import Direction
from queries.snapshot.base import DEPENDS_ON
from queries.snapshot.snapshot import Snapshot
from queries.what_if.redundant import like

Placed = tuple[int, Change]
"""A change as it was asked for, and the position of its edit (from 1)."""


@dataclass(frozen=True, slots=True)
class EditWarning:
    """One sentence about an edit, and the ids that it names."""

    position: int
    said: str
    ids: tuple[str, ...]

    def __str__(self) -> str:
        """Read with its place."""
        return f"edit {self.position}: {self.said}"


def edit_warnings(
    before: Snapshot, after: Snapshot, asked: Sequence[Placed], day: int
) -> list[EditWarning]:
    """What plain edits replace, and the redundancy that they do not give, by position."""
    found = [*_replacing(before, asked), *_not_redundant(after, asked, day)]
    return sorted(found, key=lambda warning: (warning.position, warning.said))


def _replacing(before: Snapshot, asked: Sequence[Placed]) -> Iterator[EditWarning]:
    """Every put of what is there already, as the edits before it leave it."""
    held = HeldFacts(before)
    for position, change in asked:
        if isinstance(change, Put):
            replaced = held.where(change.fact)
            if replaced is not None:
                yield _replaced(position, replaced, change.fact)
        held.add(change)


class HeldFacts:
    """What is recorded where facts are put, as the changes so far leave it."""

    def __init__(self, before: Snapshot) -> None:
        """Without a change, as it was before."""
        self._before = before
        self._left: dict[Ref, Fact | None] = {}

    def add(self, change: Change) -> None:
        """Make one more change; one of single fields leaves what is there."""
        if not isinstance(change, SetFields):
            self._left[change.ref] = change.fact if isinstance(change, Put) else None

    def where(self, fact: Fact) -> Fact | None:
        """What stands in a fact's place; None for nothing."""
        ref = ref_of(fact)
        if ref in self._left:
            return self._left[ref]
        if isinstance(fact, Item):
            return self._before.item(fact.id)
        return self._before.relation(fact.key)


def _replaced(position: int, held: Fact, fact: Fact) -> EditWarning:
    cleared = sorted(name for name in held.fields if name not in fact.fields)
    lost = f", and clears what it does not give: {', '.join(cleared)}" if cleared else ""
    name = fact.id if isinstance(fact, Item) else str(fact.key)
    ids = (fact.id,) if isinstance(fact, Item) else (fact.start, fact.end)
    said = f"put replaces {name}, which is recorded{lost}; set changes single fields"
    return EditWarning(position, said, ids)


def _not_redundant(after: Snapshot, asked: Sequence[Placed], day: int) -> Iterator[EditWarning]:
    """Every member put into a group beside a dependency of its own to the same purpose."""
    for position, change in asked:
        fact = change.fact if isinstance(change, Put) else None
        if not isinstance(fact, Relation) or fact.type != DEPENDS_ON or not fact.discriminator:
            continue
        dependent, member = (after.find(id_) for id_ in (fact.start, fact.end))
        if dependent is not None and member is not None:
            for other in _required(after, dependent, member, fact.discriminator, day):
                yield _beside(position, fact, after.id(other))


def _required(snapshot: Snapshot, dependent: int, member: int, group: str, day: int) -> list[int]:
    """What a dependent requires by itself although it is in the group, or like a member of it."""
    numbers = snapshot.relations(dependent, DEPENDS_ON, Direction.FORWARD)
    numbers = snapshot.holding(numbers, day)
    found = snapshot.picked(numbers)
    named = [snapshot.discriminators[int(code)] for code in found.discriminator.tolist()]
    grouped = found.end[np.asarray([name == group for name in named], np.bool_)]
    alone = found.end[found.discriminator == 0].tolist()
    same = {*like(snapshot, member, alone), *(row for row in alone if row in grouped)}
    return sorted(same, key=snapshot.id)


def _beside(position: int, put: Relation, other: str) -> EditWarning:
    said = (
        f"{put.end} is in the group {put.discriminator!r} of {put.start}, which still depends on "
        f"{other} by itself: losing that takes it as before; makeRedundant puts both into one group"
    )
    return EditWarning(position, said, (put.start, put.end, other))
