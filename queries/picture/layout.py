"""Where the boxes of a picture stand and how its lines run: columns of boxes, nothing else known.

A layered drawing (Sugiyama, Tagawa and Toda 1981) whose layers are given: boxes stand in columns,
lines that pass a column have a place of their own in it, an order with few crossings is found by
sweeps over the barycentres of neighbours, and heights by least squares. Boxes of a higher band stay
above those of a lower one. The same boxes and lines always give the same drawing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from queries.picture.crossings import crossings
from queries.picture.stacking import stacked

WIDTH, GUTTER = 140, 44
"""How wide a box is, and the room between two columns."""
GAP, LANE_GAP = 12, 5
"""The room below a box, and around a line that passes."""
SWEEPS = 12
ARC, MOST_ARC = 12, 34
"""How far lines within a column bend out, the least and the most."""


class LaidBox(NamedTuple):
    """A box to be placed: its column (from 0), its height, and its band, the highest first."""

    column: int
    height: int
    band: int = 0


class LaidLine(NamedTuple):
    """A line between two boxes by number; ``ends_at`` is how far below the head's top it ends."""

    tail: int
    head: int
    ends_at: int


class Spot(NamedTuple):
    """A place in whole units, from the top left corner."""

    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Layout:
    """A drawing: the upper left corner of each box, the spots of each line, and how large it is."""

    corners: Sequence[Spot]
    lines: Sequence[Sequence[Spot]]
    width: int
    height: int


@dataclass(slots=True)
class _Node:
    """A box, or the place in a column of lines that pass it."""

    column: int
    height: int
    gap: int
    band: int
    y: float = 0.0
    beside: list[int] = field(default_factory=list)

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


def layout(boxes: Sequence[LaidBox], lines: Sequence[LaidLine]) -> Layout:
    """Place boxes, which come in the order they have where nothing decides, and their lines."""
    drawing = _Drawing(boxes, lines)
    drawing.order()
    drawing.place()
    corners = [Spot(_x(node.column), round(node.y)) for node in drawing.nodes[: len(boxes)]]
    columns = 1 + max((box.column for box in boxes), default=-1)
    bottom = max(
        (corner.y + box.height for corner, box in zip(corners, boxes, strict=True)), default=0
    )
    drawn = [drawing.spots(line, corners) for line in lines]
    lowest = max((spot.y for spots in drawn for spot in spots), default=0)
    width = _x(columns) - GUTTER if columns else 0
    return Layout(corners, drawn, width, max(bottom, lowest))


def _x(column: int) -> int:
    return MOST_ARC + column * (WIDTH + GUTTER)


class _Drawing:
    """A drawing under way: nodes, whose first are the boxes, by column in their present order."""

    def __init__(self, boxes: Sequence[LaidBox], lines: Sequence[LaidLine]) -> None:
        self.boxes = boxes
        self.nodes = [_Node(box.column, box.height, GAP, box.band) for box in boxes]
        self._passing: dict[tuple[int, bool, bool, int], int] = {}
        self._long = Counter(key for line in lines for key in self._ends(line))
        for line in lines:
            way = [line.tail, *self._passed(line), line.head]
            for one, other in pairwise(way):
                self._join(one, other)
        columns = 1 + max((box.column for box in boxes), default=-1)
        self.columns: list[list[int]] = [[] for _ in range(columns)]
        for number, node in enumerate(self.nodes):
            self.columns[node.column].append(number)
        for column in self.columns:
            column.sort(key=lambda number: -self.nodes[number].band)
            self._stack(column)

    def _join(self, one: int, other: int) -> None:
        if other not in self.nodes[one].beside:
            self.nodes[one].beside.append(other)
            self.nodes[other].beside.append(one)

    def _passed(self, line: LaidLine) -> list[int]:
        """The places of a line in the columns it passes.

        Lines from one box, or to one, share theirs: at the end that more of them have in common.
        """
        tail, head = self.boxes[line.tail].column, self.boxes[line.head].column
        step = 1 if head > tail else -1
        shared = max(self._ends(line), key=self._long.__getitem__, default=(0, False, False))
        return [self._place(shared, column) for column in range(tail + step, head, step)]

    def _ends(self, line: LaidLine) -> list[tuple[int, bool, bool]]:
        """Both ends of a line that passes a column: the box, which end, which way."""
        tail, head = self.boxes[line.tail].column, self.boxes[line.head].column
        if abs(head - tail) < 2:
            return []
        return [(line.tail, True, head > tail), (line.head, False, head > tail)]

    def _place(self, shared: tuple[int, bool, bool], column: int) -> int:
        key = (*shared, column)
        if key not in self._passing:
            self._passing[key] = len(self.nodes)
            self.nodes.append(_Node(column, 2, LANE_GAP, self.boxes[shared[0]].band))
        return self._passing[key]

    def _stack(self, column: list[int]) -> None:
        """Set the nodes of a column one below the other."""
        y = 0.0
        for number in column:
            self.nodes[number].y = y
            y += self.nodes[number].height + self.nodes[number].gap

    # order

    def order(self) -> None:
        """Find an order with few crossings: sweeps there and back, the best of them kept."""
        best, fewest = [list(column) for column in self.columns], self._crossings()
        for sweep in range(SWEEPS):
            onward = sweep % 2 == 0
            for column in self.columns if onward else reversed(self.columns):
                self._sort(column)
            if (found := self._crossings()) < fewest:
                best, fewest = [list(column) for column in self.columns], found
        self.columns = best
        for column in self.columns:
            self._stack(column)

    def _sort(self, column: list[int]) -> None:
        """Order a column by the barycentres of neighbours, the bands kept."""
        middles = {number: self._barycentre(number) for number in column}
        column.sort(key=lambda number: (-self.nodes[number].band, middles[number]))
        self._stack(column)

    def _barycentre(self, number: int) -> float:
        node = self.nodes[number]
        if not node.beside:
            return node.middle
        return sum(self.nodes[other].middle for other in node.beside) / len(node.beside)

    def _crossings(self) -> int:
        places = {number: at for column in self.columns for at, number in enumerate(column)}
        return sum(crossings(self._between(column, places)) for column in self.columns)

    def _between(self, column: list[int], places: dict[int, int]) -> list[tuple[int, int]]:
        """The places of both ends of all lines between a column and the next."""
        return [
            (places[number], places[other])
            for number in column
            for other in self.nodes[number].beside
            if self.nodes[other].column == self.nodes[number].column + 1
        ]

    # heights

    def place(self) -> None:
        """Move boxes to the height of their neighbours as far as the order lets them."""
        tallest = max((self._length(column) for column in self.columns), default=0)
        for sweep in range(SWEEPS):
            for column in self.columns if sweep % 2 == 0 else reversed(self.columns):
                self._level(column, tallest)

    def _length(self, column: Sequence[int]) -> float:
        nodes = [self.nodes[number] for number in column]
        return sum(node.height + node.gap for node in nodes) - (nodes[-1].gap if nodes else 0)

    def _level(self, column: list[int], tallest: float) -> None:
        nodes = [self.nodes[number] for number in column]
        wanted = [
            self._barycentre(number) - node.height / 2
            for number, node in zip(column, nodes, strict=True)
        ]
        room = [node.height + node.gap for node in nodes]
        for node, y in zip(
            nodes, stacked(wanted, room, tallest - self._length(column)), strict=True
        ):
            node.y = y

    # lines

    def spots(self, line: LaidLine, corners: Sequence[Spot]) -> list[Spot]:
        """The spots that a line runs through, from the tail's side to the head's."""
        tail, head = self.boxes[line.tail], self.boxes[line.head]
        begin, end = corners[line.tail], corners[line.head]
        first, last = begin.y + tail.height // 2, end.y + line.ends_at
        if tail.column == head.column:
            bend = begin.x - _bend(abs(last - first))
            return [Spot(begin.x, first), Spot(bend, first), Spot(bend, last), Spot(end.x, last)]
        onward = head.column > tail.column
        found = [Spot(begin.x + (WIDTH if onward else 0), first)]
        for number in self._passed(line):
            x, y = _x(self.nodes[number].column), round(self.nodes[number].middle)
            near, far = (x, x + WIDTH) if onward else (x + WIDTH, x)
            found += [Spot(near, y), Spot(far, y)]
        return [*found, Spot(end.x + (0 if onward else WIDTH), last)]


def _bend(distance: int) -> int:
    """How far a line within a column bends out: the farther it reaches, the more."""
    return min(ARC + distance // 20, MOST_ARC)
