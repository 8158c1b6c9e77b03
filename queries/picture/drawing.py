"""A scene drawn for a viewer: parts become marks and bundles with their places, links edges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph_model.words import counted
from queries.answers.view import View
from queries.picture.lane import LANES
from queries.picture.layout import WIDTH, LaidBox, LaidLine, Layout, layout
from queries.picture.mark import (
    ItemsAt,
    PictureBracket,
    PictureBundle,
    PictureEdge,
    PictureLane,
    PictureMark,
    PictureSpot,
)
from queries.picture.parts import PicturePart, parts_of
from queries.picture.scene import Links, Scene
from queries.snapshot.rows import Flags, Ints, as_ints

HEIGHT, STRIP = 58, 20
"""How high a mark is, and the strip below it that stands for a redundancy group."""
NOT_IN_FORCE, NOT_IN_SERVICE = "not in force", "not in service"


@dataclass(frozen=True)
class Drawing:
    """What a viewer is shown of a scene: all of it has a place, and all that has none is counted.

    ``drawn`` tells which of the scene's items are to be, shape (items,); ``names`` are the levels'
    by code, "" for none; ``said`` are a mark's words by its position.
    """

    scene: Scene
    view: View
    drawn: Flags
    marks_most: int
    names: Sequence[str]

    @cached_property
    def parts(self) -> list[PicturePart]:
        """What is drawn, by lane."""
        return parts_of(self.scene, self.drawn, self.view, self.marks_most)

    @cached_property
    def _part_of(self) -> Ints:
        """The number of the part that each row of the snapshot is in, -1 for none."""
        found = np.full(self.scene.snapshot.size, -1, np.int32)
        for number, part in enumerate(self.parts):
            found[self.scene.rows[part.rows]] = number
        return found

    @cached_property
    def _edges(self) -> list[_Edge]:
        return list(_edges(self.scene, self.parts, self._part_of))

    @cached_property
    def groups(self) -> dict[int, list[int]]:
        """The redundancy groups that are drawn, by the number of the part that depends on them."""
        found: dict[int, dict[int, str]] = {}
        for edge in self._edges:
            if edge.group >= 0:
                found.setdefault(edge.head, {})[edge.group] = edge.name
        return {head: sorted(names, key=names.__getitem__) for head, names in found.items()}

    @cached_property
    def laid(self) -> Layout:
        """Where everything is."""
        columns = {lane: at for at, lane in enumerate(sorted({part.lane for part in self.parts}))}
        codes = self.scene.codes
        boxes = [
            LaidBox(
                columns[part.lane],
                HEIGHT + STRIP * len(self.groups.get(number, ())),
                int(codes[part.rows[0]]),
            )
            for number, part in enumerate(self.parts)
        ]
        lines = [LaidLine(edge.tail, edge.head, self._ends_at(edge)) for edge in self._edges]
        return layout(boxes, lines)

    def _ends_at(self, edge: _Edge) -> int:
        """How far below the top of what it leads to an edge ends: at its bracket, if it has one."""
        if edge.group < 0:
            return HEIGHT // 2
        return HEIGHT + STRIP * self.groups[edge.head].index(edge.group) + STRIP // 2

    # what is told

    @cached_property
    def marks(self) -> list[PictureMark]:
        """The items drawn alone."""
        return [self._mark(n, part) for n, part in enumerate(self.parts) if part.alone]

    @cached_property
    def bundles(self) -> list[PictureBundle]:
        """The items drawn together."""
        return [self._bundle(n, part) for n, part in enumerate(self.parts) if not part.alone]

    @cached_property
    def lanes(self) -> list[PictureLane]:
        """The lanes that have something."""
        found: dict[int, list[Ints]] = {}
        left: dict[int, int] = {}
        for number, part in enumerate(self.parts):
            found.setdefault(part.lane, []).append(part.rows)
            left[part.lane] = self.laid.corners[number].x
        return [
            PictureLane(LANES[lane], left[lane], WIDTH, self._levels(np.concatenate(rows)))
            for lane, rows in sorted(found.items())
        ]

    @cached_property
    def brackets(self) -> list[PictureBracket]:
        """The redundancy groups of what is drawn alone."""
        return [
            bracket
            for head, groups in self.groups.items()
            for bracket in self._strips(head, groups)
        ]

    def _strips(self, head: int, groups: Sequence[int]) -> Iterator[PictureBracket]:
        corner = self.laid.corners[head]
        for at, group in enumerate(groups):
            state, y = self.scene.group(group), corner.y + HEIGHT + STRIP * at
            yield PictureBracket(
                corner.x,
                y,
                WIDTH,
                STRIP,
                _key(head),
                state.size,
                state.size - state.failed,
                state.need,
            )

    @cached_property
    def edges(self) -> list[PictureEdge]:
        """The lines between what is drawn."""
        return [
            self._edge(edge, spots)
            for edge, spots in zip(self._edges, self.laid.lines, strict=True)
        ]

    @property
    def relations(self) -> int:
        """How many relations the lines stand for."""
        return sum(edge.relations for edge in self._edges)

    def _mark(self, number: int, part: PicturePart) -> PictureMark:
        scene, at = self.scene, int(part.rows[0])
        row, corner = int(scene.rows[at]), self.laid.corners[number]
        code = int(scene.codes[at])
        passed = bool(np.isin(row, scene.passed))
        return PictureMark(
            corner.x,
            corner.y,
            WIDTH,
            HEIGHT,
            _key(number),
            LANES[part.lane],
            row,
            scene.snapshot.kind(row),
            self.names[code] or None,
            _passed(scene.snapshot.kind(row)) if passed else self.names[code],
            bool(np.isin(row, scene.starts)),
            bool(np.isin(row, scene.chain)),
        )

    def _bundle(self, number: int, part: PicturePart) -> PictureBundle:
        corner = self.laid.corners[number]
        rows, levels = self.scene.rows[part.rows], self._levels(part.rows)
        return PictureBundle(
            corner.x,
            corner.y,
            WIDTH,
            HEIGHT,
            _key(number),
            LANES[part.lane],
            tuple(rows.tolist()),
            self._words(part, rows, levels),
            part.agency,
            levels,
            part.hidden,
        )

    def _words(self, part: PicturePart, rows: Ints, levels: Sequence[ItemsAt]) -> str:
        if part.hidden:
            others = f"{counted(len(rows), 'item', 'items')} of others"
            worst = levels[0]
            return f"{others}, {worst.items:,} {worst.level}" if worst.level else others
        kinds = np.unique(self.scene.snapshot.kinds[rows])
        kind = self.scene.snapshot.model.kinds[int(kinds[0])]
        if part.word and kind.name == "Service":
            return f"{len(rows):,} {part.word} {kind.called(len(rows))}"
        if part.word:
            return f"{len(rows):,} × {part.word}"
        if len(kinds) > 1:
            return f"{len(rows):,} {'more' if part.rest else 'items'}"
        return f"{len(rows):,} {'more ' if part.rest else ''}{kind.called(len(rows))}"

    def _levels(self, positions: Ints) -> list[ItemsAt]:
        codes = self.scene.codes[positions]
        counts = ((code, int((codes == code).sum())) for code in (3, 2, 1, 0))
        return [ItemsAt(self.names[code] or None, many) for code, many in counts if many]

    def _edge(self, edge: _Edge, spots: Sequence[tuple[int, int]]) -> PictureEdge:
        return PictureEdge(
            _key(edge.tail),
            _key(edge.head),
            list(edge.types),
            edge.relations,
            edge.chosen,
            edge.group >= 0,
            [PictureSpot(*spot) for spot in spots],
        )


@dataclass(frozen=True, slots=True)
class _Edge:
    """A line between two parts, by number; ``group`` is the bracket that it ends at, or -1.

    ``name`` is what the group is called among those of its dependent.
    """

    tail: int
    head: int
    group: int
    name: str
    relations: int
    types: tuple[str, ...]
    chosen: bool


def _passed(kind: str) -> str:
    """What an item is that an effect passes without affecting it."""
    return NOT_IN_FORCE if kind == "Contract" else NOT_IN_SERVICE


def _key(number: int) -> str:
    return f"n{number}"


def _edges(scene: Scene, parts: Sequence[PicturePart], part_of: Ints) -> Iterator[_Edge]:
    """The links of a scene as lines between parts, by the parts; those within one are none."""
    links = scene.links
    tail, head = part_of[links.origin], part_of[links.target]
    drawn = (tail >= 0) & (head >= 0) & (tail != head)
    alone = np.asarray([part.alone for part in parts], np.bool_)
    links, tail, head = links.where(drawn), tail[drawn], head[drawn]
    group = np.where(alone[head], links.group, -1) if len(head) else head
    types = scene.snapshot.types(links.relation)
    chain = {(origin, target) for origin, target, _ in scene.chosen}
    named = _group_names(scene, links, group)
    found: dict[tuple[int, int, str, int], list[int]] = {}
    for at, key in enumerate(zip(tail.tolist(), head.tolist(), named, group.tolist(), strict=True)):
        found.setdefault(key, []).append(at)
    names = [relation.name for relation in scene.snapshot.model.relations]
    for key in sorted(found):
        many, (tail_, head_, name, group_) = as_ints(found[key]), key
        seen = not (parts[tail_].hidden or parts[head_].hidden)
        told = tuple(sorted({names[code] for code in types[many].tolist()})) if seen else ()
        pairs = zip(links.origin[many].tolist(), links.target[many].tolist(), strict=True)
        on_chain = any(pair in chain for pair in pairs)
        yield _Edge(tail_, head_, group_, name, len(many), told, on_chain)


def _group_names(scene: Scene, links: Links, groups: Ints) -> list[str]:
    """The discriminator of each link that ends at a bracket, "" of the others."""
    codes = scene.snapshot.picked(links.relation).discriminator
    named = scene.snapshot.discriminators
    pairs = zip(codes.tolist(), groups.tolist(), strict=True)
    return ["" if group < 0 else named[code] for code, group in pairs]
