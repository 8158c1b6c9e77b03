"""The scene of an impact: what is affected, and the shortest ways by which it is."""

from __future__ import annotations

import numpy as np

from queries.impact.impact import Impact
from queries.impact.shortest import ShortestWays
from queries.picture.scene import Links, Scene
from queries.snapshot.rows import as_ints


def scene_of(impact: Impact, to: int | None = None) -> Scene:
    """What an impact draws: all that is affected, and every shortest way by which it is.

    ``to`` is an item whose witness is drawn one by one, if anything reaches it.
    """
    chosen, ways = _chain(impact, to), ShortestWays(impact)
    on_it = as_ints([row for step in chosen for row in step[:2]])
    passed = as_ints(np.setdiff1d(on_it, impact.rows))
    rows = np.concatenate([impact.rows, passed])
    levels = impact.levels[rows]
    affected = np.arange(len(rows)) < len(impact.rows)
    return Scene(
        impact.snapshot,
        rows,
        as_ints(np.where(affected, levels, 0)),
        impact.witnesses.distances.distances(levels, rows),
        impact.starts.rows,
        Links(*ways.steps).and_also(chosen),
        ways.relations,
        ways.group,
        chosen=tuple(chosen),
        passed=passed,
    )


def _chain(impact: Impact, to: int | None) -> list[tuple[int, int, int]]:
    """The steps of an item's witness: origin, target and relation; none of what is not reached."""
    if to is None or not impact.levels[to]:
        return []
    steps = impact.witness(to).steps
    return [(step.origin, step.target, step.relation) for step in steps]
