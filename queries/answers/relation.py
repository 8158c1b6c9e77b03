"""A relation that stands in an answer by itself: its type, its two ends and its common fields."""

from __future__ import annotations

from collections.abc import Sequence

from graph_model.declare import Field
from queries.answers.batch import Node, RelationBatch


class ToldRelation:
    """One relation of several that are told together; both its ends may be seen."""

    __slots__ = ("_at", "_relations", "discriminator", "end", "start", "type")

    def __init__(self, relations: RelationBatch, at: int, start: Node, end: Node) -> None:
        """Stand for one position of the batch."""
        self._relations, self._at = relations, at
        key = relations.snapshot.key_at(int(relations.numbers[at]))
        self.type, self.discriminator = key.type, key.discriminator or None
        self.start, self.end = start, end

    def value(self, field: Field) -> object:
        """One of the fields that every relation may have."""
        value: object = self._relations.column(field)[self._at]
        return value


def relations_of(batch: RelationBatch, ends: Sequence[Node | None]) -> list[ToldRelation]:
    """The relations of a batch; ``ends`` are their starts, then their ends."""
    many, told = len(batch.numbers), []
    for at in range(many):
        start, end = ends[at], ends[many + at]
        if start is None or end is None:
            raise ValueError("a relation is told whose end may not be seen")
        told.append(ToldRelation(batch, at, start, end))
    return told
