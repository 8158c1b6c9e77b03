"""What an id was probably meant to be: the nearest of what its asker may see.

What is hidden is not looked at, so that a hidden id and an unknown one are answered alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from graph_model.errors import InvalidQuestion, NotFound, Problem
from graph_model.ids import as_kept
from graph_model.values import fold
from queries.snapshot.memo import MemoKey
from queries.snapshot.rows import Flags, Ints, as_ints
from queries.snapshot.snapshot import Snapshot

if TYPE_CHECKING:
    from queries.answers.view import View

MOST_NEAR, MOST_IDS, MOST_NAMED = 3, 3, 5
"""How many are told of an id; of how many ids; and how many of one name."""
ALIKE, WITHIN, OF_ITS_SCHEME = 60.0, 75.0, 10.0
"""The least similarity (0 to 100) that is near; that of a text within another, which a part of a
name is; and what it counts that both ids begin alike, up to the colon."""
LEAST_WITHIN = 3
"""How many characters a part of a name must have to tell anything."""


@dataclass(frozen=True)
class Names:
    """All that items are known by, schemes and outer differences left out: a text, and whose row.

    Several texts are of one row: its id, its name, its aliases.
    """

    texts: Sequence[str]
    rows: Ints

    def near(self, wanted: str, size: int) -> Ints:
        """How near each of so many rows is to a folded text, 0 to 100; 0: not near."""
        from rapidfuzz import fuzz, process

        scores = np.zeros(size, np.int32)
        if not self.texts:
            return scores
        alike = process.cdist(
            [wanted], self.texts, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8
        )[0]
        if len(wanted) >= LEAST_WITHIN:
            within = np.fromiter((wanted in text for text in self.texts), np.bool_)
            alike[within] = np.maximum(alike[within], WITHIN)
        np.maximum.at(scores, self.rows, alike)
        return scores


class Near(NamedTuple):
    """An item that is near to an id, and how far from the best; the nearest is the least."""

    far: float
    id: str
    name: str


def told_nearest(error: NotFound, snapshot: Snapshot, visible: Flags) -> NotFound:
    """The error with what of the ``visible``, shape (size,), is nearest to its first ids."""
    return told_nearest_of(error, [(snapshot, visible)])


def told_nearest_of(error: NotFound, parts: Iterable[tuple[Snapshot, Flags]]) -> NotFound:
    """The same of facts that come a part at a time, with what of each may be seen."""
    best: dict[str, list[Near]] = {id_: [] for id_ in error.ids[:MOST_IDS]}
    for snapshot, visible in parts:
        for id_, held in best.items():
            best[id_] = sorted([*held, *nearest(snapshot, visible, id_)])[:MOST_NEAR]
    near = {id_: {one.id: one.name for one in held} for id_, held in best.items()}
    return NotFound(error.ids, near)


def nearest(snapshot: Snapshot, visible: Flags, id_: str) -> list[Near]:
    """The items nearest to an id that is not recorded, by id, alias or name; the best first.

    At most MOST_NEAR of those that are ``visible``, shape (size,). An id that begins as the wanted
    one does, up to the colon, comes before another; ties are in the order of ids.
    """
    kept = as_kept(id_)
    scheme, _, local = kept.partition(":") if ":" in kept else ("", "", kept)
    wanted = fold(local)
    scores = np.where(visible, _scores(snapshot, wanted), 0)
    at = np.flatnonzero(scores)
    if len(at) > MOST_NEAR:
        least = np.partition(scores[at], -MOST_NEAR)[-MOST_NEAR] - OF_ITS_SCHEME
        at = at[scores[at] >= least]

    def near(row: int) -> Near:
        own = snapshot.id(row)
        alike = bool(scheme) and own.startswith(f"{scheme}:")
        return Near(-float(scores[row]) - OF_ITS_SCHEME * alike, own, snapshot.name(row))

    return sorted(map(near, at.tolist()))[:MOST_NEAR]


def _scores(snapshot: Snapshot, wanted: str) -> Ints:
    """How near each row is to a folded text: the base's, without what the patch has changed."""
    base, changed = snapshot.base, snapshot.patch.items
    rows = as_ints(range(len(base.ids)))
    based = base.memo.get(MemoKey.NAMES, None, Names, lambda: _names(snapshot.unpatched, rows))
    scores = based.near(wanted, snapshot.size)
    if changed:
        scores[as_ints(list(changed))] = 0
        present = as_ints([row for row, item in changed.items() if item is not None])
        scores = np.maximum(scores, _names(snapshot, present).near(wanted, snapshot.size))
    return scores


def _names(snapshot: Snapshot, rows: Ints) -> Names:
    names, aliases = (snapshot.values(rows, field) for field in ("name", "aliases"))
    texts: list[str] = []
    of: list[int] = []
    for row, id_, name, more in zip(
        rows.tolist(), snapshot.ids_of(rows), names, aliases, strict=True
    ):
        known = {fold(_local(one)) for one in (id_, *(more or ()))} | {fold(name or "")}
        texts += known
        of += [row] * len(known)
    return Names(texts, as_ints(of))


def _local(id_: str) -> str:
    """An id without its scheme."""
    return id_.partition(":")[2] or id_


def named(view: View, text: str, argument: str) -> str:
    """The id of the one item of a name, without regard to case; the text itself where none has it.

    Raises:
        InvalidQuestion: several items that may be seen have the name; it says their ids.
    """
    return text if view.find(text) is not None else named_in([view], text, argument)


def named_in(views: Iterable[View], text: str, argument: str) -> str:
    """The same of what is no id, among facts that come a part at a time."""
    wanted = as_kept(text).strip().casefold()
    ids = sorted(id_ for view in views for id_ in _called(view, wanted))
    if len(ids) > 1:
        more = f" and {len(ids) - MOST_NAMED:,} more" if len(ids) > MOST_NAMED else ""
        found = f"{text!r}, the name of {len(ids):,} items"
        expected = f"the id of one: {', '.join(ids[:MOST_NAMED])}{more}"
        raise InvalidQuestion([Problem(argument, found, expected)])
    return ids[0] if ids else text


def _called(view: View, wanted: str) -> Iterator[str]:
    """The ids of what may be seen and has a name, which is casefolded."""
    snapshot = view.snapshot
    rows = snapshot.standing(as_ints(np.flatnonzero(view.visible)))
    names = snapshot.values(rows, "name")
    for row, name in zip(rows.tolist(), names, strict=True):
        if name is not None and name.casefold() == wanted:
            yield snapshot.id(row)
