"""What of a scene is drawn alone, and what together: few enough marks that somebody can read them.

A lane has room for twelve. What was asked about and what was chosen stands alone. What is more is
told together by level and class (programs and agencies by the agency they are part of), the worst
and the largest first. What may not be seen is told together and only counted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from graph_model.errors import InvalidQuestion, Problem
from graph_model.lens import Direction
from queries.answers.view import View
from queries.picture.lane import CLASS_FIELD, OF_AGENCIES
from queries.picture.scene import Scene
from queries.snapshot.days import day_number
from queries.snapshot.rows import Flags, Ints, as_ints

ROOM, LANES = 12, 8
"""How many marks a lane has room for, and how many lanes a picture mostly has."""
MOST = 300
"""How many marks a picture may have: more than that no page draws without stumbling."""


class PicturePart(NamedTuple):
    """A mark of its own, or some items told together, in a lane.

    ``rows`` are positions among the scene's, the worst first. What is told together is all of one
    ``word`` (a class), or of one ``agency`` (a row), or of neither; ``rest`` is what is left of a
    lane, ``hidden`` what may not be seen.
    """

    lane: int
    rows: Ints
    word: str = ""
    agency: int | None = None
    rest: bool = False
    hidden: bool = False

    @property
    def alone(self) -> bool:
        """Whether it is one item that may be seen."""
        return len(self.rows) == 1 and not self.hidden


@dataclass(frozen=True)
class _Crowd:
    """What one lane has: those drawn alone whatever comes, the others, and what may not be seen."""

    lane: int
    fixed: Ints
    others: Ints
    hidden: Ints
    groups: Sequence[PicturePart]

    def parts(self, room: int, codes: Ints) -> list[PicturePart]:
        """What is drawn, with so much room for what is not fixed."""
        fixed = [PicturePart(self.lane, as_ints([at])) for at in self.fixed]
        room = max(room - len(self.fixed), 1)
        if len(self.others) <= room:
            found = [PicturePart(self.lane, as_ints([at])) for at in self.others]
        else:
            found = _folded(self.groups, room, codes)
        unseen = [PicturePart(self.lane, self.hidden, hidden=True)] if len(self.hidden) else []
        return [*fixed, *found, *unseen]


def parts_of(scene: Scene, drawn: Flags, view: View, marks: int) -> list[PicturePart]:
    """What is drawn of those items of a scene that are ``drawn``, shape (items,).

    Raises:
        InvalidQuestion: what must be drawn alone is more than ``marks``.
    """
    crowds = list(_crowds(scene, drawn, view))
    for room in range(max(ROOM, marks // LANES), 0, -1):
        found = [part for crowd in crowds for part in crowd.parts(room, scene.codes)]
        if len(found) <= marks:
            return found
    expected = f"at least {len(found):,}, of which {len(scene.chain):,} are the chain to the item"
    raise InvalidQuestion([Problem("marks", f"{marks:,}", expected)])


def _crowds(scene: Scene, drawn: Flags, view: View) -> Iterator[_Crowd]:
    visible = view.visible[scene.rows]
    few = scene.starts if len(scene.starts) <= ROOM else scene.starts[:0]
    fixed = np.isin(scene.rows, np.concatenate([scene.chain, few]))
    for lane in np.unique(scene.lanes[drawn]).tolist():
        here = drawn & (scene.lanes == lane)
        others = _ordered(scene, as_ints(np.flatnonzero(here & visible & ~fixed)))
        yield _Crowd(
            lane,
            _ordered(scene, as_ints(np.flatnonzero(here & visible & fixed))),
            others,
            _worst_first(scene, as_ints(np.flatnonzero(here & ~visible))),
            _groups(scene, lane, others, view) if len(others) > 1 else [],
        )


def _ordered(scene: Scene, at: Ints) -> Ints:
    """Positions, the worst first; those that may be drawn alone then the nearest, then by id."""
    if len(at) > MOST // LANES:
        return _worst_first(scene, at)
    ids = scene.snapshot.ids_of(scene.rows[at])
    ranks = np.unique(np.asarray(ids, object), return_inverse=True)[1] if ids else at
    return as_ints(at[np.lexsort((ranks, scene.ranks[at], -scene.codes[at]))])


def _worst_first(scene: Scene, at: Ints) -> Ints:
    """Positions by level alone: nothing else of what may not be seen decides anything."""
    return as_ints(at[np.argsort(-scene.codes[at], kind="stable")])


def _groups(scene: Scene, lane: int, at: Ints, view: View) -> list[PicturePart]:
    """Items told together by level and class or agency: the worst first, then the most."""
    found: dict[tuple[int, str, str, int], list[int]] = {}
    for position, (kind, word, agency) in zip(at.tolist(), _classes(scene, at, view), strict=True):
        key = (-int(scene.codes[position]), kind, word, agency)
        found.setdefault(key, []).append(position)

    def rank(key: tuple[int, str, str, int]) -> tuple[int, int, str, str, str]:
        level, kind, word, agency = key
        return level, -len(found[key]), kind, word, "" if agency < 0 else scene.snapshot.id(agency)

    return [
        PicturePart(lane, as_ints(found[key]), key[2], None if key[3] < 0 else key[3])
        for key in sorted(found, key=rank)
    ]


def _classes(scene: Scene, at: Ints, view: View) -> Iterator[tuple[str, str, int]]:
    """The kind of each item, its class ("" for none), and its agency's row (-1 for none)."""
    snapshot, rows = scene.snapshot, scene.rows[at]
    kinds = [snapshot.kind(row) for row in rows.tolist()]
    words, agencies = [""] * len(rows), [-1] * len(rows)
    for kind in set(kinds):
        mine = [n for n, one in enumerate(kinds) if one == kind]
        if kind in CLASS_FIELD:
            values = snapshot.values(rows[mine], CLASS_FIELD[kind])
            for n, value in zip(mine, values.tolist(), strict=True):
                words[n] = "" if value is None else str(value)
        if kind in OF_AGENCIES:
            for n, agency in zip(mine, _agencies(view, as_ints(rows[mine])), strict=True):
                agencies[n] = agency
    yield from zip(kinds, words, agencies, strict=True)


def _agencies(view: View, rows: Ints) -> list[int]:
    """The agency that each row is part of, the first by id of those that may be seen; -1: none."""
    snapshot, found = view.snapshot, [-1] * len(rows)
    owner, numbers = snapshot.relations_of(rows, "PART_OF", Direction.FORWARD)
    holds = np.isin(numbers, snapshot.holding(numbers, day_number(view.as_of)))
    owner, ends = owner[holds], snapshot.ends(numbers[holds])
    for at, end in zip(owner.tolist(), ends.tolist(), strict=True):
        known = found[at]
        if view.visible[end] and (known < 0 or snapshot.id(end) < snapshot.id(known)):
            found[at] = end
    return found


def _folded(groups: Sequence[PicturePart], room: int, codes: Ints) -> list[PicturePart]:
    """So many of the groups as there is room for; the rest by level, or all in one."""
    if len(groups) <= room:
        return list(_opened(groups, room, codes))
    levels = {int(codes[group.rows[0]]) for group in groups}
    if room < len(levels):
        return [_together(groups)]
    kept = room - len(levels)
    rest: dict[int, list[PicturePart]] = {}
    for group in groups[kept:]:
        rest.setdefault(int(codes[group.rows[0]]), []).append(group)
    return [*groups[:kept], *map(_together, rest.values())]


def _opened(groups: Sequence[PicturePart], room: int, codes: Ints) -> Iterator[PicturePart]:
    """The groups, the worst and smallest drawn one by one as long as there is room left."""
    left = room - len(groups)
    opened: set[int] = set()
    for number in sorted(
        range(len(groups)), key=lambda n: (-codes[groups[n].rows[0]], len(groups[n].rows), n)
    ):
        if (more := len(groups[number].rows) - 1) > left:
            break
        left -= more
        opened.add(number)
    for number, group in enumerate(groups):
        if number in opened:
            yield from (PicturePart(group.lane, as_ints([at])) for at in group.rows)
        else:
            yield group


def _together(groups: Sequence[PicturePart]) -> PicturePart:
    if len(groups) == 1:
        return groups[0]
    return PicturePart(groups[0].lane, np.concatenate([group.rows for group in groups]), rest=True)
