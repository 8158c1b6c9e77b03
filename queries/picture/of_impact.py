"""The scene of an impact: what is affected, and the ways by which it is."""

from __future__ import annotations

import numpy as np

from queries.impact.impact import Impact
from queries.picture.scene import GroupState, Links, Scene
from queries.snapshot.rows import Flags, as_ints


def scene_of(impact: Impact, to: int | None = None) -> Scene:
    """What an impact draws: all that is affected, and every shortest way by which it is.

    Of a redundancy group every member is linked that failed, or softened it. ``to`` is an item
    whose witness is drawn one by one, if anything reaches it.
    """
    chosen = _chain(impact, to)
    drawn = np.zeros(len(impact.levels), np.bool_)
    drawn[impact.rows] = True
    links, relations = _links(impact, drawn)
    on_it = as_ints([row for step in chosen for row in step[:2]])
    passed = as_ints(np.unique(on_it[~drawn[on_it]]))
    rows = np.concatenate([impact.rows, passed])
    levels = impact.levels[rows]
    return Scene(
        impact.snapshot,
        rows,
        as_ints(np.where(drawn[rows], levels, 0)),
        impact.witnesses.distances.distances(levels, rows),
        impact.starts.rows,
        links.and_also(chosen),
        relations,
        lambda group: _state(impact, group),
        chosen=tuple(chosen),
        passed=passed,
    )


def _chain(impact: Impact, to: int | None) -> list[tuple[int, int, int]]:
    """The steps of an item's witness: origin, target and relation; none of what is not reached."""
    if to is None or not impact.levels[to]:
        return []
    steps = impact.witness(to).steps
    return [(step.origin, step.target, step.relation) for step in steps]


def _links(impact: Impact, drawn: Flags) -> tuple[Links, int]:
    """The shortest ways between what is drawn, and how many relations carry anything there."""
    states = impact.witnesses.distances
    found = states.crossed
    arriving, target = states.arriving
    carries = (arriving > 0) & drawn[found.origin] & drawn[target] & (found.origin != target)
    final = carries & (arriving == impact.levels[target])
    hops = states.distances(arriving, target)
    member = found.target < 0
    shortest = np.where(member, found.hops < hops, found.hops + 1 == hops)
    group = np.where(member, -found.target - 1, -1)
    links = Links(found.origin, as_ints(target), found.relation, as_ints(group))
    return _once(links.where(final & shortest)), len(np.unique(found.relation[carries]))


def _once(links: Links) -> Links:
    """Each link once: an effect may cross a relation at several levels."""
    packed = links.relation.astype(np.int64) << 32 | links.origin
    _, first = np.unique(packed, return_index=True)
    kept = np.zeros(len(packed), np.bool_)
    kept[first] = True
    return links.where(kept)


def _state(impact: Impact, group: int) -> GroupState:
    """How a group that an effect touched stands."""
    sizes = impact.adjacency.day.sizes
    failed = len(impact.witnesses.failed_members(group))
    return GroupState(int(sizes.size[group]), failed, int(sizes.need[group]))
