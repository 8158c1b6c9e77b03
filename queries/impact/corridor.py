"""The corridor between the starts and an item: all that lies on some walk an effect takes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from graph_model.words import counted
from queries.answers.asked import Asked
from queries.answers.told import told_with
from queries.answers.types import (
    ItemRow,
    KindName,
    LevelName,
    RelationName,
    RelationNumber,
    Said,
)
from queries.answers.view import View
from queries.impact.impact import Impact
from queries.impact.why import Explained, reached
from queries.snapshot.rows import Flags, Ints, as_ints


@dataclass(frozen=True, slots=True)
class CorridorNode:
    """An item between the starts and another."""

    key: Annotated[str, Said("What edges know it by; of no meaning elsewhere.")]
    kind: Annotated[KindName, Said("Its kind.")]
    level: Annotated[LevelName, Said("How badly it is affected.")]
    item: Annotated[ItemRow, Said("The item; null: you may not see it.")]


@dataclass(frozen=True, slots=True)
class CorridorEdge:
    """A relation between the starts and an item."""

    from_: Annotated[str, Said("The key of where it starts.")]
    to: Annotated[str, Said("The key of where it ends.")]
    type: Annotated[RelationName, Said("Its type.")]
    relation: Annotated[RelationNumber, Said("The relation; null: you may not see it.")]

    @told_with
    def said(self, view: View) -> str:
        """The relation in words, an end that you may not see masked."""
        return view.arrow(self.relation)


@dataclass(frozen=True)
class Corridor(Explained):
    """All that lies on some way of the effect to an item.

    ``rows`` are items, rising, and ``relations`` relation numbers, in order; both empty where
    nothing reaches the item.
    """

    rows: Ints
    relations: Ints

    def sentence(self, view: View) -> str:
        """The answer in one sentence."""
        if not len(self.rows):
            return f"{self.state(view)}: nothing recorded leads there."
        items = counted(len(self.rows), "item", "items")
        lie = f"{items} and {counted(len(self.relations), 'relation', 'relations')} lie on the way"
        return f"{self.state(view)}: {lie}."

    @told_with
    def nodes(self, view: View) -> list[CorridorNode]:
        """Every item on some way: highest level first, then by kind, those you may see by id."""
        kind, level = self.snapshot.kind, self.impact.level_at
        return [
            CorridorNode(f"n{at}", kind(row), level(row), row)
            for row, at in self._places(view).items()
        ]

    @told_with
    def edges(self, view: View) -> list[CorridorEdge]:
        """Every relation on some way: by type, then in the order of the nodes."""
        snapshot, places = self.snapshot, self._places(view)
        ends = (snapshot.starts(self.relations).tolist(), snapshot.ends(self.relations).tolist())
        found = sorted(
            (snapshot.key_at(number).type, places[start], places[end], at, number)
            for at, (start, end, number) in enumerate(
                zip(*ends, self.relations.tolist(), strict=True)
            )
        )
        return [
            CorridorEdge(f"n{start}", f"n{end}", type_, number)
            for type_, start, end, _, number in found
        ]

    def _places(self, view: View) -> dict[int, int]:
        """The place of each row among the nodes; an id that is hidden decides nothing of it."""
        snapshot, levels, visible = self.snapshot, self.impact.levels, view.visible

        def rank(row: int) -> tuple[int, str, bool, str]:
            seen = bool(visible[row])
            return -int(levels[row]), snapshot.kind(row), not seen, snapshot.id(row) if seen else ""

        return {row: at for at, row in enumerate(sorted(self.rows.tolist(), key=rank))}


def corridor_to(
    asked: Asked, of: Sequence[str], to: str, lens: str, background: bool = False
) -> Corridor:
    """Everything on some way of the effect to an item; nothing where none reaches it.

    Raises:
        NotFound: there is no such item, or the viewer may not see it.
    """
    impact, row = reached(asked, of, to, lens, background, only_affected=False)
    return corridor(impact, row)


def corridor(impact: Impact, row: int) -> Corridor:
    """Every item and relation on some walk by which an effect of the starts reaches a row.

    A walk goes through states (node, level); through a broken gate it may come from each failed
    member, through one that held from each member that softens it. Time is linear in what was
    crossed.
    """
    if not impact.levels[row]:
        return Corridor(impact, row, as_ints([]), as_ints([]))
    found = impact.witnesses.distances.crossed
    arriving, target = impact.witnesses.distances.arriving
    carries = arriving > 0
    origin = found.origin[carries] * 4 + found.level[carries]
    target = target[carries] * 4 + arriving[carries]
    inside = _backward(as_ints(origin), as_ints(target), row, impact.adjacency.size)
    relations = np.unique(found.relation[carries][inside[target]])
    nodes = as_ints(np.flatnonzero(inside) // 4)
    rows = as_ints(np.unique(impact.adjacency.items(nodes)))
    return Corridor(impact, row, rows, impact.snapshot.order.relations(as_ints(relations)))


def _backward(origin: Ints, target: Ints, row: int, size: int) -> Flags:
    """Which states have a walk to one of the row's over the given crossings, those included."""
    order = np.argsort(target, kind="stable")
    origin, target = origin[order], target[order]
    inside = np.zeros(4 * size, np.bool_)
    frontier = as_ints([4 * row + level for level in (1, 2, 3)])
    inside[frontier] = True
    while len(frontier):
        first = np.searchsorted(target, frontier)
        counts = np.searchsorted(target, frontier, side="right") - first
        at = np.repeat(first - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
        found = np.unique(origin[at])
        frontier = as_ints(found[~inside[found]])
        inside[frontier] = True
    return inside
