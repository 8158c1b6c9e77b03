"""What differs between two points of the two clocks: what was recorded, and what dates change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from application.graph import Graph
from graph_model.changes import Image, start_and_end
from queries.answers.viewer import Viewer, everything
from queries.answers.visible_state import VisibleState
from queries.graph.history import Between, Dated, between, between_dates
from queries.snapshot.rows import Ints, as_ints
from queries.snapshot.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Point:
    """A revision (None: the present one) and a day."""

    revision: int | None
    day: date


@dataclass(frozen=True, slots=True)
class Diff:
    """What differs from one point to another.

    ``recorded`` is what the journal has between the revisions, backward where the first is the
    later one. ``dated`` is what the days change, in the ``snapshot`` of the last point: relation
    numbers and contract rows. ``hidden`` is how many differences more may not be seen.
    """

    revisions: tuple[int, int]
    days: tuple[date, date]
    recorded: Between
    dated: Dated
    snapshot: Snapshot
    hidden: int


def diff(graph: Graph, first: Point, last: Point, scope: Viewer | None = None) -> Diff:
    """The difference between two points.

    Raises:
        InvalidQuestion: a revision is not one of the journal's.
    """
    sides = graph.keeper.at(first.revision), graph.keeper.at(last.revision)
    sees = _Sees(sides, scope or everything())
    recorded = _recorded(graph, sides[0].revision, sides[1].revision)
    dated = between_dates(sides[1], first.day, last.day)
    told, shown = sees.recorded(recorded), sees.dated(dated)
    hidden = len(recorded.images) - len(told.images) + _many(dated) - _many(shown)
    revisions = sides[0].revision, sides[1].revision
    return Diff(revisions, (first.day, last.day), told, shown, sides[1], hidden)


def _recorded(graph: Graph, first: int, last: int) -> Between:
    if first <= last:
        return between(graph.store.journal(first, last))
    back = between(graph.store.journal(last, first))
    return Between(tuple(image.undone for image in back.images))


def _many(dated: Dated) -> int:
    lists = (dated.beginning, dated.ceasing, dated.starting, dated.ending)
    return sum(map(len, lists))


class _Sees:
    """What a viewer may see of a difference, of what stands on either side."""

    def __init__(self, sides: tuple[Snapshot, Snapshot], scope: Viewer) -> None:
        self.states = [VisibleState(side, scope.visible(side)) for side in sides]
        self.snapshot, self.visible = sides[1], self.states[1].visible

    def recorded(self, found: Between) -> Between:
        return Between(tuple(image for image in found.images if self._image(image)))

    def _image(self, image: Image) -> bool:
        ids = start_and_end(image.ref)
        return not any(state.hides(id_) for state in self.states for id_ in ids)

    def dated(self, found: Dated) -> Dated:
        return Dated(
            self._relations(found.beginning),
            self._relations(found.ceasing),
            as_ints(found.starting[self.visible[found.starting]]),
            as_ints(found.ending[self.visible[found.ending]]),
        )

    def _relations(self, numbers: Ints) -> Ints:
        starts, ends = self.snapshot.starts(numbers), self.snapshot.ends(numbers)
        return as_ints(numbers[np.asarray(self.visible[starts] & self.visible[ends])])
